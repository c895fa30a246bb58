import { deepFreeze } from '../kernel/deep-freeze.ts'

/**
 * What JSON would keep of a value at some moment: later changes of the value leave it alone. It shares with an earlier
 * snapshot all that has stayed the same, and is that snapshot when everything has; so it costs one walk and no
 * allocation to see that nothing was written.
 */
export type Snapshot = string | number | boolean | null | SnapshotOfObject

/**
 * A record or a list. Names stand beside values, in the order of JSON's text, as a walk over the value meets them: it is
 * made after each handler, and looking up by name each time what was there before would take most of it.
 */
class SnapshotOfObject {
  /** Of a record's fields, which records alike share; `null` for a list. */
  readonly names: readonly string[] | null
  readonly values: readonly Snapshot[]
  /** The object itself, if it is an entry: frozen, and so known by being the same one. `null` if it is none. */
  readonly frozen: object | null

  constructor(names: readonly string[] | null, values: readonly Snapshot[], frozen: object | null) {
    this.names = names
    this.values = values
    this.frozen = frozen
  }
}

/** @param earlier a snapshot of what may have been the same */
export function snapshot(value: unknown, earlier: Snapshot = null): Snapshot {
  return snapshotAs('value', value, earlier, null)
}

/**
 * The snapshot of {@link fieldsOf} a record.
 * @param entries those of the fields whose parts never change: they are frozen when they are first met
 */
export function snapshotOfFields(
  record: Readonly<Record<string, unknown>>,
  fields: readonly string[],
  entries: readonly string[],
  earlier: Snapshot = null,
): Snapshot {
  const before = earlier instanceof SnapshotOfObject ? earlier : null
  if (before !== null && areFieldsKept(record, fields, before)) return before
  const names = fields.filter((field) => hasText(record[field]))
  const values = names.map((field) => {
    const was = before?.values[before.names!.indexOf(field)] ?? null
    return snapshotAs(entries.includes(field) ? 'entries' : 'value', record[field], was, null)
  })
  return new SnapshotOfObject(names, values, null)
}

/** These fields of a record only, as far as it has them; their values are not copied. */
export function fieldsOf(
  record: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const field of fields) if (field in record) kept[field] = record[field]
  return kept
}

/** A value such as JSON would give back; an entry is the same object again. */
export function revive(kept: Snapshot): unknown {
  if (!(kept instanceof SnapshotOfObject)) return kept
  const { names, values, frozen } = kept
  if (frozen !== null) return frozen
  if (names === null) return values.map(revive)
  // Defined, not assigned, as __proto__ is a name like any other in JSON.
  return Object.fromEntries(names.map((name, index) => [name, revive(values[index]!)]))
}

/** What a value is: an entry, which never changes, a list or record of entries, or anything else. */
type Role = 'entry' | 'entries' | 'value'

/** @param sibling an item of the same list: it may have the same names */
function snapshotAs(role: Role, value: unknown, earlier: Snapshot, sibling: Snapshot): Snapshot {
  if (typeof value !== 'object' || value === null) return snapshotOfSimple(value)
  const before = earlier instanceof SnapshotOfObject ? earlier : null
  if (before !== null && isObjectKept(value, before)) return before
  if (hasJSON(value)) return snapshot(JSON.parse(JSON.stringify(value)), earlier)
  if (role === 'entry') deepFreeze(value)
  const frozen = role === 'entry' ? value : null
  const roleOfParts = role === 'entries' ? 'entry' : 'value'
  const values: Snapshot[] = []
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const was = before?.values[index] ?? null
      values.push(snapshotAs(roleOfParts, value[index], was, values[index - 1] ?? null))
    }
    return new SnapshotOfObject(null, values, frozen)
  }
  const parts = Object.entries(value).filter(([, part]) => hasText(part))
  let next = 0
  for (const [name, part] of parts) {
    // From where the last one was, as names mostly stay in their order.
    const was = before?.names?.indexOf(name, next) ?? -1
    if (was >= 0) next = was + 1
    values.push(snapshotAs(roleOfParts, part, before?.values[was] ?? null, null))
  }
  const names = namesAlike(parts, before) ?? namesAlike(parts, sibling) ?? parts.map(([name]) => name)
  return new SnapshotOfObject(names, values, frozen)
}

/** The names of a snapshot, if they are those of the parts. */
function namesAlike(
  parts: readonly (readonly [string, unknown])[],
  kept: Snapshot,
): readonly string[] | null {
  const names = kept instanceof SnapshotOfObject ? kept.names : null
  return names?.length === parts.length && names.every((name, index) => name === parts[index]![0])
    ? names
    : null
}

function snapshotOfSimple(value: unknown): Snapshot {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  return typeof value === 'number' && Number.isFinite(value) ? value + 0 : null
}

function areFieldsKept(
  record: Readonly<Record<string, unknown>>,
  fields: readonly string[],
  { names, values }: SnapshotOfObject,
): boolean {
  let at = 0
  for (const field of fields) {
    const part = record[field]
    if (!hasText(part)) continue
    if (at === names!.length || field !== names![at] || !isKept(part, values[at]!)) return false
    at++
  }
  return at === names!.length
}

/** Whether a snapshot is what one of the value would be. */
function isKept(value: unknown, kept: Snapshot): boolean {
  if (value === kept) return true
  if (typeof value !== 'object' || value === null) return snapshotOfSimple(value) === kept
  return kept instanceof SnapshotOfObject && (value === kept.frozen || isObjectKept(value, kept))
}

function isObjectKept(value: object, { names, values }: SnapshotOfObject): boolean {
  if (Array.isArray(value)) {
    if (names !== null || values.length !== value.length) return false
    for (let index = 0; index < value.length; index++) if (!isKept(value[index], values[index]!)) return false
    return true
  }
  if (names === null || hasJSON(value)) return false
  const parts = value as Readonly<Record<string, unknown>>
  let at = 0
  for (const name in parts) {
    const part = parts[name]
    if (!hasText(part)) continue
    if (at === names.length || name !== names[at] || !isKept(part, values[at]!)) return false
    at++
  }
  return at === names.length
}

/** Whether an object tells JSON itself what to keep of it. */
function hasJSON(value: object): boolean {
  return typeof (value as { readonly toJSON?: unknown }).toJSON === 'function'
}

/** Whether JSON keeps a field of that value at all. */
function hasText(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol'
}
