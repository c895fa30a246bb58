import { UsageError } from '../../kernel/errors.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Journal } from '../../trace/journal.ts'
import { eventInShort } from './drift.ts'
import { isTrail, type Trail, trailOf } from './trail.ts'

/** What it takes to see a failure again, as plain JSON: what tokens carry and corpus files hold. */
export interface FailureRecord {
  readonly format: typeof failureFormat
  /** The version of lightcone that saw it. */
  readonly engine: string
  /** The scenario's name, as `lightcone list` prints it. */
  readonly scenario: string
  readonly property: string
  readonly plan: Plan
  /** The hash of the plan's run, judged by this property alone. */
  readonly hash: string
  /** How the property did not hold; for people. */
  readonly message?: string
  /** Where that run went, so that a drift can be told; older records lack it. */
  readonly trail?: Trail
}

export const failureFormat = 'lightcone-failure/1'

/** Runs of so many events are kept in words as well; longer ones are not shrunk, and their records stay small. */
const toldEvents = 500

/** The trail of a failure's recorded run as records keep it. */
export function savedTrail(events: Journal): Trail {
  const trail = trailOf(events)
  return events.length > toldEvents ? trail : { ...trail, told: [...events].map(eventInShort) }
}

/**
 * A record from JSON text.
 * @throws UsageError naming `where` it came from, when it is broken, of a newer format, or no record at all.
 */
export function parseFailure(text: string, where: string): FailureRecord {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`Expected ${where} to be the JSON of a failure, but ${(error as Error).message}.`)
  }
  const record = value as Partial<Record<keyof FailureRecord, unknown>> | null
  const format = typeof record === 'object' ? record?.format : undefined
  if (typeof format !== 'string' || !format.startsWith('lightcone-failure/'))
    throw new UsageError(
      `Expected ${where} to be a failure with "format": "${failureFormat}", got ${JSON.stringify(format)}.`,
    )
  if (format !== failureFormat)
    throw new UsageError(
      `Expected ${where} to be of the format ${failureFormat}, got ${format}; it needs a newer lightcone, and is left as it is.`,
    )
  for (const field of ['engine', 'scenario', 'property', 'hash'] as const)
    if (typeof record![field] !== 'string')
      throw new UsageError(
        `Expected "${field}" in ${where} to be a string, got ${JSON.stringify(record![field])}.`,
      )
  validatePlan(record!.plan, where)
  if (record!.trail !== undefined && !isTrail(record!.trail))
    throw new UsageError(
      `Expected "trail" in ${where} to be { events, every, hashes } as it was saved, got ${JSON.stringify(record!.trail).slice(0, 100)}.`,
    )
  return record as FailureRecord
}

/** Whether it has the shape of a plan; what its faults and pins name, the scenario must say. */
function validatePlan(plan: unknown, where: string): void {
  const { seed, faults, conditions, operations, nodes, network, pins, timers } = (plan ?? {}) as Record<
    string,
    unknown
  >
  const complain = (field: string, expected: string, got: unknown): never => {
    throw new UsageError(`Expected plan.${field} in ${where} to be ${expected}, got ${JSON.stringify(got)}.`)
  }
  if (typeof seed !== 'string' || seed === '') complain('seed', 'a non-empty string', seed)
  if (!Array.isArray(faults)) complain('faults', 'a list of { at, fault }', faults)
  for (const timed of faults as { at?: unknown; fault?: unknown }[])
    if (!Number.isSafeInteger(timed?.at) || typeof timed.fault !== 'object')
      complain('faults', 'a list of { at, fault } with times in whole µs', timed)
  if (!Array.isArray(conditions) || !conditions.every(Number.isSafeInteger))
    complain('conditions', 'a list of indexes', conditions)
  if (
    typeof operations !== 'object' ||
    operations === null ||
    !Object.values(operations).every(Array.isArray)
  )
    complain('operations', 'lists by the names of nodes', operations)
  if (nodes !== undefined && !(Array.isArray(nodes) && nodes.every((node) => typeof node === 'string')))
    complain('nodes', 'a list of names', nodes)
  if (network !== undefined && !Array.isArray((network as { pins?: unknown } | null)?.pins))
    complain('network', '{ latency, pins }', network)
  if (timers !== undefined && !Array.isArray(timers)) complain('timers', 'a list of pins', timers)
  if (pins !== undefined && !Array.isArray(pins)) complain('pins', 'a list of pinned messages', pins)
}
