import type { Bits } from '../order/bits.ts'
import { hinderedBy, type StepGraph } from './step-graph.ts'

/** Which bound kept a search from following what had to happen. */
export type HinderingBound = 'timeouts' | 'within'

/** A place where a run can stay for ever, though all that must happen does: without what had to come to hold. */
export interface RestingPlace {
  /** The state in which it is entered. */
  readonly entry: number
  /** The component it belongs to. */
  readonly component: number
}

/** Where a walk through the states without the condition may begin: at a state, or by a step into one. */
export interface Start {
  readonly state: number
  /** The state before, and the step from there; -1 of the beginning. */
  readonly from: number
  readonly step: number
}

/**
 * The states in which a condition does not hold, as far as they are reached from some starts through each other, and
 * their strongly connected components (Tarjan 1972). Under weak fairness (justice: Lehmann, Pnueli & Stavi 1981) a run
 * can stay in a component for ever just if each fair action is impossible in one of its states or taken by one of its
 * steps: going round through all of it, a run does justice to all.
 */
export class FairComponents {
  /** By state, its component; -1 of those outside. */
  readonly componentOf: Int32Array
  /** By state, the step by which it is entered on a shortest way from a start; -1 of starts. */
  readonly enteredBy: Int32Array
  readonly enteredFrom: Int32Array
  /** The nearest place to stay in; `null` if there is none. */
  place: RestingPlace | null = null
  /** What hindered those who would have had to leave a component; `null` if that was nowhere all that could make them. */
  hindered: HinderingBound | null = null

  private readonly graph: StepGraph
  private readonly holds: Bits
  private readonly withFailures: boolean
  private readonly beat: () => void
  private readonly distance: Int32Array
  /** By action, in how many states of a component it is possible, and whether some step takes it there. */
  private readonly possible: Int32Array
  private readonly real: Uint8Array
  private readonly taken: Uint8Array
  /** By action, what hinders it in some state of a component; 0 if nothing does. */
  private readonly hinderedIn: Int8Array

  /**
   * @param withFailures whether crashes and losses may happen on the way, without the condition having held since
   * @param beat called now and then
   */
  constructor(
    graph: StepGraph,
    holds: Bits,
    starts: readonly Start[],
    withFailures: boolean,
    beat: () => void,
  ) {
    this.graph = graph
    this.beat = beat
    this.holds = holds
    this.withFailures = withFailures
    const { size, actionsByNumber } = graph
    this.componentOf = new Int32Array(size).fill(-1)
    this.enteredBy = new Int32Array(size).fill(-1)
    this.enteredFrom = new Int32Array(size).fill(-1)
    this.distance = new Int32Array(size).fill(-1)
    this.possible = new Int32Array(actionsByNumber.length)
    this.real = new Uint8Array(actionsByNumber.length)
    this.taken = new Uint8Array(actionsByNumber.length)
    this.hinderedIn = new Int8Array(actionsByNumber.length)
    this.measure(starts)
    this.divide(starts)
  }

  /** Whether a step stays among the states without the condition. */
  follows(step: number): boolean {
    const { targets, actions } = this.graph
    const target = targets.items[step]!
    if (target < 0 || this.holds.has(target)) return false
    return this.withFailures || this.graph.isFair(actions.items[step]!)
  }

  /** The distances from the nearest start. */
  private measure(starts: readonly Start[]): void {
    const { graph, distance } = this
    const queue: number[] = []
    for (const { state } of starts)
      if (distance[state]! < 0) {
        distance[state] = 0
        queue.push(state)
      }
    for (const state of queue)
      for (let step = Math.max(0, graph.beginOf(state)); step < graph.endOf(state); step++) {
        const target = graph.targets.items[step]!
        if (!this.follows(step) || distance[target]! >= 0) continue
        distance[target] = distance[state]! + 1
        this.enteredBy[target] = step
        this.enteredFrom[target] = state
        queue.push(target)
      }
  }

  /** Tarjan's algorithm, with a stack of its own instead of recursion. */
  private divide(starts: readonly Start[]): void {
    const { graph, componentOf } = this
    const indexes = new Int32Array(graph.size).fill(-1)
    const lowest = new Int32Array(graph.size)
    const nextStep = new Int32Array(graph.size)
    const path: number[] = []
    const open: number[] = []
    let index = 0
    let components = 0
    const enter = (state: number) => {
      if ((index & 0xffff) === 0) this.beat()
      indexes[state] = index
      lowest[state] = index++
      nextStep[state] = Math.max(0, graph.beginOf(state))
      path.push(state)
      open.push(state)
    }
    for (const { state: start } of starts) {
      if (indexes[start]! >= 0) continue
      enter(start)
      while (path.length > 0) {
        const state = path.at(-1)!
        const step = nextStep[state]!
        if (step < graph.endOf(state)) {
          nextStep[state] = step + 1
          if (!this.follows(step)) continue
          const target = graph.targets.items[step]!
          if (indexes[target]! < 0) enter(target)
          else if (componentOf[target]! < 0) lowest[state] = Math.min(lowest[state]!, indexes[target]!)
          continue
        }
        path.pop()
        const before = path.at(-1)
        if (before !== undefined) lowest[before] = Math.min(lowest[before]!, lowest[state]!)
        if (lowest[state] !== indexes[state]) continue
        const members: number[] = []
        let member: number
        do {
          member = open.pop()!
          componentOf[member] = components
          members.push(member)
        } while (member !== state)
        this.judge(components++, members)
      }
    }
  }

  /** Whether a run can stay in a component, and if only a bound keeps it from leaving, which. */
  private judge(component: number, members: readonly number[]): void {
    const { graph, possible, real, taken, hinderedIn, componentOf, distance } = this
    const { targets, actions } = graph
    // Of a state that was not expanded, nobody knows what can happen; the bound that left it out tells of it.
    if (members.some((state) => graph.beginOf(state) < 0)) return
    const touched: number[] = []
    for (const state of members)
      for (let step = graph.beginOf(state); step < graph.endOf(state); step++) {
        const action = actions.items[step]!
        if (!graph.isFair(action)) continue
        const target = targets.items[step]!
        if (possible[action]!++ === 0) touched.push(action)
        if (target >= 0) real[action] = 1
        else hinderedIn[action] = target
        if (target >= 0 && componentOf[target] === component && this.follows(step)) taken[action] = 1
      }
    const due = touched.filter((action) => possible[action] === members.length && taken[action] === 0)
    const canLeave = due.some((action) => real[action] === 1)
    const bound = due.some((action) => hinderedIn[action] === hinderedBy.within) ? 'within' : 'timeouts'
    for (const action of touched) possible[action] = real[action] = taken[action] = hinderedIn[action] = 0
    if (due.length > 0) {
      if (!canLeave) this.hindered ??= bound
      return
    }
    const entry = members.reduce((a, b) => (distance[b]! < distance[a]! ? b : a))
    if (this.place === null || distance[entry]! < distance[this.place.entry]!)
      this.place = { entry, component }
  }
}
