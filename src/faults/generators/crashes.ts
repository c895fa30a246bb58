import { UsageError } from '../../kernel/errors.ts'
import { mapped } from '../../kernel/mapped.ts'
import type { PerMillion } from '../../kernel/probability.ts'
import type { Micros } from '../../kernel/time.ts'
import { keeping } from '../budget.ts'
import { crash, at as timed, wipe } from '../fault.ts'
import type { FaultGenerator, Span } from '../generator.ts'
import { type Targets, targeted, validateAtMost, validateRhythm } from './options.ts'
import { nodeStrikes } from './strikes.ts'

/** How often nodes crash, and for how long. */
export interface CrashOptions extends Targets {
  /** The usual time from one crash to the next, µs. */
  readonly every: Micros
  /** How long a node stays down, µs. */
  readonly downFor: Span
  /** The most nodes that may be down at once; a minority unless told. */
  readonly atMost?: number
  /** Crashes that lose the disk too, in millionths; none unless told, as consensus must not forget its votes. */
  readonly wipe?: PerMillion
}

/** Crashes and restarts: single ones, several nodes together, and the same node again as soon as it is back. */
export function crashes(options: CrashOptions): FaultGenerator {
  const rhythm = { every: options.every, lastFor: options.downFor }
  validateRhythm('crashes', rhythm, 'downFor')
  validateAtMost('crashes', options.atMost)
  const wiped = options.wipe ?? 0
  if (!Number.isInteger(wiped) || wiped < 0 || wiped > 1_000_000)
    throw new UsageError(
      `Expected crashes({ wipe }) to be a probability in millionths (write percent(10)), got ${wiped}.`,
    )
  const within = keeping(options)
  return {
    name: 'crashes',
    kinds: [...(wiped < 1_000_000 ? ['crash'] : []), ...(wiped > 0 ? ['wipe'] : [])],
    within,
    generate(random, outlook) {
      const nodes = targeted('crashes', options, outlook)
      const drawn = mapped(nodeStrikes(random, rhythm, nodes, outlook.until), ({ at, node, lasts }) =>
        timed(at, (random.chance(wiped) ? wipe : crash)(node, { lasts })),
      )
      return within(drawn, outlook)
    },
  }
}
