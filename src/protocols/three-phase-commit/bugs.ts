import { UsageError } from '../../kernel/errors.ts'
import type { PlantedBug } from '../../problems/planted-bug.ts'
import { rules, type ThreePhaseCommitRules } from './rules.ts'

/** The names of the planted bugs of three-phase commit. */
export type ThreePhaseCommitBug =
  | 'aborts-when-committable'
  | 'commits-when-all-are-uncertain'
  | 'commits-before-acknowledgements'
  | 'aborts-without-acknowledgements'
  | 'decides-without-the-last-to-fail'
  | 'counts-everyone-who-recovered'

/** Every planted bug by name, with the rules that it replaces. */
export const threePhaseCommitBugs: Readonly<
  Record<ThreePhaseCommitBug, PlantedBug & { readonly rules: Partial<ThreePhaseCommitRules> }>
> = {
  'aborts-when-committable': {
    id: '3PC-1',
    brokenRule: 'a participant that has received a pre-commit aborts on its own timeout',
    violates: 'AC1 agreement',
    rules: { mayAbortAlone: (status) => status === 'committable' },
  },
  'commits-when-all-are-uncertain': {
    id: '3PC-2',
    brokenRule: 'the termination protocol commits though everyone who is up is uncertain',
    violates: 'AC3 commit only if all voted yes',
    rules: { terminate: () => 'commit' },
  },
  'commits-before-acknowledgements': {
    id: '3PC-3',
    brokenRule: 'the coordinator commits before all have acknowledged the pre-commit',
    violates: 'AC1 agreement',
    rules: { mayCommit: () => true },
  },
  'aborts-without-acknowledgements': {
    id: '3PC-4',
    brokenRule: 'the coordinator aborts when an acknowledgement of the pre-commit does not come',
    violates: 'AC1 agreement',
    rules: { withoutAcks: () => 'abort' },
  },
  'decides-without-the-last-to-fail': {
    id: '3PC-5',
    brokenRule: 'after all have failed, those who recover decide before the last to fail is back',
    violates: 'AC1 agreement',
    rules: { lastToFail: (recovered) => Object.keys(recovered) },
  },
  'counts-everyone-who-recovered': {
    id: '3PC-6',
    brokenRule: 'when the last to fail are back, the states of those who had failed before count, too',
    violates: 'AC1 agreement',
    rules: {
      lastToFail(recovered, processes) {
        const last = processes.filter((id) => Object.values(recovered).every(({ up }) => up.includes(id)))
        return last.every((id) => recovered[id] !== undefined) ? Object.keys(recovered) : null
      },
    },
  },
}

/** The rules, or those of a planted bug. @throws UsageError for an unknown bug. */
export function rulesWith(bug: string | undefined): ThreePhaseCommitRules {
  if (bug === undefined) return rules
  const names = Object.keys(threePhaseCommitBugs)
  if (!names.includes(bug))
    throw new UsageError(
      `Expected the bug of threePhaseCommit({ bug }) to be one of ${names.join(', ')}, got '${bug}'.`,
    )
  return { ...rules, ...threePhaseCommitBugs[bug as ThreePhaseCommitBug].rules }
}
