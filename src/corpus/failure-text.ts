import type { FailureRecord } from '../explore/replay/failure-record.ts'

/** A record as JSON for people and for diffs: a line for each field, each fault, each operation and each pinned message. */
export function failureText(failure: FailureRecord): string {
  return `${written(failure, '', 0)}\n`
}

/** The record, its plan, and the parts of that are spread over lines; what stands deeper is not. */
const deepest = 2

function written(value: unknown, indent: string, depth: number): string {
  const text = JSON.stringify(value)
  if (typeof value !== 'object' || value === null || text.length === 2) return text
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    if (typeof value[0] !== 'object') return text
    return `[\n${value.map((item) => inner + JSON.stringify(item)).join(',\n')}\n${indent}]`
  }
  if (depth > deepest) return text
  const fields = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .map(([key, part]) => `${inner}${JSON.stringify(key)}: ${written(part, inner, depth + 1)}`)
  return `{\n${fields.join(',\n')}\n${indent}}`
}
