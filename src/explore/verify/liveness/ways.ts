import type { Bits } from '../order/bits.ts'
import { actions as kinds } from '../states/action.ts'
import type { StepGraph } from './step-graph.ts'

/**
 * How something must come to hold.
 * - `once`: at some moment.
 * - `healed`: at some moment after the last failure.
 * - `lasting`: after each moment at some moment, even though who is down stays down.
 */
export type Demand = 'once' | 'healed' | 'lasting'

/**
 * The shortest ways, from the beginning, to the states in which a run can be without having come to what must hold:
 * through states where it does not; but through any up to the last failure, or up to the last of these states, if that is
 * what is demanded.
 */
export class Ways {
  /** The states that they lead to, the nearest first. */
  readonly states: number[] = []

  private readonly graph: StepGraph
  private readonly holds: Bits
  private readonly demand: Demand
  /** By place, how many steps it is away (-1 of those that are not reached), the step to it, and the place before. */
  private readonly distance: Int32Array
  private readonly enteredBy: Int32Array
  private readonly enteredFrom: Int32Array

  constructor(graph: StepGraph, holds: Bits, demand: Demand) {
    this.graph = graph
    this.holds = holds
    this.demand = demand
    // After the number of states, the same ones while it may still come to hold.
    const places = demand === 'once' ? graph.size : 2 * graph.size
    this.distance = new Int32Array(places).fill(-1)
    this.enteredBy = new Int32Array(places).fill(-1)
    this.enteredFrom = new Int32Array(places).fill(-1)
    this.measure()
  }

  /** How many steps a state is away. */
  distanceOf(state: number): number {
    return this.distance[state]!
  }

  /** The steps to a state. */
  stepsTo(state: number): readonly number[] {
    const steps: number[] = []
    for (let place = state; this.enteredBy[place]! >= 0; place = this.enteredFrom[place]!)
      steps.push(this.enteredBy[place]!)
    return steps.reverse()
  }

  /** What happens if it can for long enough: all but failures, and restarts if those who are down may stay so. */
  isFair(action: number): boolean {
    const type = this.graph.typeOf(action)
    if (type === kinds.restart) return this.demand !== 'lasting'
    return type === kinds.deliver || type === kinds.timeout
  }

  /** The fair actions that are possible in a state, or would be but for a bound. */
  fairAt(state: number): Set<number> {
    const { graph } = this
    const fair = new Set<number>()
    for (let step = graph.beginOf(state); step < graph.endOf(state); step++) {
      const action = graph.actions.items[step]!
      if (this.isFair(action)) fair.add(action)
    }
    return fair
  }

  /** Whether a step goes on without what must hold, and without a failure, if the last one is past. */
  follows(step: number): boolean {
    const { targets, actions } = this.graph
    const target = targets.items[step]!
    if (target < 0 || this.holds.has(target)) return false
    return this.demand !== 'healed' || !this.graph.isFailure(actions.items[step]!)
  }

  private measure(): void {
    const { graph, holds, demand, distance } = this
    const { size, targets, actions } = graph
    const queue: number[] = []
    const enter = (place: number, from: number, step: number) => {
      if (distance[place]! >= 0) return
      distance[place] = from < 0 ? 0 : distance[from]! + 1
      this.enteredBy[place] = step
      this.enteredFrom[place] = from
      queue.push(place)
      if (place < size) this.states.push(place)
    }
    if (!holds.has(0)) enter(0, -1, -1)
    if (demand !== 'once') enter(size, -1, -1)
    for (const place of queue) {
      const isEarly = place >= size
      const state = isEarly ? place - size : place
      for (let step = Math.max(0, graph.beginOf(state)); step < graph.endOf(state); step++) {
        const target = targets.items[step]!
        if (target < 0) continue
        if (!isEarly) {
          if (this.follows(step)) enter(target, place, step)
          continue
        }
        // Any failure could have been the last; and anything could go on for ever.
        const isLast = demand === 'lasting' || graph.isFailure(actions.items[step]!)
        if (isLast && !holds.has(target)) enter(target, place, step)
        enter(size + target, place, step)
      }
    }
  }
}
