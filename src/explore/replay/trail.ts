import { hashText } from '../../kernel/text-hash.ts'
import { TraceHash } from '../../kernel/trace-hash.ts'
import type { TraceEvent } from '../../trace/journal.ts'
import { base64url } from './base64url.ts'

/**
 * Where a run went, in little space: a hash of all events up to each k-th. Two runs share their way up to the first
 * hash that differs.
 */
export interface Trail {
  /** How many events the run had, as its journal counts them. */
  readonly events: number
  /** After every how many events there is a hash. */
  readonly every: number
  /** The hashes, of 18 bits: three letters each. */
  readonly hashes: string
  /** The run's events in words, if they are few. */
  readonly told?: readonly string[]
}

/** Where two runs part, as well as a trail can tell: after `shared` events, and among the `within` that follow. */
export interface Parting {
  readonly shared: number
  readonly within: number
}

const lettersPerHash = 3

/** The trail of a recorded run, with at most `most` hashes. */
export function trailOf(events: Iterable<TraceEvent> & { readonly length: number }, most = 1_024): Trail {
  const every = Math.max(1, Math.ceil(events.length / most))
  return { events: events.length, every, hashes: hashesOf(events, every).join('') }
}

/** The same trail with at most `most` hashes, and without words. */
export function coarser({ events, every, hashes }: Trail, most: number): Trail {
  const factor = Math.max(1, Math.ceil(hashes.length / lettersPerHash / most))
  const kept = split(hashes).filter((_, index) => (index + 1) % factor === 0)
  return { events, every: every * factor, hashes: kept.join('') }
}

/** Where a run left a trail; `null` when it followed it to the end. */
export function partingFrom(
  trail: Trail,
  events: Iterable<TraceEvent> & { readonly length: number },
): Parting | null {
  const hashes = hashesOf(events, trail.every)
  const saved = split(trail.hashes)
  const same = saved.findIndex((hash, index) => hash !== hashes[index])
  if (same < 0 && trail.events === events.length) return null
  const shared = (same < 0 ? saved.length : same) * trail.every
  return { shared, within: trail.every }
}

/** Whether it has the shape of a trail. */
export function isTrail(value: unknown): value is Trail {
  const { events, every, hashes, told } = (value ?? {}) as Record<string, unknown>
  return (
    Number.isSafeInteger(events) &&
    Number.isSafeInteger(every) &&
    (every as number) >= 1 &&
    typeof hashes === 'string' &&
    /^[\w-]*$/.test(hashes) &&
    hashes.length === Math.floor((events as number) / (every as number)) * lettersPerHash &&
    (told === undefined || (Array.isArray(told) && told.every((text) => typeof text === 'string')))
  )
}

/** The hash of the first `every` events, of the first `2 · every`, … */
function hashesOf(events: Iterable<TraceEvent>, every: number): string[] {
  const hash = new TraceHash()
  const hashes: string[] = []
  for (const { index, at, kind, node, peer, detail } of events) {
    hash.add(at, hashText(`${kind} ${node} ${peer}`), hashText(JSON.stringify(detail) ?? ''), 0)
    if ((index + 1) % every === 0) hashes.push(letters(hash.digest()))
  }
  return hashes
}

function letters(digest: string): string {
  const bits = Number.parseInt(digest.slice(-8), 16)
  return [0, 6, 12].map((shift) => base64url[(bits >>> shift) & 63]).join('')
}

function split(hashes: string): string[] {
  return hashes.match(/.{3}/g) ?? []
}
