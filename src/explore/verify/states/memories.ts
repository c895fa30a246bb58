import { Immer } from 'immer'
import {
  type Answer,
  type NodeView,
  type Property,
  type Rule,
  violation,
} from '../../../checkers/property.ts'
import { canonicalText, plainCopy } from '../reduction/canonical.ts'
import type { Configurations } from './configurations.ts'
import { Interned } from './interned.ts'
import type { LocalStates } from './local-states.ts'
import { PairTable } from './pair-table.ts'
import { asked, StateViews } from './state-views.ts'

/** Stands for what a property says only after a look at other nodes. */
const dependsOnOthers = -2

const { produce } = new Immer({ autoFreeze: false })

/** What a property remembers, by number, and how that changes. */
export class Memories {
  readonly name: string
  readonly values = new Interned<object>()
  readonly initial: number
  /** How what it saw last violates the property; `null` if it does not. */
  message: string | null = null
  /** What it said last depends on other nodes, or is a violation. */
  isEntangled = false

  private readonly views: StateViews
  private readonly observe: (memory: object, state: unknown, node: NodeView) => Answer | null
  private readonly interested: readonly boolean[]
  /**
   * From a memory and a local state to the next memory, or, below -2, to an entry of `violations`; what the property
   * says after a look at other nodes is not kept.
   */
  private readonly known = new PairTable()
  private readonly violations: { readonly next: number; readonly message: string }[] = []
  private readonly local: LocalStates

  constructor(property: Property, rule: Extract<Rule, { type: 'memory' }>, configurations: Configurations) {
    this.name = property.name
    const { local } = configurations
    this.local = local
    this.views = new StateViews(configurations)
    this.observe = rule.observer(this.views.nodes)
    this.interested = local.ids.map((_, node) => property.kinds.includes(local.specOf(node).kind))
    this.initial = this.id(rule.memory())
  }

  /** How much memory all this takes, bytes, in part estimated. */
  get bytes(): number {
    return this.values.bytes + this.known.bytes
  }

  /** Whether it wants to see changes of the node. */
  reads(node: number): boolean {
    return this.interested[node]!
  }

  /**
   * The memory after a node has come into a local state, with `message` telling of a violation; at the others it looks in
   * the vector, if at all.
   */
  next(memory: number, local: number, seen: { readonly vector: Int32Array }): number {
    this.message = null
    this.isEntangled = false
    const known = this.known.get(memory, local)
    if (known >= 0) return known
    this.isEntangled = true
    if (known < -2) {
      const { next, message } = this.violations[-3 - known]!
      this.message = message
      return next
    }
    const { views } = this
    const { node } = this.local.locals.values[local]!
    views.show(seen.vector)
    views.shown = node
    views.hasLookedAround = false
    const shown = views.nodes[node]!
    let answer: Answer | null = null
    const after = produce(this.values.values[memory]!, (draft) => {
      answer = asked(this.name, () => this.observe(draft, shown.state, shown))
    })
    if (answer !== null) this.message = violation(answer)
    const next = this.id(after)
    this.isEntangled = views.hasLookedAround || this.message !== null
    if (views.hasLookedAround) {
      if (known !== dependsOnOthers) this.known.add(memory, local, dependsOnOthers)
    } else if (this.message === null) this.known.add(memory, local, next)
    else this.known.add(memory, local, -3 - (this.violations.push({ next, message: this.message }) - 1))
    return next
  }

  /**
   * The memory after a node has come into a local state, as far as `next` was asked: `null` when it was not, and -1 when
   * that depends on other nodes or violates the property.
   */
  alone(memory: number, local: number): number | null {
    const known = this.known.get(memory, local)
    return known >= 0 ? known : known === -1 ? null : -1
  }

  /** The text by which memories are told apart. */
  textOf(memory: object): string {
    return `${this.name} ${canonicalText(memory, () => `what the property '${this.name}' remembers`)}`
  }

  /** The number of what is remembered. */
  id(memory: object): number {
    return this.values.id(this.textOf(memory), () => plainCopy(memory))
  }
}
