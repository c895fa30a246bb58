import type { Property } from '../../checkers/property.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import type { VerifyBounds } from '../../simulation/verify-bounds.ts'
import type { Action, Successors } from './action.ts'
import { Fingerprints } from './fingerprints.ts'
import { GrowingInts } from './growing-ints.ts'
import type { Order } from './order.ts'
import { StateProperty, stateProperties } from './state-properties.ts'
import { Symmetry } from './symmetry.ts'
import { type Reductions, TransitionSystem } from './transition-system.ts'

/** What is violated where nothing more can happen, though not everything may end there. */
export const deadlock = 'deadlock'

/** A property that was violated, or a situation that was reached, in a step from a state. */
export interface Finding {
  readonly property: string
  readonly message: string
  /** The node whose step showed it; -1 of the beginning. */
  readonly node: number
  /** After how many steps. */
  readonly depth: number
  /** The state before the step; -1 of the beginning. */
  readonly parent: number
  readonly action: Action | null
  readonly stack?: string
}

/** Why a search ended before it had seen everything. */
export type Exhausted = 'depth' | 'walks' | 'states' | 'memory' | 'time' | 'stopped'

/** What is judged and remembered of the states of a scenario, in whatever order they are expanded. */
export class Search implements Successors {
  readonly system: TransitionSystem
  readonly order: Order
  readonly visited = new Fingerprints()
  /** By state, the state that it was found from. */
  readonly parents = new GrowingInts()
  readonly violations: Finding[] = []
  readonly reached: Finding[] = []
  /** How many steps were looked at, the beginning included. */
  generated = 0
  /** How many steps the farthest state is away. */
  depth = 0
  /** How many states have no other next one than themselves. */
  ends = 0
  exhausted: Exhausted | null = null
  /** Everything has been seen, or enough. */
  over = false
  /** Told of every state that is visited; the vector is only lent. */
  visit: ((vector: Int32Array, length: number) => void) | null = null

  private readonly bounds: VerifyBounds
  private readonly symmetry: Symmetry | null
  private readonly expected: ReadonlySet<string>
  private readonly shown = new Set<string>()
  private readonly always: readonly StateProperty[]
  private readonly situations: StateProperty[]
  private readonly labels: Set<string>
  private readonly within: StateProperty | null
  private readonly mayEnd: StateProperty | null
  /** The state being expanded: its number, or -1 at the beginning. */
  private parent = -1
  private successors = 0
  private expanded = 0

  constructor(
    scenario: Scenario,
    bounds: VerifyBounds,
    operations: Readonly<Record<string, readonly unknown[]>>,
    reductions: Reductions,
    orderOf: (search: Search) => Order,
  ) {
    this.bounds = bounds
    const judged: readonly Property[] = [...scenario.holds, ...scenario.violates]
    this.system = new TransitionSystem(scenario, bounds, operations, judged, reductions)
    const { symmetry } = bounds
    const isSymmetric = symmetry !== undefined && symmetry.length > 0 && (reductions.symmetry ?? true)
    this.symmetry = isSymmetric ? new Symmetry(symmetry, this.system) : null
    const { local } = this.system
    this.expected = new Set(scenario.violates.map(({ name }) => name))
    this.always = stateProperties(judged, local)
    this.situations = stateProperties(scenario.reaches, local)
    this.labels = new Set(scenario.reaches.flatMap(({ name, rule }) => (rule?.type === 'note' ? [name] : [])))
    const condition = (name: string, holds: VerifyBounds['within']) =>
      holds === undefined
        ? null
        : new StateProperty(
            name,
            null,
            local,
            ({ states }) =>
              () =>
                holds(states as never),
          )
    this.within = condition('within', bounds.within)
    this.mayEnd = condition('mayEnd', bounds.mayEnd)
    this.order = orderOf(this)
  }

  /** Looks at the beginning. */
  begin(): void {
    this.system.initial(this)
  }

  /** How many states wait to be expanded. */
  get queued(): number {
    return this.order.queued
  }

  /** How much memory the search takes, bytes, without that of single nodes' states. */
  get bytes(): number {
    const { visited, parents, order } = this
    return visited.bytes + parents.items.byteLength + order.bytes
  }

  /** Expands some states. */
  advance(count: number): void {
    const { order, system } = this
    for (let expanded = 0; expanded < count && !this.over; expanded++) {
      const isAny = order.advance()
      this.depth = Math.max(this.depth, order.depth)
      if (!isAny) {
        this.exhausted = order.leftOut
        if (this.exhausted === 'depth') this.depth = this.bounds.depth!
        this.over = true
        return
      }
      const { chunk, start, length, index, high, low } = order.current
      this.parent = index
      this.successors = 0
      system.expand(chunk, start, length, high, low, this)
      if (this.successors === 0 && !order.isRepeated) this.end()
      if (this.isEnough()) this.over = true
      else this.checkBounds()
    }
  }

  /** The number of a state that was visited, or -1. */
  numberOf(vector: Int32Array, length: number, high: number, low: number): number {
    if (this.symmetry === null) return this.visited.find(high, low)
    this.symmetry.fingerprint(vector, length, high, low)
    return this.visited.find(this.symmetry.high, this.symmetry.low)
  }

  /** Ends the search where it stands. */
  stop(reason: 'time' | 'stopped'): void {
    if (this.over) return
    this.exhausted = reason
    this.over = true
  }

  stayed(): void {
    this.generated++
    if (this.labels.size > 0) this.checkLabels()
  }

  found(vector: Int32Array, length: number, high: number, low: number): void {
    const { system, order } = this
    this.generated++
    if (high !== order.current.high || low !== order.current.low) this.successors++
    if (system.breaches.length > 0)
      for (const { property, message, node, stack } of system.breaches)
        this.violated(property, message, node, stack)
    if (this.labels.size > 0) this.checkLabels()
    if (this.symmetry !== null) this.symmetry.fingerprint(vector, length, high, low)
    const keyHigh = this.symmetry === null ? high : this.symmetry.high
    const keyLow = this.symmetry === null ? low : this.symmetry.low
    const known = this.visited.find(keyHigh, keyLow)
    if (known >= 0) {
      if (order.meet(vector, length, known, high, low)) this.parents.items[known] = this.parent
      return
    }
    const changed = this.parent < 0 ? -1 : system.action.node
    for (const property of this.always) {
      if (this.shown.has(property.name)) continue
      const sentence = property.violation(vector, changed)
      if (sentence !== null) this.violated(property.name, sentence, changed)
    }
    if (this.within !== null && this.within.violation(vector, changed) !== null) return
    for (const situation of this.situations)
      if (situation.violation(vector, -1) === null) this.reach(situation.name)
    this.visited.add(keyHigh, keyLow)
    this.parents.push(this.parent)
    order.push(vector, length, this.parents.length - 1, high, low)
    this.visit?.(vector, length)
  }

  private end(): void {
    this.ends++
    if (this.mayEnd === null || this.shown.has(deadlock)) return
    const { current, depth } = this.order
    const { chunk, start, length } = current
    if (this.mayEnd.violation(chunk.subarray(start, start + length), -1) === null) return
    this.violations.push({
      property: deadlock,
      message: 'nothing more can happen, and this is no state in which everything may end',
      node: -1,
      depth,
      parent: this.parent,
      action: null,
    })
    this.shown.add(deadlock)
  }

  private violated(property: string, message: string, node: number, stack?: string): void {
    if (this.shown.has(property)) return
    this.shown.add(property)
    this.violations.push({
      ...this.finding(property, message || `${property} does not hold`, node),
      ...(stack !== undefined && { stack }),
    })
  }

  private finding(property: string, message: string, node: number): Finding {
    const { parent } = this
    const depth = parent < 0 ? 0 : this.order.depth + 1
    return { property, message, node, depth, parent, action: parent < 0 ? null : { ...this.system.action } }
  }

  private reach(name: string): void {
    this.reached.push(this.finding(name, '', -1))
    const index = this.situations.findIndex((situation) => situation.name === name)
    if (index >= 0) this.situations.splice(index, 1)
    this.labels.delete(name)
  }

  private checkLabels(): void {
    for (const label of this.labels) if (this.system.local.noted.has(label)) this.reach(label)
  }

  /** A property that had to hold does not, or all that had to be shown was. */
  private isEnough(): boolean {
    if (this.violations.length === 0) return false
    if (this.violations.some(({ property }) => !this.expected.has(property))) return true
    return this.violations.length === this.expected.size
  }

  private checkBounds(): void {
    const { states, memory = 1_000 } = this.bounds
    if (states !== undefined && this.visited.size >= states) this.exhausted = 'states'
    else if ((++this.expanded & 255) === 0 && this.bytes > memory * 1_000_000) this.exhausted = 'memory'
    else return
    this.over = true
  }
}
