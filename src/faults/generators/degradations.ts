import type { Random } from '../../kernel/random.ts'
import type { Micros } from '../../kernel/time.ts'
import { ms } from '../../kernel/time.ts'
import { uniform } from '../../network/latency.ts'
import type { LinkOptions } from '../../network/link.ts'
import { degrade, at as timed } from '../fault.ts'
import { type FaultGenerator, type Span, scaled } from '../generator.ts'
import { someLinks } from './clogs.ts'
import { chosen, type Targets, targeted, validateRhythm, validateSpan } from './options.ts'
import { strikes } from './strikes.ts'

/**
 * What is wrong with a link: messages are lost, arrive twice, late, out of order (where the link does not keep it),
 * or damaged, which is detected or, in `silentCorruption`, not.
 */
export const degradationKinds = [
  'loss',
  'duplication',
  'delay',
  'reordering',
  'corruption',
  'silentCorruption',
] as const

/** One of {@link degradationKinds}. */
export type DegradationKind = (typeof degradationKinds)[number]

/** How often links get worse, for how long, and in what. */
export interface DegradationOptions extends Targets {
  /** The usual time from one burst to the next, µs. */
  readonly every: Micros
  readonly lastFor: Span
  /** All but `silentCorruption` unless told, as few protocols are meant to live with that. */
  readonly changes?: readonly DegradationKind[]
  /** How long delayed messages take, µs; from 5 ms to 500 ms unless told. */
  readonly latency?: Span
}

/** Bursts in which links lose, double, delay, reorder or damage messages: all links, or some. */
export function degradations(options: DegradationOptions): FaultGenerator {
  const latency = options.latency ?? [ms(5), ms(500)]
  validateRhythm('degradations', options)
  validateSpan('degradations', 'latency', latency, '[ms(5), ms(500)]')
  const usual = degradationKinds.filter((kind) => kind !== 'silentCorruption')
  const kinds = chosen('degradations', 'changes', options.changes ?? usual, degradationKinds)
  return {
    name: 'degradations',
    kinds: ['degrade'],
    generate(random, outlook) {
      const nodes = targeted('degradations', options, outlook)
      if (nodes.length === 0) return []
      return strikes(random, options, outlook.until).map(({ at, lasts }) => {
        const change = drawChange(random, random.pick(kinds), latency)
        const everywhere = options.nodes === undefined && random.chance(1, 2)
        return timed(at, degrade(change, { ...(everywhere ? {} : drawEnds(random, nodes)), lasts }))
      })
    },
  }
}

/** Between some of the nodes, one way; of a single one, to or from everybody. */
function drawEnds(
  random: Random,
  nodes: readonly string[],
): { from?: readonly string[]; to?: readonly string[] } {
  if (nodes.length === 1) return random.chance(1, 2) ? { from: nodes } : { to: nodes }
  const [from, to] = someLinks(random, nodes)
  return { from, to }
}

function drawChange(random: Random, kind: DegradationKind, latency: Span): Partial<LinkOptions> {
  // From one in a hundred to four in five, few and many as likely.
  const share = scaled(random, 10_000, 800_000)
  const slow = scaled(random, ...latency)
  switch (kind) {
    case 'loss':
      return { loss: share }
    case 'duplication':
      return { duplication: share }
    case 'delay':
      return { latency: uniform(slow, Math.ceil(slow * 1.25)) }
    case 'reordering':
      return { latency: uniform(0, slow) }
    case 'corruption':
      return { corruption: share, corruptionIs: 'detected' }
    case 'silentCorruption':
      return { corruption: share, corruptionIs: 'silent' }
    default:
      return kind satisfies never
  }
}
