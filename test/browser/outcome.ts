import type { Run } from '../../src/simulation/run.ts'
import type { Scenario } from '../../src/simulation/scenario.ts'
import { simulate } from '../../src/simulation/simulate.ts'

/** What must be the same wherever a scenario is run: plain data, the trace hash foremost. */
export type Outcome = Pick<Run, 'hash' | 'verdict' | 'events' | 'endedAt' | 'stats'> & { violated: string[] }

/** The outcome of each seed, payloads and final states included in the hash. */
export function outcomes(scenario: Scenario, seeds: readonly number[]): Outcome[] {
  return seeds.map((seed) => {
    const { hash, verdict, events, endedAt, stats, violations } = simulate(scenario, { seed, deepHash: true })
    return { hash, verdict, events, endedAt, stats, violated: violations.map(({ property }) => property) }
  })
}
