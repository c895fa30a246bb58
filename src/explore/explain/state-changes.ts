import { shortJson } from '../../trace/short-json.ts'

const deepest = 3

/**
 * What has changed from one state to the other, in words: `votedFor: null → "n1"`, `log + {term: 2}`. States that share
 * their unchanged parts, as those of immer do, are compared without looking into these.
 */
export function stateChanges(before: unknown, after: unknown, path = '', depth = 0): string[] {
  if (before === after) return []
  if (Array.isArray(before) && Array.isArray(after)) return arrayChanges(before, after, path, depth)
  if (isRecord(before) && isRecord(after) && depth < deepest) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap((key) =>
      stateChanges(before[key], after[key], path === '' ? key : `${path}.${key}`, depth + 1),
    )
  }
  const [from, to] = [shortJson(before, 40), shortJson(after, 40)]
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [`${path}: ${from} → ${to}`]
}

function arrayChanges(before: unknown[], after: unknown[], path: string, depth: number): string[] {
  const same = (index: number) => JSON.stringify(before[index]) === JSON.stringify(after[index])
  let common = 0
  while (common < before.length && common < after.length && same(common)) common++
  if (common === before.length) return after.slice(common).map((item) => `${path} + ${shortJson(item, 60)}`)
  if (common === after.length) return [`${path}: the last ${before.length - common} of ${before.length} gone`]
  if (before.length === after.length && depth < deepest)
    return before.flatMap((_, index) =>
      stateChanges(before[index], after[index], `${path}[${index}]`, depth + 1),
    )
  return [`${path}: ${shortJson(before, 40)} → ${shortJson(after, 40)}`]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
