import { UsageError } from '../../kernel/errors.ts'
import type { Micros } from '../../kernel/time.ts'
import { keeping } from '../budget.ts'
import { type TimedFault, at as timed, upgrade } from '../fault.ts'
import { type FaultGenerator, type Span, scaled } from '../generator.ts'
import { type Targets, targeted, validateAtMost, validateRhythm } from './options.ts'

/** To what nodes are upgraded, and how fast. */
export interface UpgradeOptions extends Targets {
  /** A version of the scenario's `versions`; several are rolled out one after the other (a roll-back, for one). */
  readonly to: string | readonly string[]
  /** The usual time from one node to the next, µs. */
  readonly every: Micros
  /** How long a node is down meanwhile, µs; from 1 ms to 500 ms unless told. */
  readonly downFor?: Span
  /** The most nodes that may be down at once; a minority unless told. */
  readonly atMost?: number
}

/**
 * Rolling upgrades: from some moment on, each node in turn, in a random order, becomes the new version. Where time
 * runs out, the rest stay what they are: versions must live together.
 */
export function upgrades(options: UpgradeOptions): FaultGenerator {
  const lastFor = options.downFor ?? [1_000, 500_000]
  validateRhythm('upgrades', { every: options.every, lastFor }, 'downFor')
  validateAtMost('upgrades', options.atMost)
  const versions = typeof options.to === 'string' ? [options.to] : options.to
  if (!versions?.length)
    throw new UsageError(`Expected upgrades({ to }) to name a version, got ${JSON.stringify(options.to)}.`)
  const within = keeping(options)
  return {
    name: 'upgrades',
    kinds: ['upgrade'],
    within,
    generate(random, outlook) {
      const nodes = targeted('upgrades', options, outlook)
      const drawn: TimedFault[] = []
      let at = random.int(0, Math.max(0, outlook.until - 2))
      for (const version of versions)
        for (const node of random.shuffle(nodes)) {
          if (at >= outlook.until - 1) break
          const lasts = Math.min(scaled(random, ...lastFor), outlook.until - at - 1)
          drawn.push(timed(at, upgrade(node, version, { lasts })))
          at += random.int(1, options.every * 2)
        }
      return within(drawn, outlook)
    },
  }
}
