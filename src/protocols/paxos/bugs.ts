import { UsageError } from '../../kernel/errors.ts'
import type { PlantedBug } from '../../problems/planted-bug.ts'
import { type Rules, rules } from './rules.ts'

/** A rule of Paxos that is broken on purpose, and what stands in its place. */
export interface PaxosMutant extends PlantedBug {
  readonly rules: Partial<Rules>
}

/** Single-decree Paxos with one rule broken, by the names that the option `bug` takes. */
export const paxosBugs = {
  'forgets-its-promise': {
    id: 'P1',
    brokenRule: 'An acceptor that restarts has forgotten what it promised.',
    violates: 'agreement',
    rules: { acceptorKeeps: ['accepted'] },
  },
  'majority-off-by-one': {
    id: 'P2',
    brokenRule: 'Half of the acceptors less a half count as a majority: 2 × count ≥ acceptors − 1.',
    violates: 'agreement',
    rules: { isMajority: (count, acceptors) => 2 * count >= acceptors - 1 },
  },
  'ignores-accepted-values': {
    id: 'P3',
    brokenRule: 'A proposer proposes its own value, whatever the promises say has been accepted.',
    violates: 'agreement',
    rules: { valueToPropose: (_accepted, own) => own },
  },
  'takes-the-first-accepted-value': {
    id: 'P3',
    brokenRule:
      'A proposer takes the first accepted value among the promises, not that of the highest ballot.',
    violates: 'agreement',
    rules: { valueToPropose: (accepted, own) => accepted[0]?.value ?? own },
  },
  'accepts-below-its-promise': {
    id: 'P4',
    brokenRule: 'An acceptor accepts a proposal whatever it has promised.',
    violates: 'agreement',
    rules: { mayAccept: () => true },
  },
  'reuses-ballots': {
    id: 'P5',
    brokenRule: 'A proposer that restarts begins with its first ballot again.',
    violates: 'agreement',
    rules: { proposerKeeps: [] },
  },
  'shares-ballots': {
    id: 'P5',
    brokenRule: 'Ballots are rounds alone, so that two proposers use the same.',
    violates: 'agreement',
    rules: { proposerName: () => 'anyone' },
  },
} as const satisfies Readonly<Record<string, PaxosMutant>>

export type PaxosBug = keyof typeof paxosBugs

/** The rules with the bug of that name, or as they should be. @throws UsageError for a bug there is not. */
export function rulesWith(bug: string | undefined): Rules {
  if (bug === undefined) return rules
  const mutant: PaxosMutant | undefined = Object.hasOwn(paxosBugs, bug)
    ? paxosBugs[bug as PaxosBug]
    : undefined
  if (!mutant)
    throw new UsageError(`Expected bug to be one of ${Object.keys(paxosBugs).join(', ')}, got '${bug}'.`)
  return { ...rules, ...mutant.rules }
}
