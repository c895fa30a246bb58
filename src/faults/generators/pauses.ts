import type { Micros } from '../../kernel/time.ts'
import { keeping } from '../budget.ts'
import { pause, at as timed } from '../fault.ts'
import type { FaultGenerator, Span } from '../generator.ts'
import { type Targets, targeted, validateAtMost, validateRhythm } from './options.ts'
import { nodeStrikes } from './strikes.ts'

/** How often nodes stand still, and for how long. */
export interface PauseOptions extends Targets {
  /** The usual time from one pause to the next, µs. */
  readonly every: Micros
  readonly lastFor: Span
  /** The most nodes that may stand still at once; a minority unless told. */
  readonly atMost?: number
}

/** Pauses as long garbage collections make them: a node misses what happens and then acts on what it knew. */
export function pauses(options: PauseOptions): FaultGenerator {
  validateRhythm('pauses', options)
  validateAtMost('pauses', options.atMost)
  const within = keeping(options)
  return {
    name: 'pauses',
    kinds: ['pause'],
    within,
    generate(random, outlook) {
      const nodes = targeted('pauses', options, outlook)
      const drawn = nodeStrikes(random, options, nodes, outlook.until).map(({ at, node, lasts }) =>
        timed(at, pause(node, { lasts })),
      )
      return within(drawn, outlook)
    },
  }
}
