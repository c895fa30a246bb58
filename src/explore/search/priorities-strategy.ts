import type { TimedFault } from '../../faults/fault.ts'
import { scaled } from '../../faults/generator.ts'
import { faultLabel } from '../../faults/label.ts'
import { Random } from '../../kernel/random.ts'
import { type Micros, ms } from '../../kernel/time.ts'
import { type Plan, planOf } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import type { Strategy } from './strategy.ts'
import { Vocabulary } from './vocabulary.ts'

/** The most change points of a plan: most bugs need few (Burckhardt et al., §1). */
const depthMax = 6

/**
 * Probabilistic concurrency testing, for messages (Burckhardt, Kothari, Musuvathi & Nagarakatte, "A randomized scheduler
 * with probabilistic guarantees of finding bugs", ASPLOS 2010; Ozkan, Majumdar, Niksic, Befrouei & Weissenbacher,
 * "Randomized testing of distributed systems with probabilistic guarantees", OOPSLA 2018): nothing goes wrong but at a
 * few change points, so many as the bug is deep. At each, the links of a clog get the lowest priority, so that what is
 * sent on them waits until all others have gone on, or another fault strikes that the scenario's generators draw, each
 * kind as likely. The change points follow upon each other at one scale of time, which is drawn like where they begin.
 */
export function prioritiesStrategy(scenario: Scenario): Strategy {
  const vocabulary = new Vocabulary(scenario)
  return { name: 'priorities', generation: null, planFor: (seed) => prioritised(scenario, vocabulary, seed) }
}

function prioritised(scenario: Scenario, vocabulary: Vocabulary, seed: number): Plan {
  const plan = planOf(scenario, seed)
  const random = new Random(`${plan.seed}/priorities`)
  const end = scenario.healAt ?? scenario.until
  const drawn = [plan, planOf(scenario, `${seed}~2`)].flatMap(({ faults }) =>
    faults.filter((timed) => vocabulary.mayMove(timed)),
  )
  const kinds = [...new Set(drawn.map(labelOf))].sort()
  const changes: TimedFault[] = []
  const step = scaled(random, Math.min(end, ms(1)), Math.max(ms(1), Math.floor(end / 2)))
  let at = scaled(random, Math.min(end, ms(1)), end)
  for (let left = kinds.length > 0 ? random.int(1, depthMax) : 0; left > 0 && at < end - 1; left--) {
    const kind = random.pick(kinds)
    const { fault } = random.pick(drawn.filter((timed) => labelOf(timed) === kind))
    changes.push({ at, fault: lasting(fault, random, step, end - at - 1) })
    at += random.int(1, step)
  }
  const rest = plan.faults.filter((timed) => !vocabulary.mayMove(timed))
  return { ...plan, faults: vocabulary.admitted([...rest, ...changes]) }
}

const labelOf = ({ fault }: TimedFault) => faultLabel(fault)

/** The fault for as long as it was drawn, or for about as long as it is from one change point to the next. */
function lasting(
  fault: TimedFault['fault'],
  random: Random,
  step: Micros,
  most: Micros,
): TimedFault['fault'] {
  if (!('lasts' in fault) || fault.lasts === undefined) return fault
  const lasts = random.chance(1, 2) ? fault.lasts : scaled(random, Math.max(1, step >> 3), step * 4)
  return { ...fault, lasts: Math.max(1, Math.min(lasts, most)) }
}
