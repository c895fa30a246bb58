import { formatTime } from '../kernel/time.ts'
import type { Trace } from '../simulation/run.ts'
import type { EventKind, TraceEvent } from '../trace/journal.ts'
import { shortJson } from '../trace/short-json.ts'
import { describeEvent } from '../trace/transcript.ts'

/** Where two recorded runs part. */
export interface Difference {
  /** The index of the first event that is not the same; up to there the runs are one. */
  readonly index: number
  /** The event in each run; `null` in the one that has ended. */
  readonly a: TraceEvent | null
  readonly b: TraceEvent | null
  /** What differs, the weightiest first; `end` when one run has no such event. */
  readonly differs: 'end' | 'kind' | 'node' | 'peer' | 'detail' | 'time' | 'cause'
  /** The field of the message, fault, … that differs first, as `entries[0].term`; empty for the whole of it. */
  readonly path?: string
  readonly sentence: string
}

/** The first event in which two recorded runs differ; `null` when they are the same run. */
export function differenceOf(a: Pick<Trace, 'events'>, b: Pick<Trace, 'events'>): Difference | null {
  const shared = Math.max(a.events.length, b.events.length)
  for (let index = 0; index < shared; index++) {
    const left = a.events.at(index) ?? null
    const right = b.events.at(index) ?? null
    if (left === null || right === null) {
      const sentence = `${afterShared(index)}, ${left === null ? 'A' : 'B'} ends, and in ${left === null ? 'B' : 'A'} comes ${inWords((left ?? right)!)}.`
      return { index, a: left, b: right, differs: 'end', sentence }
    }
    const difference = compare(left, right)
    if (difference !== null) return difference
  }
  return null
}

function compare(a: TraceEvent, b: TraceEvent): Difference | null {
  const part = { index: a.index, a, b }
  const both = `in A comes ${inWords(a)}, in B ${inWords(b)}`
  const begin = afterShared(a.index)
  for (const differs of ['kind', 'node', 'peer'] as const)
    if (a[differs] !== b[differs])
      return { ...part, differs, sentence: `${begin}, another ${words[differs]}: ${both}.` }
  const path = firstDifferent(a.detail, b.detail)
  if (path !== null) {
    const what = detailWords[a.kind] ?? 'detail'
    const [left, right] = [valueAt(a.detail, path), valueAt(b.detail, path)]
    const values =
      path.length > 0 ? ` (${written(path)}: ${shortJson(left, 40)} or ${shortJson(right, 40)})` : ''
    return {
      ...part,
      differs: 'detail',
      path: written(path),
      sentence: `${begin}, another ${what}${values}: ${both}.`,
    }
  }
  if (a.at !== b.at) return { ...part, differs: 'time', sentence: `${begin}, another time: ${both}.` }
  if (a.cause !== b.cause)
    return {
      ...part,
      differs: 'cause',
      sentence: `${begin}, another cause (event ${a.cause} or ${b.cause}) of ${inWords(a)}.`,
    }
  return null
}

const words = { kind: 'kind of event', node: 'node', peer: 'peer' } as const

const detailWords: Partial<Record<EventKind, string>> = {
  deliver: 'message',
  corrupted: 'message',
  held: 'message',
  duplicate: 'message',
  lost: 'message',
  timeout: 'timer',
  fault: 'fault',
  'fault-end': 'fault',
  invoke: 'operation',
  return: 'result',
}

function afterShared(index: number): string {
  return index === 0 ? 'From the beginning' : `After ${index} shared ${index === 1 ? 'event' : 'events'}`
}

function inWords(event: TraceEvent): string {
  return `"${describeEvent(event).replace(/\s+/g, ' ')}" at ${formatTime(event.at)}`
}

type Path = readonly (string | number)[]

/** The way to the first part of two values of JSON that is not the same; `null` when they are equal. */
function firstDifferent(a: unknown, b: unknown, path: Path = []): Path | null {
  if (Object.is(a, b)) return null
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return path
  if (Array.isArray(a) !== Array.isArray(b)) return path
  const keys = Array.isArray(a)
    ? Array.from({ length: Math.max(a.length, (b as unknown[]).length) }, (_, index) => index)
    : [...new Set([...Object.keys(a), ...Object.keys(b)])]
  for (const key of keys) {
    const different = firstDifferent(valueAt(a, [key]), valueAt(b, [key]), [...path, key])
    if (different !== null) return different
  }
  return null
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((part, key) => (part as Record<string, unknown> | null)?.[key], value)
}

function written(path: Path): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '')
}
