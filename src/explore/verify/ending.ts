import type { VerifyBounds } from '../../simulation/verify-bounds.ts'

/** Why a search ended before it had seen everything. */
export type Exhausted = 'depth' | 'walks' | 'states' | 'memory' | 'time' | 'stopped'

/** How much memory a search takes at most unless told, megabytes. */
const usualMemory = 1_000

/** Whether the verdict is certain: a property that had to hold does not, or all that had to be shown was. */
export function isEnough(
  violations: readonly { readonly property: string }[],
  expected: ReadonlySet<string>,
): boolean {
  if (violations.length === 0) return false
  if (violations.some(({ property }) => !expected.has(property))) return true
  return violations.length === expected.size
}

/** Whether a search takes more memory than it may. */
export function isOutOfMemory({ memory = usualMemory }: VerifyBounds, bytes: number): boolean {
  return bytes > memory * 1_000_000
}
