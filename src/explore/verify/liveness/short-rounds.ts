import type { FairComponents } from './fair-components.ts'
import type { StepGraph } from './step-graph.ts'

/** How many steps are looked at in all, before what was found is taken as it is: some second of time. */
const mostLooks = 1_000_000

/** Where a walk is, how it came there, and which fair actions are due: possible everywhere so far, and not taken. */
interface Place {
  readonly state: number
  readonly due: bigint
  readonly step: number
  readonly before: Place | null
}

/**
 * The shortest ways from states back to themselves on which each fair action gets its due, found in breadth among
 * pairs of a state and what is due. What is due only ever gets less, so a walk that is where one has been before with
 * as little due is no use. (In general no quick way to shortest fair cycles is known: Clarke, Grumberg, McMillan &
 * Zhao 1995.)
 */
export class ShortRounds {
  private readonly graph: StepGraph
  private readonly components: FairComponents
  private readonly beat: () => void
  /** By state, the fair actions that are possible there, a bit each. */
  private readonly possible = new Map<number, bigint>()
  private looks = 0

  constructor(graph: StepGraph, components: FairComponents, beat: () => void) {
    this.graph = graph
    this.components = components
    this.beat = beat
  }

  /** The steps of the shortest, if it has at most so many, and all looks are not spent; else `null`. */
  from(state: number, most: number): readonly number[] | null {
    if (most < 0) return null
    const { graph, components } = this
    const component = components.componentOf[state]!
    const begin: Place = { state, due: this.possibleAt(state), step: -1, before: null }
    if (begin.due === 0n) return []
    const seen = new Map<number, bigint[]>()
    let places = [begin]
    for (let length = 1; length <= most && places.length > 0; length++) {
      const next: Place[] = []
      for (const place of places)
        for (let step = graph.beginOf(place.state); step < graph.endOf(place.state); step++) {
          if (this.looks >= mostLooks) return null
          if ((++this.looks & 0xffff) === 0) this.beat()
          if (!components.stays(step, component)) continue
          const target = graph.targets.items[step]!
          const taken = 1n << BigInt(graph.actions.items[step]!)
          const due = place.due & this.possibleAt(target) & ~taken
          const further: Place = { state: target, due, step, before: place }
          if (due === 0n && target === state) return stepsOf(further)
          if (isNew(seen, further)) next.push(further)
        }
      places = next
    }
    return null
  }

  private possibleAt(state: number): bigint {
    let possible = this.possible.get(state)
    if (possible === undefined) {
      possible = 0n
      for (const action of this.components.ways.fairAt(state)) possible |= 1n << BigInt(action)
      this.possible.set(state, possible)
    }
    return possible
  }
}

/** Whether no walk was there with as little due. */
function isNew(seen: Map<number, bigint[]>, { state, due }: Place): boolean {
  const before = seen.get(state)
  if (before === undefined) seen.set(state, [due])
  else if (before.some((less) => (less & due) === less)) return false
  else before.push(due)
  return true
}

function stepsOf(place: Place): readonly number[] {
  const steps: number[] = []
  for (let at: Place | null = place; at !== null && at.step >= 0; at = at.before) steps.push(at.step)
  return steps.reverse()
}
