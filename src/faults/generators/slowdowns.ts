import type { Micros } from '../../kernel/time.ts'
import { slow, at as timed } from '../fault.ts'
import { type FaultGenerator, type Span, scaled } from '../generator.ts'
import { type Targets, targeted, validateRhythm, validateSpan } from './options.ts'
import { nodeStrikes } from './strikes.ts'

/** How often nodes become slow, and how slow. */
export interface SlowdownOptions extends Targets {
  /** The usual time from one slowdown to the next, µs. */
  readonly every: Micros
  readonly lastFor: Span
  /** How many times as long the node takes; 2 to 100 unless told. */
  readonly factor?: readonly [min: number, max: number]
}

/** Slow nodes, which are neither up nor down to their peers. */
export function slowdowns(options: SlowdownOptions): FaultGenerator {
  const factor: Span = options.factor ?? [2, 100]
  validateRhythm('slowdowns', options)
  validateSpan('slowdowns', 'factor', factor, '[2, 100]')
  return {
    name: 'slowdowns',
    kinds: ['slow'],
    generate(random, outlook) {
      const nodes = targeted('slowdowns', options, outlook)
      return nodeStrikes(random, options, nodes, outlook.until).map(({ at, node, lasts }) =>
        timed(at, slow(node, scaled(random, ...factor), { lasts })),
      )
    },
  }
}
