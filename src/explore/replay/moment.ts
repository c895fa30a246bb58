import { UsageError } from '../../kernel/errors.ts'
import { formatTime, type Micros, parseTime } from '../../kernel/time.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { describeEvent } from '../../trace/transcript.ts'

/** Where a run is to stop: at a time, µs; after the event of that number, from 1; or after the first that reads so. */
export type Moment = { readonly at: Micros } | { readonly event: number } | { readonly text: string }

/**
 * `412ms`, `#120` (the 120th line of the transcript), or how an event begins in the transcript, or reads somewhere.
 * @throws UsageError for a number that is neither.
 */
export function parseMoment(text: string): Moment {
  const event = /^#(\d+)$/.exec(text.trim())?.[1]
  if (event !== undefined && Number(event) >= 1) return { event: Number(event) }
  if (/^[\d.]+\s*(us|µs|ms|s|m|min|h)$/.test(text.trim())) return { at: parseTime(text) }
  if (text.trim() === '' || /^#?[\d.]+$/.test(text.trim()))
    throw new UsageError(
      `Expected a time such as 412ms, an event such as '#120', or words of one such as 'n2 crashes', got '${text}'.`,
    )
  return { text: inOneLine(text) }
}

/**
 * Lets a recorded run go on up to and including a moment.
 * @throws UsageError when it ends before that event.
 */
export function runTo(simulation: Simulation, moment: Moment): void {
  if ('at' in moment) {
    simulation.runUntil(moment.at)
    return
  }
  const journal = simulation.journal!
  let seen = 0
  const isThere = () => {
    if ('event' in moment) return journal.length >= moment.event
    for (; seen < journal.length; seen++)
      if (inOneLine(describeEvent(journal.at(seen)!)).includes(moment.text)) return true
    return false
  }
  // The nodes start before anything is due.
  simulation.runUntil(-1)
  do if (isThere()) return
  while (simulation.step())
  // What shows at the end only.
  simulation.finish()
  if (isThere()) return
  const events = `it has ${journal.length} events, and ends after ${formatTime(simulation.now)}`
  throw new UsageError(
    'event' in moment
      ? `Expected the run to come to event #${moment.event}, but ${events}.`
      : `Expected an event of the run to read '${moment.text}', but none does; ${events}.`,
  )
}

function inOneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}
