import { UsageError } from '../../../kernel/errors.ts'
import { mix } from '../../../kernel/mix.ts'

/**
 * A text that two values share only if they are equal as data: the order in which fields were written has no part in
 * it.
 * @throws UsageError for what is no plain data, naming `where` it was found.
 */
export function canonicalText(value: unknown, where: () => string): string {
  if (value === null) return 'null'
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'object':
      return textOfObject(value as object, where)
    default:
      throw notPlain(value, where)
  }
}

function textOfObject(value: object, where: () => string): string {
  if (Array.isArray(value)) {
    let text = '['
    for (let index = 0; index < value.length; index++)
      text += (index > 0 ? ',' : '') + canonicalText(value[index], where)
    return `${text}]`
  }
  if (value instanceof Uint8Array) return `bytes[${value.join()}]`
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) throw notPlain(value, where)
  let text = '{'
  for (const key of Object.keys(value).sort()) {
    const part = (value as Record<string, unknown>)[key]
    // Whether a field is absent or undefined makes no difference in JSON.
    if (part !== undefined)
      text += `${text.length > 1 ? ',' : ''}${JSON.stringify(key)}:${canonicalText(part, where)}`
  }
  return `${text}}`
}

function notPlain(value: unknown, where: () => string): UsageError {
  const what =
    typeof value === 'object' ? `a ${value?.constructor?.name ?? 'special object'}` : `a ${typeof value}`
  return new UsageError(
    `Expected plain data (records, lists, strings, numbers) in ${where()}, which a search must tell from other data, got ${what}; keep a record or a list instead.`,
  )
}

/** A copy that shares no part that could change: of drafts, what they stand for now. */
export function plainCopy<Value>(value: Value): Value {
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Uint8Array) return value.slice() as Value
  if (Array.isArray(value)) return value.map(plainCopy) as Value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) return value
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value)) copy[key] = plainCopy((value as Record<string, unknown>)[key])
  return copy as Value
}

/** The two halves of a 64-bit hash of a text. */
export interface Lanes {
  readonly high: number
  readonly low: number
}

/** Multiply–rotate rounds of MurmurHash3 (Appleby) in two lanes with other constants, which take in each other. */
export function lanesOf(text: string): Lanes {
  let high = 0x2f0b4c47 ^ text.length
  let low = 0x6a09e667
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ Math.imul(unit + 1, 0xcc9e2d51), 0x1b873593)
    high = ((high << 13) | (high >>> 19)) ^ low
    low = Math.imul(low ^ Math.imul(unit + 7, 0x85ebca6b), 0xc2b2ae35)
    low = ((low << 15) | (low >>> 17)) + high
  }
  high = mix(high ^ (low >>> 7))
  low = mix(low + high)
  return { high: high ^ low, low }
}
