import * as fc from 'fast-check'
import type { FaultType, TimedFault } from '../../faults/fault.ts'
import { planOf } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { mostOf } from './lists.ts'

/** What ends a fault is never left out: a node that stays down for ever may be more than a scenario allows. */
const endings: ReadonlySet<FaultType> = new Set(['restart', 'resume', 'heal'])

/** The faults with a time that a scenario has, or draws from a seed, or some of them; fewer when they shrink. */
export function drawnFaults(scenario: Scenario): fc.Arbitrary<readonly TimedFault[]> {
  return fc.nat({ max: 1_000_000 }).chain((seed) => {
    const { faults } = planOf(scenario, seed)
    const strikes = faults.filter(({ fault }) => !endings.has(fault.type))
    return mostOf(strikes).map((kept) =>
      faults.filter((timed) => endings.has(timed.fault.type) || kept.includes(timed)),
    )
  })
}
