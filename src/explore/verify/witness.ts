import type { Plan } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { simulate } from '../../simulation/simulate.ts'
import type { Fingerprint } from './order/fingerprints.ts'
import { pathTo } from './path.ts'
import { planOfPath } from './plan-of-path.ts'
import type { JudgedSystem } from './states/judged-system.ts'
import type { Step } from './step.ts'

/** A way to a situation that was to be reached: a shortest one in the orders `breadth` and `deepening`. */
export interface Witness {
  readonly situation: string
  readonly steps: readonly Step[]
  /** A plan whose run goes the same way. */
  readonly plan: Plan
  /** Whether the plan's run reaches the situation too. */
  readonly replays: boolean
}

/** The way through states, of which the last is the situation, or the one in which it is noted. */
export function witnessOf(
  scenario: Scenario,
  judged: JudgedSystem,
  situation: string,
  states: readonly Fingerprint[],
  seed: string,
  operations: Plan['operations'],
): Witness {
  const steps = pathTo(judged, states, situation)
  const plan = planOfPath(scenario, seed, operations, steps)
  const { properties } = simulate(scenario, { plan })
  const replays = properties.some(({ name, exercised }) => name === situation && exercised > 0)
  return { situation, steps, plan, replays }
}
