import type { Scenario } from '../../simulation/scenario.ts'
import type { VerifyBounds } from '../../simulation/verify-bounds.ts'
import { type Exhausted, isEnough, isOutOfMemory } from './ending.ts'
import { hinderedBy, StepGraph } from './liveness/step-graph.ts'
import { type Fingerprint, Fingerprints } from './order/fingerprints.ts'
import { GrowingInts } from './order/growing-ints.ts'
import type { Order } from './order/order.ts'
import type { VerifyProgress } from './progress.ts'
import type { Successors } from './states/action.ts'
import { deadlock, JudgedSystem } from './states/judged-system.ts'
import type { NextState } from './states/next-state.ts'
import type { StateProperty } from './states/state-properties.ts'
import type { Reductions, TransitionSystem } from './states/transition-system.ts'

/** A property that was violated, or a situation that was reached, in the step to a state. */
export interface Finding extends Fingerprint {
  readonly property: string
  readonly message: string
  /** After how many steps. */
  readonly depth: number
  /** The state before the step, or the one that is a deadlock; -1 of the beginning. */
  readonly parent: number
  readonly stack?: string
}

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
  /** The states and steps, if anything must come to hold some time. */
  readonly graph: StepGraph | null
  /** Everything has been seen, or enough. */
  over = false
  /** Told of every state that is visited; the vector is only lent. */
  visit: ((vector: Int32Array) => void) | null = null

  private readonly bounds: VerifyBounds
  readonly judged: JudgedSystem
  private readonly expected: ReadonlySet<string>
  private readonly shown = new Set<string>()
  private readonly situations: StateProperty[]
  private readonly labels: Set<string>
  /** The state being expanded: its number, or -1 at the beginning. */
  private parent = -1
  private successors = 0
  private expanded = 0
  /** Where the steps of the state being expanded are written down. */
  private writing: StepGraph | null = null

  constructor(
    scenario: Scenario,
    bounds: VerifyBounds,
    operations: Readonly<Record<string, readonly unknown[]>>,
    reductions: Reductions,
    orderOf: (search: Search) => Order,
  ) {
    this.bounds = bounds
    this.judged = new JudgedSystem(scenario, bounds, operations, reductions)
    this.system = this.judged.system
    const { goals } = this.judged
    this.graph = goals.length > 0 ? new StepGraph(this.system, goals, bounds.synchronous ?? false) : null
    this.expected = new Set(scenario.violates.map(({ name }) => name))
    this.situations = [...this.judged.situations]
    this.labels = new Set(this.judged.labels)
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

  /** How much memory the search takes, bytes, in part estimated. */
  get bytes(): number {
    const { judged, visited, parents, order, graph } = this
    return judged.bytes + visited.bytes + parents.bytes + order.bytes + (graph?.bytes ?? 0)
  }

  /** How often handlers ran. */
  get handlerRuns(): number {
    return this.system.local.runs
  }

  get progress(): VerifyProgress {
    const { generated, visited, queued, depth, bytes, order } = this
    return { generated, states: visited.size, queued, depth, bytes, walks: order.walks, levels: order.levels }
  }

  /** Expands some states. */
  advance(count: number): void {
    const { order, system, graph } = this
    for (let expanded = 0; expanded < count && !this.over; expanded++) {
      const isAny = order.advance()
      this.depth = Math.max(this.depth, order.depth)
      if (!isAny) {
        this.exhausted = order.leftOut
        if (this.exhausted === 'depth') this.depth = this.bounds.depth!
        this.over = true
        return
      }
      const { chunk, start, index, high, low } = order.current
      this.parent = index
      this.successors = 0
      this.writing = order.isRepeated ? null : graph
      this.writing?.begin(index)
      system.expand(chunk, start, high, low, this)
      this.writing?.end(index, chunk, start)
      if (this.successors === 0 && !order.isRepeated) this.end()
      if (isEnough(this.violations, this.expected)) this.over = true
      else this.checkBounds()
    }
  }

  /** The number of a state that was visited, or -1. */
  numberOf(next: NextState): number {
    this.judged.fingerprint(next)
    return this.visited.find(this.judged.high, this.judged.low)
  }

  /** The states on the way to a finding, from the first on. */
  statesTo({ property, parent, high, low }: Finding): readonly Fingerprint[] {
    const before = this.statesToState(parent)
    return property === deadlock ? before : [...before, { high, low }]
  }

  /** The states on the way to one that was visited, from the first on to it; none to -1. */
  statesToState(number: number): readonly Fingerprint[] {
    const { visited, parents } = this
    const states: Fingerprint[] = []
    for (let at = number; at >= 0; at = parents.items[at]!)
      states.push({ high: visited.highOf(at), low: visited.lowOf(at) })
    return states.reverse()
  }

  /** Ends the search where it stands. */
  stop(reason: 'time' | 'stopped'): void {
    if (this.over) return
    this.exhausted = reason
    this.over = true
  }

  stayed(steps: number): void {
    this.generated += steps
    if (this.labels.size === 0) return
    this.judged.high = this.visited.highOf(this.parent)
    this.judged.low = this.visited.lowOf(this.parent)
    this.checkLabels()
  }

  found(next: NextState): void {
    const { judged, system, order } = this
    this.generated++
    if (next.high !== order.current.high || next.low !== order.current.low) this.successors++
    judged.fingerprint(next)
    const { high: keyHigh, low: keyLow } = judged
    if (system.breaches.length > 0)
      for (const { property, message, stack } of system.breaches) this.violated(property, message, stack)
    if (this.labels.size > 0) this.checkLabels()
    const known = this.visited.find(keyHigh, keyLow)
    if (known >= 0) {
      this.writing?.addStep(known)
      if (order.meet(next, known)) this.parents.items[known] = this.parent
      return
    }
    const { vector } = next
    const changed = this.parent < 0 ? -1 : system.action.node
    for (const property of judged.always) {
      if (this.shown.has(property.name)) continue
      const sentence = property.violation(vector, changed)
      if (sentence !== null) this.violated(property.name, sentence)
    }
    if (judged.within !== null && judged.within.violation(vector, changed) !== null) {
      this.writing?.addStep(hinderedBy.within)
      return
    }
    for (const situation of this.situations)
      if (situation.violation(vector, -1) === null) this.reach(situation.name)
    this.visited.add(keyHigh, keyLow)
    this.parents.push(this.parent)
    this.graph?.add(vector)
    this.writing?.addStep(this.parents.length - 1)
    order.push(next, this.parents.length - 1)
    this.visit?.(vector)
  }

  private end(): void {
    this.ends++
    if (this.shown.has(deadlock)) return
    const { current, depth } = this.order
    const message = this.judged.deadlock(current.chunk, current.start, current.length)
    if (message === null) return
    this.violations.push({ property: deadlock, message, depth, parent: this.parent, high: 0, low: 0 })
    this.shown.add(deadlock)
  }

  private violated(property: string, message: string, stack?: string): void {
    if (this.shown.has(property)) return
    this.shown.add(property)
    this.violations.push({
      ...this.finding(property, message || `${property} does not hold`),
      ...(stack !== undefined && { stack }),
    })
  }

  private finding(property: string, message: string): Finding {
    const { parent } = this
    const { high, low } = this.judged
    const depth = parent < 0 ? 0 : this.order.depth + 1
    return { property, message, depth, parent, high, low }
  }

  private reach(name: string): void {
    this.reached.push(this.finding(name, ''))
    const index = this.situations.findIndex((situation) => situation.name === name)
    if (index >= 0) this.situations.splice(index, 1)
    this.labels.delete(name)
  }

  private checkLabels(): void {
    for (const label of this.labels) if (this.system.local.noted.has(label)) this.reach(label)
  }

  private checkBounds(): void {
    const { states } = this.bounds
    if (states !== undefined && this.visited.size >= states) this.exhausted = 'states'
    else if ((++this.expanded & 255) === 0 && isOutOfMemory(this.bounds, this.bytes))
      this.exhausted = 'memory'
    else return
    this.over = true
  }
}
