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
    const known = typeof value === 'object' && value !== null
    const map: Map<unknown, number> = known ? this.structures : this.primitives
    const key = known ? canonicalJson(value) : value
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

/** JSON with the keys of every record in the order of their code units, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const record = value as Record<string, unknown>
  const members = Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`)
  return `{${members.join(',')}}`
}
