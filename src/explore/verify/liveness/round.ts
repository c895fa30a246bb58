import type { FairComponents } from './fair-components.ts'
import type { StepGraph } from './step-graph.ts'

/** A way through a component and back to where it begins, on which each fair action gets its due. */
export class Round {
  private readonly graph: StepGraph
  private readonly components: FairComponents
  private readonly entry: number
  private readonly done: number[] = []
  /** The fair actions that were possible everywhere so far, and not taken. */
  private readonly due: Set<number>
  private at: number

  constructor(graph: StepGraph, components: FairComponents, entry: number) {
    this.graph = graph
    this.components = components
    this.entry = entry
    this.at = entry
    this.due = components.ways.fairAt(entry)
  }

  steps(): readonly number[] {
    const { entry } = this
    while (this.due.size > 0) {
      const [action] = this.due
      this.go((step) => {
        const { targets, actions } = this.graph
        return (
          actions.items[step] === action || !this.components.ways.fairAt(targets.items[step]!).has(action!)
        )
      })
    }
    // Round at least once, if there is a way.
    if (this.at !== entry) this.go((step) => this.graph.targets.items[step] === entry)
    return this.done
  }

  /** Goes a shortest way, inside the component, that ends with such a step. */
  private go(isLast: (step: number) => boolean): void {
    const { graph, components, entry } = this
    const component = components.componentOf[entry]!
    const from = new Map<number, { readonly state: number; readonly step: number } | null>([[this.at, null]])
    for (const state of from.keys())
      for (let step = graph.beginOf(state); step < graph.endOf(state); step++) {
        if (!components.stays(step, component)) continue
        const target = graph.targets.items[step]!
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
    const possible = this.components.ways.fairAt(this.at)
    for (const action of this.due) if (!possible.has(action)) this.due.delete(action)
  }
}
