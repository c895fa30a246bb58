import type { Micros } from '../../kernel/time.ts'
import type { Timeline } from './timeline.ts'

/**
 * What became of one copy of a message.
 * - `late`: it was held on a clogged link, and then delivered.
 * - `flying`: on its way when the run ended.
 */
export type Fate = 'delivered' | 'late' | 'damaged' | 'lost' | 'flying'

/** One copy of a message on its way. */
export interface Flight {
  /** The place of the message among all that were sent; −1 in a recording that does not say. */
  readonly sent: number
  readonly from: number
  readonly to: number
  readonly sentAt: Micros
  /** When it reaches its receiver's door: there it may wait, on a clogged link or for a node that is busy. */
  readonly due: Micros
  /** When it was delivered or lost; the run's end for one that is still on its way. */
  readonly endedAt: Micros
  /** The entry that sent it; −1 when unknown. */
  readonly origin: number
  /** The entry that delivered or lost it; −1 when it is still on its way. */
  readonly end: number
  readonly fate: Fate
  /** Another copy of it exists. */
  readonly duplicated: boolean
  readonly message: { readonly type: string }
}

interface Expected {
  readonly sent: number
  readonly at: Micros
  readonly arrival: Micros
  readonly message: unknown
  taken: boolean
  duplicated: boolean
}

/** Every copy of every message, in the order of sending. */
export function flightsOf(timeline: Timeline): Flight[] {
  const expected = expectedArrivals(timeline)
  const held = new Set<unknown>()
  const flights: Flight[] = []
  for (let entry = 0; entry < timeline.length; entry++) {
    const kind = timeline.kind(entry)
    const [from, to] = [timeline.peerOf[entry]!, timeline.nodeOf[entry]!]
    if (from < 0 || to < 0) continue
    const detail = timeline.detail(entry)
    if (kind === 'held') held.add(detail)
    if (kind !== 'deliver' && kind !== 'corrupted' && kind !== 'lost') continue
    const message = kind === 'lost' ? (detail as { message: unknown }).message : detail
    const reason = kind === 'lost' ? (detail as { reason: string }).reason : ''
    // A message that was damaged has been delivered before it is thrown away.
    if (reason === 'corrupted' || reason === 'crashed before sending') continue
    const at = timeline.times[entry]!
    const match = take(expected.get(`${from}>${to}`) ?? [], message, at, reason === 'cut in flight')
    const origin = reason === 'cut in flight' ? -1 : timeline.causeOf[entry]!
    const isDamaged = kind === 'corrupted' || (match !== null && match.message !== message)
    const fate: Fate =
      kind === 'lost' ? 'lost' : isDamaged ? 'damaged' : held.has(detail) ? 'late' : 'delivered'
    flights.push({
      sent: match?.sent ?? -1,
      from,
      to,
      sentAt: match?.at ?? (origin >= 0 ? timeline.times[origin]! : at),
      due: match?.arrival ?? at,
      endedAt: at,
      origin,
      end: entry,
      fate,
      duplicated: match?.duplicated ?? false,
      message: message as Flight['message'],
    })
  }
  for (const [link, arrivals] of expected)
    for (const { sent, at, message, taken, duplicated, arrival } of arrivals) {
      if (taken || arrival < timeline.end) continue
      const [from, to] = link.split('>').map(Number) as [number, number]
      const open = { origin: -1, end: -1, fate: 'flying', endedAt: timeline.end } as const
      flights.push({
        sent,
        from,
        to,
        sentAt: at,
        due: arrival,
        duplicated,
        message: message as Flight['message'],
        ...open,
      })
    }
  return flights.sort((a, b) => a.sentAt - b.sentAt || a.sent - b.sent)
}

/** By link, in the order of sending: when each copy is to arrive. */
function expectedArrivals(timeline: Timeline): Map<string, Expected[]> {
  const { sent, details } = timeline.recording
  const links = new Map<string, Expected[]>()
  for (const [index, at] of sent.at.entries()) {
    const key = `${sent.from[index]}>${sent.to[index]}`
    let link = links.get(key)
    if (link === undefined) {
      link = []
      links.set(key, link)
    }
    const message = details[sent.detail[index]!]
    const arrivals = sent.arrivals[index]!
    const duplicated = arrivals.length > 1
    // What is lost at once is lost at its sender.
    for (const after of arrivals.length === 0 ? [0] : arrivals)
      link.push({ sent: index, at, arrival: at + after, message, taken: false, duplicated })
  }
  return links
}

/** The copy that this event is the end of: the one due now, or else the earliest that was held up. */
function take(link: Expected[], message: unknown, now: Micros, isCut: boolean): Expected | null {
  let best: Expected | null = null
  let first = 0
  while (first < link.length && link[first]!.taken) first++
  if (first > 64) link.splice(0, first)
  for (let index = first > 64 ? 0 : first; index < link.length; index++) {
    const candidate = link[index]!
    if (candidate.at > now) break
    if (candidate.taken || (candidate.arrival > now && !isCut)) continue
    const isSame = candidate.message === message
    if (isSame && candidate.arrival === now) {
      best = candidate
      break
    }
    if (best === null || (isSame && best.message !== message)) best = candidate
  }
  if (best !== null) best.taken = true
  return best
}
