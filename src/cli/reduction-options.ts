import type { Reductions } from '../explore/verify/states/transition-system.ts'
import { UsageError } from '../kernel/errors.ts'
import { didYouMean } from '../kernel/nearest.ts'

/** The reductions that a search does without unless told, and those that it makes unless told. */
export const reductionsOff = ['sleep'] as const satisfies readonly (keyof Reductions)[]
export const reductionsOn = ['symmetry', 'unheard', 'idle'] as const satisfies readonly (keyof Reductions)[]

/** @throws UsageError when there is no such reduction. */
export function parseReductions(wanted: readonly string[], unwanted: readonly string[]): Reductions {
  const names: readonly string[] = [...reductionsOn, ...reductionsOff]
  const reductions: Record<string, boolean> = {}
  for (const [option, given, isOn] of [
    ['with', wanted, true],
    ['without', unwanted, false],
  ] as const)
    for (const name of given) {
      if (!names.includes(name))
        throw new UsageError(
          `Expected --${option} to name a reduction: ${names.join(', ')}, got '${name}'.${didYouMean(name, names)}`,
        )
      reductions[name] = isOn
    }
  return reductions
}

/** The names of the reductions that are made. */
export function namesOfReductions(reductions: Reductions): string {
  const made = [
    ...reductionsOn.filter((name) => reductions[name] !== false),
    ...reductionsOff.filter((name) => reductions[name] === true),
  ]
  return made.join(', ')
}
