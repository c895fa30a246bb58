import type { FairComponents, RestingPlace, Start } from './fair-components.ts'
import type { StepGraph } from './step-graph.ts'

/** The steps of a run that stays for ever without what had to come to hold, by their numbers. */
export interface Lasso {
  /** The start it comes from. */
  readonly start: Start
  /** From there to where it stays. */
  readonly stem: readonly number[]
  /** What it does there, round and round; nothing, where nothing more has to happen. */
  readonly cycle: readonly number[]
}

/** A way into a place, and round through all of it that is due. */
export function lassoTo(
  graph: StepGraph,
  components: FairComponents,
  starts: readonly Start[],
  place: RestingPlace,
): Lasso {
  const stem: number[] = []
  let state = place.entry
  for (; components.enteredBy[state]! >= 0; state = components.enteredFrom[state]!)
    stem.push(components.enteredBy[state]!)
  const start = starts.find((one) => one.state === state)!
  return { start, stem: stem.reverse(), cycle: new Round(graph, components, place).steps() }
}

/** A way through a component and back to where it is entered, on which each fair action gets its due. */
class Round {
  private readonly graph: StepGraph
  private readonly components: FairComponents
  private readonly place: RestingPlace
  private readonly done: number[] = []
  /** The fair actions that were possible everywhere so far, and not taken. */
  private readonly due = new Set<number>()
  private at: number

  constructor(graph: StepGraph, components: FairComponents, place: RestingPlace) {
    this.graph = graph
    this.components = components
    this.place = place
    this.at = place.entry
  }

  steps(): readonly number[] {
    const { entry } = this.place
    for (const action of this.possibleAt(entry)) this.due.add(action)
    while (this.due.size > 0) {
      const [action] = this.due
      this.go((step) => {
        const { targets, actions } = this.graph
        return actions.items[step] === action || !this.possibleAt(targets.items[step]!).has(action!)
      })
    }
    // Round at least once, if there is a way.
    if (this.at !== entry) this.go((step) => this.graph.targets.items[step] === entry)
    return this.done
  }

  private possibleAt(state: number): Set<number> {
    const { graph } = this
    const possible = new Set<number>()
    for (let step = graph.beginOf(state); step < graph.endOf(state); step++) {
      const action = graph.actions.items[step]!
      if (graph.isFair(action)) possible.add(action)
    }
    return possible
  }

  /** Goes a shortest way, inside the component, that ends with such a step. */
  private go(isLast: (step: number) => boolean): void {
    const { graph, components, place } = this
    const { targets } = graph
    const from = new Map<number, { readonly state: number; readonly step: number } | null>([[this.at, null]])
    for (const state of from.keys())
      for (let step = graph.beginOf(state); step < graph.endOf(state); step++) {
        if (!components.follows(step)) continue
        const target = targets.items[step]!
        if (components.componentOf[target] !== place.component) continue
        if (isLast(step)) {
          const way = [step]
          for (let last = from.get(state); last; last = from.get(last.state)) way.push(last.step)
          for (const one of way.reverse()) this.take(one)
          return
        }
        if (!from.has(target)) from.set(target, { state, step })
      }
    throw new Error('a component has a way from each of its states to each')
  }

  private take(step: number): void {
    const { targets, actions } = this.graph
    this.done.push(step)
    this.at = targets.items[step]!
    this.due.delete(actions.items[step]!)
    const possible = this.possibleAt(this.at)
    for (const action of this.due) if (!possible.has(action)) this.due.delete(action)
  }
}
