import { formatTime } from '../kernel/time.ts'
import type { Plan } from '../simulation/plan.ts'
import type { Trace } from '../simulation/run.ts'
import type { Scenario } from '../simulation/scenario.ts'
import type { EventKind, Journal, TraceEvent } from '../trace/journal.ts'
import { shortJson } from '../trace/short-json.ts'
import { describeEvent, transcriptOf } from '../trace/transcript.ts'
import { scriptOf } from './explain/script.ts'

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

/**
 * The first event in which two recorded runs differ; `null` when they are the same run.
 * @param names how the sentence calls the runs
 */
export function differenceOf(
  a: Pick<Trace, 'events'>,
  b: Pick<Trace, 'events'>,
  names: readonly [a: string, b: string] = ['in A', 'in B'],
): Difference | null {
  const shared = Math.max(a.events.length, b.events.length)
  for (let index = 0; index < shared; index++) {
    const left = a.events.at(index) ?? null
    const right = b.events.at(index) ?? null
    if (left === null || right === null) {
      const [ended, going] = left === null ? names : [names[1], names[0]]
      const sentence = `${afterShared(index)}, ${ended} it ends, and ${going} comes ${inWords((left ?? right)!)}.`
      return { index, a: left, b: right, differs: 'end', sentence }
    }
    const difference = compare(left, right, names)
    if (difference !== null) return difference
  }
  return null
}

/** How the transcripts of two runs go on from where they part, with the events before that they share. */
export interface Parting {
  /** Lines of the transcript that both have, the last ones before they part. */
  readonly before: readonly string[]
  readonly a: readonly string[]
  readonly b: readonly string[]
  /** The number of the first line of `before`, of `a` and of `b`, from 1. */
  readonly from: number
  readonly parted: number
}

/** A few lines of the transcripts around where two runs part. */
export function partingOf(
  a: Pick<Trace, 'events'>,
  b: Pick<Trace, 'events'>,
  { index }: Pick<Difference, 'index'>,
  lines = 5,
): Parting {
  const from = Math.max(0, index - lines)
  return {
    before: linesOf(a.events, from, index),
    a: linesOf(a.events, index, index + lines),
    b: linesOf(b.events, index, index + lines),
    from: from + 1,
    parted: index + 1,
  }
}

function linesOf(events: Journal, from: number, to: number): string[] {
  const some: TraceEvent[] = []
  for (let index = from; index < Math.min(to, events.length); index++) some.push(events.at(index)!)
  return [...transcriptOf(some)]
}

/** The lines of the scripts of two plans that only one of them has. */
export function scriptDifference(
  scenario: Scenario,
  a: Plan,
  b: Plan,
): { readonly onlyA: readonly string[]; readonly onlyB: readonly string[] } {
  const [left, right] = [scriptOf(scenario, a), scriptOf(scenario, b)]
  return { onlyA: missingFrom(right, left), onlyB: missingFrom(left, right) }
}

/** The lines that `others` do not have, as often as they do not; numbers do not count. */
function missingFrom(others: readonly string[], lines: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const line of others.map(unnumbered)) counts.set(line, (counts.get(line) ?? 0) + 1)
  return lines.filter((line) => {
    const left = counts.get(unnumbered(line)) ?? 0
    counts.set(unnumbered(line), left - 1)
    return left <= 0
  })
}

function unnumbered(line: string): string {
  return line.replace(/^[a-z]+#\d+: /, '')
}

function compare(a: TraceEvent, b: TraceEvent, [inA, inB]: readonly [string, string]): Difference | null {
  const part = { index: a.index, a, b }
  const both = `${inA} comes ${inWords(a)}, ${inB} ${inWords(b)}`
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
      sentence: `${begin}, another cause (${numberOf(a.cause)} or ${numberOf(b.cause)}) of ${inWords(a)}.`,
    }
  return null
}

function numberOf(index: number | null): string {
  return index === null ? 'none' : `event #${index + 1}`
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
