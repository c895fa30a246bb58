import type { Scenario } from 'lightcone'
import { requireBounds } from '../../../../src/explore/verify/requirements.ts'
import { actions, type Successors } from '../../../../src/explore/verify/states/action.ts'
import type { NextState } from '../../../../src/explore/verify/states/next-state.ts'
import { TransitionSystem } from '../../../../src/explore/verify/states/transition-system.ts'
import { type NodeStates, nodeStates } from '../../../../src/explore/verify/visited-state.ts'

interface Place {
  readonly vector: Int32Array
  readonly high: number
  readonly low: number
}

interface Choice {
  readonly name: string
  readonly isFair: boolean
  readonly isFailure: boolean
  readonly place: Place
}

/** A place that a walk has come to, what is possible there, and how it went on. */
interface Passed {
  readonly place: Place
  readonly possible: ReadonlySet<string>
  readonly taken: Choice
}

export interface LassoLength {
  /** Of stem and cycle together. */
  readonly steps: number
  readonly cycle: number
}

/**
 * How long the shortest run is that never comes to what must hold though it is weakly fair, and of those the shortest
 * cycle: looked for in the plainest way, among all walks of at most so many steps. `null` when none is so short.
 * @param isLasting whether it must hold again and again, even though who is down stays down
 */
export function shortestLasso(
  scenario: Scenario,
  holds: (states: NodeStates) => boolean,
  most: number,
  isLasting = false,
): LassoLength | null {
  const places = new Places(scenario, isLasting)
  const heals = scenario.healAt !== null
  let cycle = Number.POSITIVE_INFINITY
  const walk = (passed: readonly Passed[], place: Place, left: number) => {
    const choices = places.after(place)
    if (left === 0) {
      // In a scenario that heals, it may have held before the last failure.
      const from = heals ? passed.findLastIndex(({ taken }) => taken.isFailure) + 1 : 0
      const holdsSomewhere = (passage: readonly Passed[]) =>
        [...passage.map((one) => one.place), place].some((one) => holds(places.statesOf(one)))
      if (!isLasting && holdsSomewhere(passed.slice(from))) return
      const possible = fairOf(choices)
      for (const [begin, { place: other }] of [...passed, { place }].entries()) {
        if ((begin < from && !isLasting) || other.high !== place.high || other.low !== place.low) continue
        const round = passed.slice(begin)
        if (isLasting && holdsSomewhere(round)) continue
        const isDone = (name: string) =>
          round.some((one) => one.taken.name === name || !one.possible.has(name))
        if ([...possible].every(isDone)) cycle = Math.min(cycle, round.length)
      }
      return
    }
    for (const taken of choices)
      walk([...passed, { place, possible: fairOf(choices), taken }], taken.place, left - 1)
  }
  for (let steps = 0; steps <= most; steps++) {
    walk([], places.first, steps)
    if (cycle < Number.POSITIVE_INFINITY) return { steps, cycle }
  }
  return null
}

function fairOf(choices: readonly Choice[]): ReadonlySet<string> {
  return new Set(choices.filter(({ isFair }) => isFair).map(({ name }) => name))
}

class Places implements Successors {
  readonly first: Place
  private readonly system: TransitionSystem
  private readonly isLasting: boolean
  private choices: Choice[] = []

  constructor(scenario: Scenario, isLasting: boolean) {
    this.isLasting = isLasting
    this.system = new TransitionSystem(scenario, requireBounds(scenario), {}, scenario.holds)
    this.system.initial(this)
    this.first = this.choices[0]!.place
  }

  after({ vector, high, low }: Place): readonly Choice[] {
    this.choices = []
    this.system.expand(vector, 0, high, low, this)
    return this.choices
  }

  statesOf({ vector }: Place): NodeStates {
    return nodeStates(this.system, vector)
  }

  found({ vector, length, high, low }: NextState): void {
    const { type, node, detail } = this.system.action
    const isRestart = type === actions.restart
    const isFailure = !isRestart && type !== actions.deliver && type !== actions.timeout
    this.choices.push({
      name: `${type} ${node} ${detail}`,
      isFair: !isFailure && !(isRestart && this.isLasting),
      isFailure,
      place: { vector: vector.slice(0, length), high, low },
    })
  }

  /** What leads back to the same state is done there as often as one likes. */
  stayed(): void {}
}
