import { UsageError } from '../../kernel/errors.ts'
import type { Random } from '../../kernel/random.ts'
import { type Micros, ms } from '../../kernel/time.ts'
import { clockDrift, clockJump, type TimedFault, at as timed } from '../fault.ts'
import { type FaultGenerator, inOrder, type Span, scaled, substream } from '../generator.ts'
import { chosen, type Targets, targeted, validateRhythm } from './options.ts'
import { nodeStrikes } from './strikes.ts'

const clockFaults = ['clockJump', 'clockDrift'] as const

/** How often clocks go wrong, and how far. */
export interface ClockSkewOptions extends Targets {
  /** The usual time from one jump to the next, and from one drift to the next, µs. */
  readonly every: Micros
  /** How long a clock drifts, µs. */
  readonly lastFor: Span
  /** Jumps, drifts, or both, as it is unless told. */
  readonly kinds?: readonly ('clockJump' | 'clockDrift')[]
  /** How far jumps may in all put a clock off, either way, µs; 500 ms unless told. */
  readonly offset?: Micros
  /** How much too fast or too slow a clock may run, in millionths; 100,000 (a tenth) unless told. */
  readonly drift?: number
}

/** Clocks that jump and drift. Jumps stay within `offset` of the truth, however many there are. */
export function clockSkews(options: ClockSkewOptions): FaultGenerator {
  const { offset = ms(500), drift = 100_000 } = options
  validateRhythm('clockSkews', options)
  const kinds = chosen('clockSkews', 'kinds', options.kinds ?? clockFaults, clockFaults)
  if (!Number.isSafeInteger(offset) || offset < 1)
    throw new UsageError(
      `Expected clockSkews({ offset }) to be a time in whole µs, 1 or more (write ms(500)), got ${offset}.`,
    )
  if (!Number.isInteger(drift) || drift < 1 || drift > 999_999)
    throw new UsageError(
      `Expected clockSkews({ drift }) to be whole millionths, from 1 to 999999, got ${drift}.`,
    )
  return {
    name: 'clockSkews',
    kinds,
    generate(random, outlook) {
      const nodes = targeted('clockSkews', options, outlook)
      const jumping = substream(random, 'clockJump')
      const drifting = substream(random, 'clockDrift')
      return inOrder([
        ...(kinds.includes('clockJump') ? jumps(jumping, options, nodes, outlook.until, offset) : []),
        ...(kinds.includes('clockDrift') ? drifts(drifting, options, nodes, outlook.until, drift) : []),
      ])
    },
  }
}

function jumps(
  random: Random,
  { every }: ClockSkewOptions,
  nodes: readonly string[],
  until: Micros,
  farthest: Micros,
): TimedFault[] {
  const offsets = new Map<string, Micros>()
  return nodeStrikes(random, { every, lastFor: [1, 1] }, nodes, until).flatMap(({ at, node }) => {
    const offset = signed(random, farthest)
    const by = offset - (offsets.get(node) ?? 0)
    offsets.set(node, offset)
    return by === 0 ? [] : [timed(at, clockJump(node, by))]
  })
}

function drifts(
  random: Random,
  rhythm: ClockSkewOptions,
  nodes: readonly string[],
  until: Micros,
  most: number,
): TimedFault[] {
  return nodeStrikes(random, rhythm, nodes, until).map(({ at, node, lasts }) =>
    timed(at, clockDrift(node, signed(random, most), { lasts })),
  )
}

function signed(random: Random, most: number): number {
  const size = scaled(random, 1, most)
  return random.chance(1, 2) ? size : -size
}
