import type { Micros } from '../../kernel/time.ts'
import { type DiskFaultKind, diskFaultKinds } from '../../storage/disk.ts'
import { keeping } from '../budget.ts'
import { crash, diskFault, restart, type TimedFault, at as timed } from '../fault.ts'
import { type FaultGenerator, type Span, scaled } from '../generator.ts'
import { chosen, type Targets, targeted, validateAtMost, validateRhythm, validateSpan } from './options.ts'
import { nodeStrikes } from './strikes.ts'

/** How often disks fail, for how long, and in what. */
export interface DiskFaultOptions extends Targets {
  /** The usual time from one fault to the next, µs. */
  readonly every: Micros
  readonly lastFor: Span
  readonly kinds: readonly DiskFaultKind[]
  /** Also crash the node in half of the faults that only a crash brings to light (`torn-write`, `fsync-lies`), for so long, µs. */
  readonly crashFor?: Span
  /** The most nodes that a disk may have stopped at once; a minority unless told. */
  readonly atMost?: number
}

/**
 * Failing disks. A disk that is `full` or whose fsync fails stops its node, if that has persistent fields: it is
 * restarted when the disk works again.
 */
export function diskFaults(options: DiskFaultOptions): FaultGenerator {
  const { crashFor } = options
  validateRhythm('diskFaults', options)
  validateAtMost('diskFaults', options.atMost)
  if (crashFor) validateSpan('diskFaults', 'crashFor', crashFor, '[ms(10), seconds(2)]')
  const kinds = chosen('diskFaults', 'kinds', options.kinds, diskFaultKinds)
  const within = keeping(options)
  return {
    name: 'diskFaults',
    kinds: [
      ...kinds,
      ...(kinds.some(stopsNode) ? ['restart'] : []),
      ...(crashFor && kinds.some(showsInCrash) ? ['crash'] : []),
    ],
    within,
    generate(random, outlook) {
      const nodes = targeted('diskFaults', options, outlook)
      const { until } = outlook
      const drawn: TimedFault[] = []
      // One µs is left for the restart after the fault.
      for (const { at, node, lasts } of nodeStrikes(random, options, nodes, until - 1)) {
        const kind = random.pick(kinds)
        const crashes = random.chance(1, 2)
        const moment = at + random.int(0, lasts)
        drawn.push(timed(at, diskFault(node, kind, { lasts })))
        if (stopsNode(kind)) drawn.push(timed(at + lasts + 1, restart(node)))
        if (crashFor && crashes && showsInCrash(kind))
          drawn.push(
            timed(moment, crash(node, { lasts: Math.min(scaled(random, ...crashFor), until - moment - 1) })),
          )
      }
      return within(drawn, outlook)
    },
  }
}

function stopsNode(kind: DiskFaultKind): boolean {
  return kind === 'full' || kind === 'fsync-fails'
}

function showsInCrash(kind: DiskFaultKind): boolean {
  return kind === 'torn-write' || kind === 'fsync-lies'
}
