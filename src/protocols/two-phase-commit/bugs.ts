import { UsageError } from '../../kernel/errors.ts'
import type { PlantedBug } from '../../problems/planted-bug.ts'
import { write } from './log.ts'
import { rules, type TwoPhaseCommitRules } from './rules.ts'

/** The names of the planted bugs of two-phase commit. */
export type TwoPhaseCommitBug = 'broadcasts-before-logging' | 'votes-before-logging' | 'aborts-when-uncertain'

/** Every planted bug by name, with the rules that it replaces. */
export const twoPhaseCommitBugs: Readonly<
  Record<TwoPhaseCommitBug, PlantedBug & { readonly rules: Partial<TwoPhaseCommitRules> }>
> = {
  'broadcasts-before-logging': {
    id: 'T1',
    brokenRule: 'the coordinator broadcasts its decision before logging it',
    violates: 'AC1 agreement',
    rules: { logCommit: write },
  },
  'votes-before-logging': {
    id: 'T2',
    brokenRule: 'a participant votes yes before logging the vote',
    violates: 'AC1 agreement',
    rules: { logYes: write },
  },
  'aborts-when-uncertain': {
    id: 'T3',
    brokenRule: 'a prepared participant aborts on its own timeout',
    violates: 'AC1 agreement',
    rules: { mayAbortAlone: () => true },
  },
}

/** The rules, or those of a planted bug. @throws UsageError for an unknown bug. */
export function rulesWith(bug: string | undefined): TwoPhaseCommitRules {
  if (bug === undefined) return rules
  const names = Object.keys(twoPhaseCommitBugs)
  if (!names.includes(bug))
    throw new UsageError(
      `Expected the bug of coordinator({ bug }) or participant({ bug }) to be one of ${names.join(', ')}, got '${bug}'.`,
    )
  return { ...rules, ...twoPhaseCommitBugs[bug as TwoPhaseCommitBug].rules }
}
