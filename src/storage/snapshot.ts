/**
 * What JSON would keep of a value, as a copy that later changes of the value leave alone. It shares with an earlier
 * snapshot all that has stayed the same, and is that snapshot when everything has: so it costs one walk and no
 * allocation to see that nothing was written.
 */
export function snapshot<Value>(value: Value, earlier?: unknown): Value {
  return copyOf(value, earlier) as Value
}

function copyOf(value: unknown, earlier: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value === 0 ? 0 : isKept(value) ? value : null
  if (isKeptBy(value, earlier)) return earlier
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return JSON.parse(JSON.stringify(value))
  if (Array.isArray(value)) {
    const before: readonly unknown[] = Array.isArray(earlier) ? earlier : []
    return value.map((part, index) => copyOf(part, before[index]))
  }
  const before = (isRecord(earlier) ? earlier : {}) as Readonly<Record<string, unknown>>
  // Defined, not assigned, as __proto__ is a name like any other in JSON.
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => hasText(part))
      .map(([key, part]) => [key, copyOf(part, Object.hasOwn(before, key) ? before[key] : undefined)]),
  )
}

/** Whether a snapshot is what one of the value would be. */
function isKeptBy(value: unknown, kept: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isKept(value) ? value === kept : kept === null
  if (typeof kept !== 'object' || kept === null) return false
  if (Array.isArray(value)) {
    if (!Array.isArray(kept) || kept.length !== value.length) return false
    for (let index = 0; index < value.length; index++) if (!isKeptBy(value[index], kept[index])) return false
    return true
  }
  if (Array.isArray(kept)) return false
  // Looked for on no plain object: this is walked after each handler.
  if (Object.getPrototypeOf(value) !== Object.prototype && 'toJSON' in value) return false
  const parts = value as Readonly<Record<string, unknown>>
  const keptParts = kept as Readonly<Record<string, unknown>>
  let count = 0
  for (const key in parts) {
    const part = parts[key]
    if (hasText(part)) {
      // A name that the snapshot only inherits makes the counts differ.
      if (!isKeptBy(part, keptParts[key])) return false
      count++
    } else if (key === 'toJSON') return false
  }
  for (const _ in keptParts) count--
  return count === 0
}

/** Whether JSON keeps a value that is no object as it is, and not as null. */
function isKept(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value === 'string' || typeof value === 'boolean'
}

/** Whether JSON keeps a field of that value at all. */
function hasText(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol'
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
