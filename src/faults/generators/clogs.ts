import type { Random } from '../../kernel/random.ts'
import type { Micros } from '../../kernel/time.ts'
import { clog, at as timed } from '../fault.ts'
import type { FaultGenerator, Span } from '../generator.ts'
import { type Targets, targeted, validateRhythm } from './options.ts'
import { strikes } from './strikes.ts'

/** How often links clog, and for how long. */
export interface ClogOptions extends Targets {
  /** The usual time from one clog to the next, µs. */
  readonly every: Micros
  readonly lastFor: Span
}

/**
 * Clogged links: messages are held, and arrive all at once when the clog ends, when their senders have long gone on.
 * A single link one way, all that a node sends or all it receives, or everything between two groups one way.
 */
export function clogs(options: ClogOptions): FaultGenerator {
  validateRhythm('clogs', options)
  return {
    name: 'clogs',
    kinds: ['clog'],
    generate(random, outlook) {
      const nodes = targeted('clogs', options, outlook)
      if (nodes.length < 2) return []
      return strikes(random, options, outlook.until).map(({ at, lasts }) =>
        timed(at, clog(...someLinks(random, nodes), { lasts })),
      )
    },
  }
}

/** From whom to whom: two disjoint groups, one of them often a single node. */
export function someLinks(
  random: Random,
  nodes: readonly string[],
): [from: readonly string[], to: readonly string[]] {
  const [first, ...others] = random.shuffle(nodes) as [string, ...string[]]
  switch (random.int(0, 3)) {
    case 0:
      return [[first], others.slice(0, 1)]
    case 1:
      return [[first], others]
    case 2:
      return [others, [first]]
    default: {
      const size = random.int(0, others.length - 1)
      return [[first, ...others.slice(0, size)], others.slice(size)]
    }
  }
}
