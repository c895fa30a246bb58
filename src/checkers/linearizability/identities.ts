import { UsageError } from '../../kernel/errors.ts'

/**
 * Small numbers for values, equal exactly if the values are: primitives by `===` (and NaN as itself), plain
 * arrays and records by their content. Nothing is hashed to a fingerprint, so equality is never a guess.
 */
export class Identities {
  private readonly primitives = new Map<unknown, number>()
  private readonly structures = new Map<string, number>()
  private count = 0

  /** The number of `value`, counted from 0 in the order in which values were first seen. */
  of(value: unknown): number {
    const structured = typeof value === 'object' && value !== null
    const map: Map<unknown, number> = structured ? this.structures : this.primitives
    const key = structured ? (textsInOne(value) ?? canonicalJson(value)) : value
    let id = map.get(key)
    if (id === undefined) {
      id = this.count++
      map.set(key, id)
    }
    return id
  }

  get size(): number {
    return this.count
  }
}

/** A list of texts as one, which no JSON of an array or record is like; `null` for anything else. It takes a third of what JSON takes. */
function textsInOne(value: object): string | null {
  if (!Array.isArray(value)) return null
  let texts = '='
  for (const text of value as readonly unknown[]) {
    if (typeof text !== 'string') return null
    texts += `${text.length}:${text}`
  }
  return texts
}

/**
 * JSON with the keys of every record in the order of their code units: two values have the same text exactly if
 * they are equal.
 * @throws UsageError for what JSON has no word for, such as a Map or a function.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function' || typeof value === 'symbol') throw notPlain(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value))
    return value.every(isText) ? JSON.stringify(value) : `[${value.map(canonicalJson).join(',')}]`
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw notPlain(value)
  const record = value as Record<string, unknown>
  const members = Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`)
  return `{${members.join(',')}}`
}

/** Whether two plain values are equal. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return Number.isNaN(a) && Number.isNaN(b)
  if (Array.isArray(a) && Array.isArray(b)) return areEqual(a, b)
  return canonicalJson(a) === canonicalJson(b)
}

function areEqual(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let place = 0; place < a.length; place++) if (!equal(a[place], b[place])) return false
  return true
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function notPlain(value: unknown): UsageError {
  return new UsageError(
    `Expected states, inputs and outputs to be plain JSON values, got ${Object.prototype.toString.call(value)}. ` +
      'Use records and arrays, or give the model an `identity` that tells its states apart.',
  )
}
