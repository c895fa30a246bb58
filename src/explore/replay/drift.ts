import { formatTime } from '../../kernel/time.ts'
import type { Journal, TraceEvent } from '../../trace/journal.ts'
import { describeEvent } from '../../trace/transcript.ts'
import type { FailureRecord } from './failure-record.ts'
import { partingFrom } from './trail.ts'

/** Where the run of a saved failure goes another way than it did when it was saved. */
export interface Drift {
  /** The number of the first event that is another one, counted from 1; the last that is possible is `to`. */
  readonly from: number
  readonly to: number
  /** What the saved run had there, in words; empty when it did not write that down, or had ended. */
  readonly saved: readonly string[]
  /** What the run has now; empty when it has ended. */
  readonly now: readonly string[]
  readonly sentence: string
}

/** An event on one line: `12.925 ms server ← c1 acquire`. */
export function eventInShort(event: TraceEvent): string {
  const text = `${formatTime(event.at)} ${describeEvent(event)}`.replace(/\s+/g, ' ')
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}

const longest = 160

/**
 * The first decision in which a recorded run of a saved failure is not the run that was saved; `null` when the record
 * does not tell, or there is none.
 */
export function driftOf({ trail }: FailureRecord, events: Journal): Drift | null {
  const parting = trail === undefined ? null : partingFrom(trail, events)
  if (trail === undefined || parting === null) return null
  const { shared, within } = parting
  const told = trail.told ?? []
  const now: string[] = []
  for (let index = shared; index < shared + within; index++) {
    const event = events.at(index)
    if (event !== undefined) now.push(eventInShort(event))
  }
  const saved = told.slice(shared, shared + within)
  const from = shared + 1
  const to = Math.max(from, Math.min(shared + within, Math.max(events.length, trail.events)))
  return { from, to, saved, now, sentence: sentenceOf(shared, to, trail.events, saved, now) }
}

function sentenceOf(
  shared: number,
  to: number,
  savedLength: number,
  saved: readonly string[],
  now: readonly string[],
): string {
  const from = shared + 1
  const place =
    from === to
      ? `The first other decision is event #${from}`
      : `It parts among the events #${from} to #${to}`
  const had = shared >= savedLength ? 'the saved run had ended' : inWords('it was', saved)
  const has = now.length === 0 ? 'now the run ends' : inWords('now it is', now)
  return `${place}: ${[had, has].filter((part) => part !== null).join(', ')}.`
}

function inWords(begin: string, events: readonly string[]): string | null {
  if (events.length === 0) return null
  const shown = events.slice(0, 3).map((event) => `"${event}"`)
  return `${begin} ${shown.join(', ')}${events.length > shown.length ? ', …' : ''}`
}
