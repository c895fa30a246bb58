import type { Property } from '../checkers/property.ts'
import { UsageError } from '../kernel/errors.ts'
import { didYouMean } from '../kernel/nearest.ts'
import { noCrash } from '../simulation/judge.ts'
import type { Run } from '../simulation/run.ts'
import type { Scenario } from '../simulation/scenario.ts'

/** The property itself, or the one of that name that the scenario declares. @throws UsageError when it is none. */
export function propertyOf({ title, holds, violates }: Scenario, wanted: Property | string): Property {
  if (typeof wanted === 'string') {
    const declared = [...holds, ...violates, noCrash]
    const found = declared.find(({ name }) => name === wanted)
    if (found) return found
    const names = [...new Set(declared.map(({ name }) => name))]
    throw new UsageError(
      `Expected a property of the scenario '${title}' (${names.join(', ')}), got '${wanted}'.${didYouMean(wanted, names)}`,
    )
  }
  if (typeof wanted?.monitor !== 'function')
    throw new UsageError(
      `Expected a property, made by always(…), eventually(…), linearizable(…), …, or its name, got ${JSON.stringify(wanted)}.`,
    )
  if (wanted.type === 'sometimes')
    throw new UsageError(
      `Expected a property that each run must uphold, got sometimes('${wanted.name}'), which some run must reach; write toHaveExercised('${wanted.name}').`,
    )
  return wanted
}

/** Whether a scenario has the property by itself, so that the command line can ask for it as well. */
export function declares({ holds, violates }: Scenario, { name }: Property): boolean {
  return [...holds, ...violates, noCrash].some((property) => property.name === name)
}

/** The scenario with this property alone to uphold; a handler that throws ends a run still, unless that was declared. */
export function judgedBy(scenario: Scenario, property: Property): Scenario {
  const crashes = scenario.violates.filter(({ name }) => name === noCrash.name && name !== property.name)
  return { ...scenario, holds: [property], violates: crashes, reaches: [] }
}

/** What a run says of the property by which alone it was judged. */
export type Finding = 'upheld' | 'violated' | 'undecided'

export function findingOf({ violations, verdict }: Run): Finding {
  if (violations.length > 0) return 'violated'
  return verdict === 'passed' ? 'upheld' : 'undecided'
}
