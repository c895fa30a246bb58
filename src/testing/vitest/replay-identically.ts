import type { MatcherState } from 'vitest'
import { differenceOf } from '../../explore/diff.ts'
import { parseToken } from '../../explore/replay/token.ts'
import { UsageError } from '../../kernel/errors.ts'
import type { Plan, Seed } from '../../simulation/plan.ts'
import { isScenario, type Scenario } from '../../simulation/scenario.ts'
import { simulate } from '../../simulation/simulate.ts'
import { Simulation, type SimulationOptions } from '../../simulation/simulation.ts'
import { judgedBy, propertyOf } from '../judged-property.ts'
import { answer, type MatcherAnswer } from './expectation.ts'
import { isRun, sameRun, scenarioOfRun } from './received.ts'

/** What can be run again: a scenario with a seed, a plan or the token of a saved failure. */
export type Replayable = { readonly scenario: Scenario } & (
  | { readonly seed: Seed }
  | { readonly plan: Plan }
  | { readonly token: string }
)

const ways: Readonly<Record<string, SimulationOptions>> = {
  plain: {},
  immutable: { states: 'immutable' },
  recorded: { record: true },
}

/** `expect(run).toReplayIdentically()`, and `expect({ scenario, seed }).toReplayIdentically()`: the same hash in all ways to run. */
export function toReplayIdentically(this: MatcherState, received: unknown): MatcherAnswer {
  const { scenario, options, hash, whose } = originalOf(received)
  const hashes = Object.entries(ways).map(
    ([way, how]) => [way, simulate(scenario, { ...options, ...how }).hash] as const,
  )
  const others = hashes.filter(([, other]) => other !== hash)
  return answer(this, toReplayIdentically, {
    isMet: this.isNot ? others.length > 0 : others.length === 0,
    text: () =>
      others.length === 0
        ? `Expected another run than the one with the hash ${hash}, but it is the same again: plain, immutable and recorded.`
        : [
            `Expected the same run again, with the hash ${hash} of ${whose}, got:`,
            ...hashes.map(([way, other]) => `  ${other} ${way}${other === hash ? '' : ', which is another'}`),
            firstDifference(scenario, options),
          ].join('\n'),
  })
}

interface Original {
  readonly scenario: Scenario
  readonly options: SimulationOptions
  readonly hash: string
  /** Of whom the hash is. */
  readonly whose: string
}

function originalOf(received: unknown): Original {
  if (isRun(received)) {
    const scenario = scenarioOfRun(received)
    return { scenario, options: sameRun(received, scenario), hash: received.hash, whose: 'the run' }
  }
  const { scenario, seed, plan, token } = (received ?? {}) as { readonly [field: string]: unknown }
  if (!isScenario(scenario))
    throw new UsageError(
      'Expected a run, or { scenario, seed }, as in expect({ scenario, seed: 1 }).toReplayIdentically().',
    )
  if (typeof token === 'string') {
    const saved = parseToken(token)
    const judged = judgedBy(scenario, propertyOf(scenario, saved.property))
    const options = { plan: saved.plan }
    return { scenario: judged, options, hash: saved.hash, whose: `the token (lightcone ${saved.engine})` }
  }
  const options = plan === undefined ? { seed: seed as Seed } : { plan: plan as Plan }
  return { scenario, options, hash: simulate(scenario, options).hash, whose: 'the first run' }
}

/** Where two runs of today part; a saved run is no more than a hash, and nothing to compare with. */
function firstDifference(scenario: Scenario, options: SimulationOptions): string {
  const record = (how: SimulationOptions) => {
    const simulation = new Simulation(scenario, { ...options, ...how, record: true })
    // Run up to a time, it keeps its messages; else they would be found by running it again.
    simulation.runUntil(scenario.until)
    return simulation.finish().trace!
  }
  const first = record({})
  for (const again of [record({}), record({ states: 'immutable' })]) {
    const difference = differenceOf(first, again)
    if (difference) return difference.sentence
  }
  return 'Two runs of now are the same: the code has changed since, or what differs is in no event.'
}
