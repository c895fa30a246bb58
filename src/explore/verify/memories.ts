import { Immer } from 'immer'
import { type Answer, type NodeView, type Property, type Rule, violation } from '../../checkers/property.ts'
import { canonicalText, plainCopy } from './canonical.ts'
import { Interned } from './interned.ts'
import type { LocalStates } from './local-states.ts'
import { PairTable } from './pair-table.ts'
import { asked, StateViews } from './state-views.ts'

const { produce } = new Immer({ autoFreeze: false })

/** What a property remembers, by number, and how that changes. */
export class Memories {
  readonly name: string
  readonly values = new Interned<object>()
  readonly initial: number
  /** How what it saw last violates the property; `null` if it does not. */
  message: string | null = null

  private readonly views: StateViews
  private readonly observe: (memory: object, node: NodeView) => Answer | null
  private readonly readsOthers: boolean
  private readonly interested: readonly boolean[]
  /** From a memory and a local state to the next memory, or, below 0, to an entry of `violations`. */
  private readonly known = new PairTable()
  private readonly violations: { readonly next: number; readonly message: string }[] = []
  private readonly local: LocalStates

  constructor(property: Property, rule: Extract<Rule, { type: 'memory' }>, local: LocalStates) {
    this.name = property.name
    this.local = local
    this.views = new StateViews(local)
    this.observe = rule.observer(this.views.nodes)
    this.readsOthers = rule.readsOthers ?? false
    this.interested = local.ids.map((_, node) => property.kinds.includes(local.specOf(node).kind))
    this.initial = this.id(rule.memory())
  }

  /** Whether it wants to see changes of the node. */
  reads(node: number): boolean {
    return this.interested[node]!
  }

  /** The memory after a node has come into a local state, with `message` telling of a violation. */
  next(memory: number, local: number, vector: Int32Array): number {
    this.message = null
    if (this.readsOthers) {
      this.views.show(vector, 0)
      return this.ask(memory, local)
    }
    const known = this.known.get(memory, local)
    if (known >= 0) return known
    if (known < -1) {
      const { next, message } = this.violations[-2 - known]!
      this.message = message
      return next
    }
    this.views.showNode(local)
    const next = this.ask(memory, local)
    this.known.add(memory, local, this.message === null ? next : -2 - this.violations.length)
    if (this.message !== null) this.violations.push({ next, message: this.message })
    return next
  }

  private ask(memory: number, local: number): number {
    const node = this.views.nodes[this.local.locals.values[local]!.node]!
    let answer: Answer | null = null
    const after = produce(this.values.values[memory]!, (draft) => {
      answer = asked(this.name, () => this.observe(draft, node))
    })
    if (answer !== null) this.message = violation(answer)
    return this.id(after)
  }

  private id(memory: object): number {
    const text = canonicalText(memory, () => `what the property '${this.name}' remembers`)
    return this.values.id(`${this.name} ${text}`, () => plainCopy(memory))
  }
}
