import type { Bits } from '../order/bits.ts'
import type { StepGraph } from './step-graph.ts'

/**
 * The shortest ways, from the beginning, to the states in which a run can be without having come to what must hold:
 * through states where it does not, or, in a scenario that heals, through any up to the last failure and through such
 * from there on.
 */
export class Ways {
  /** The states that they lead to, the nearest first. */
  readonly states: number[] = []

  private readonly graph: StepGraph
  private readonly holds: Bits
  private readonly heals: boolean
  /** By place, how many steps it is away (-1 of those that are not reached), the step to it, and the place before. */
  private readonly distance: Int32Array
  private readonly enteredBy: Int32Array
  private readonly enteredFrom: Int32Array

  constructor(graph: StepGraph, holds: Bits, heals: boolean) {
    this.graph = graph
    this.holds = holds
    this.heals = heals
    // After the number of states, the same ones before the last failure.
    const places = heals ? 2 * graph.size : graph.size
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

  /** Whether a step goes on without what must hold, and, in a scenario that heals, without a failure. */
  follows(step: number): boolean {
    const { targets, actions } = this.graph
    const target = targets.items[step]!
    if (target < 0 || this.holds.has(target)) return false
    return !this.heals || this.graph.isFair(actions.items[step]!)
  }

  private measure(): void {
    const { graph, holds, heals, distance } = this
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
    if (heals) enter(size, -1, -1)
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
        // Any failure could have been the last.
        if (!holds.has(target) && graph.isFailure(actions.items[step]!)) enter(target, place, step)
        enter(size + target, place, step)
      }
    }
  }
}
