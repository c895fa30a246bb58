import type { Random } from '../../kernel/random.ts'
import type { Micros } from '../../kernel/time.ts'
import { type Span, scaled } from '../generator.ts'

/** When a fault strikes and for how long. */
export interface Strike {
  readonly at: Micros
  readonly lasts: Micros
  /** The strike follows the one before it closely: while that `during` lasts, or soon `after` it has ended. */
  readonly follows: 'during' | 'after' | null
}

/** A strike at a node. */
export interface NodeStrike extends Strike {
  readonly node: string
}

/** How often, and how long. */
export interface Rhythm {
  /** The usual time from one fault to the next, µs. */
  readonly every: Micros
  readonly lastFor: Span
}

/**
 * Draws when faults strike: usually at gaps between half and one and a half times `every`, but one in four follows
 * its predecessor closely, while it lasts or just after it has ended; recoveries are where the bugs are. Durations
 * are {@link scaled}. All end before `until`.
 */
export function strikes(random: Random, { every, lastFor }: Rhythm, until: Micros): Strike[] {
  const drawn: Strike[] = []
  const [shortest, longest] = lastFor
  let at = random.int(0, every)
  let follows: Strike['follows'] = null
  while (at < until - 1) {
    const lasts = Math.min(scaled(random, shortest, longest), until - at - 1)
    drawn.push({ at, lasts, follows })
    const closely = random.int(0, 7)
    const soon = scaled(random, 1, Math.max(1, Math.floor(every / 4)))
    const later = random.int(Math.ceil(every / 2), Math.ceil(every * 1.5))
    follows = closely === 0 ? 'during' : closely === 1 ? 'after' : null
    if (follows === null) at += later
    else at += follows === 'during' ? Math.min(soon, lasts) : lasts + soon
  }
  return drawn
}

/**
 * Draws strikes at nodes. What follows closely `after` a strike hits the same node again, as it comes back; what
 * follows `during` one hits another; and of the rest, one in three hits the last one's node. No node is struck anew
 * while a strike at it lasts.
 */
export function nodeStrikes(
  random: Random,
  rhythm: Rhythm,
  nodes: readonly string[],
  until: Micros,
): NodeStrike[] {
  const struck: NodeStrike[] = []
  const freeAfter = new Map<string, Micros>()
  for (const { at, lasts, follows } of strikes(random, rhythm, until)) {
    const free = nodes.filter((node) => (freeAfter.get(node) ?? -1) < at)
    const again = random.chance(1, 3)
    if (free.length === 0) continue
    const drawn = random.pick(free)
    const last = struck.at(-1)?.node
    const repeats = follows === 'after' || (follows === null && again)
    const node = repeats && last !== undefined && free.includes(last) ? last : drawn
    struck.push({ at, lasts, follows, node })
    freeAfter.set(node, at + lasts)
  }
  return struck
}
