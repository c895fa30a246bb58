/** A value as people write it, on one line: `{term: 3, entries: [2 items]}`; cut at about `most` characters. */
export function shortJson(value: unknown, most = 100): string {
  const text = written(value)
  if (text.length <= most) return text
  const shorter = written(value, 2)
  return shorter.length <= most ? shorter : `${shorter.slice(0, most - 1)}…`
}

/** Lists of more than `longest` items are only counted. */
function written(value: unknown, longest = Number.POSITIVE_INFINITY): string {
  if (Array.isArray(value))
    return value.length > longest
      ? `[${value.length} items]`
      : `[${value.map((item) => written(item, longest)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? String(value)
  if (value instanceof Uint8Array) return `<${value.length} bytes>`
  const fields = Object.entries(value).map(([key, part]) => `${key}: ${written(part, longest)}`)
  return fields.length === 0 ? '{}' : `{${fields.join(', ')}}`
}
