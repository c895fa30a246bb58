import type { PlantedBug } from '../../problems/planted-bug.ts'
import type { Replica } from '../../problems/sessions.ts'
import { applyOnce } from '../../problems/sessions.ts'
import { lastIndex, termAt } from './log.ts'
import { type Rules, replicatedIndex, rules } from './rules.ts'

/** A rule of Raft that is broken on purpose, and what stands in its place. */
export interface RaftBug extends PlantedBug {
  readonly rules: Partial<Rules>
}

const without = (...fields: readonly string[]) => rules.persistent.filter((field) => !fields.includes(field))

/** Raft with one rule broken, by the names that `raft({ bug })` takes. */
export const raftBugs = {
  'commits-older-term-by-count': {
    id: 'R1',
    brokenRule: 'A leader commits an entry of an older term as soon as a majority has it (Figure 8).',
    violates: 'leader completeness',
    rules: {
      commitIndex: (server, leader, self) =>
        Math.max(server.commitIndex, replicatedIndex(server, leader, self)),
    },
  },
  'counts-votes-of-older-terms': {
    id: 'R2',
    brokenRule: 'A candidate counts a vote whatever election it was given in.',
    violates: 'election safety',
    rules: { isForThisElection: () => true },
  },
  'forgets-its-vote': {
    id: 'R3',
    brokenRule: 'votedFor is not on stable storage: a server that restarts votes again in the same term.',
    violates: 'election safety',
    rules: { persistent: without('votedFor') },
  },
  'acknowledges-before-durable': {
    id: 'R4',
    brokenRule:
      'Entries are acknowledged before they are durable: a crash drops all that follows the snapshot.',
    violates: 'leader completeness',
    rules: { persistent: without('log') },
  },
  'match-index-from-last-request': {
    id: 'R6',
    brokenRule:
      'matchIndex is assigned from the request sent last, instead of growing (by max) to what the response acknowledges: a delayed response moves it.',
    violates: 'leader completeness',
    rules: { matchIndex: ({ nextIndex }) => nextIndex - 1 },
  },
  'commit-stops-at-older-term': {
    id: 'R8',
    brokenRule: 'The scan for what may be committed stops at the first entry of an older term.',
    violates: 'every operation returns',
    rules: {
      commitIndex(server, leader, self) {
        const replicated = Math.min(replicatedIndex(server, leader, self), lastIndex(server))
        let { commitIndex } = server
        while (commitIndex < replicated && termAt(server, commitIndex + 1) === server.currentTerm)
          commitIndex++
        return commitIndex
      },
    },
  },
  'changes-membership-before-own-commit': {
    id: 'R9',
    brokenRule:
      'A leader changes the membership, one server at a time, before it has committed an entry of its term.',
    violates: 'leader completeness',
    rules: { mayChangeMembership: () => true },
  },
  'reads-without-confirming': {
    id: 'R12',
    brokenRule: 'A leader answers reads from its own state without asking whether it still leads.',
    violates: 'linearizability',
    rules: { isConfirmed: () => true },
  },
  'lease-ignores-drift': {
    id: 'R12b',
    brokenRule: 'A lease lasts a whole election timeout of the leader’s clock, as if no clock ever drifted.',
    violates: 'linearizability',
    rules: { leaseTime: (electionTimeoutMin) => electionTimeoutMin },
  },
  'counts-votes-as-a-list': {
    id: 'R13',
    brokenRule: 'Votes are counted one by one, not by who gave them, so that a duplicate counts twice.',
    violates: 'election safety',
    rules: {
      countVote(votes, from) {
        votes.push(from)
      },
      isElected: ({ voters }, votes) => votes.length * 2 > voters.length,
    },
  },
  'compares-length-before-term': {
    id: 'R15',
    brokenRule:
      'Of two logs the longer one counts as more up-to-date, whatever the terms of their last entries.',
    violates: 'leader completeness',
    rules: {
      isUpToDate: (candidate, own) =>
        candidate.lastLogIndex === own.lastLogIndex
          ? candidate.lastLogTerm >= own.lastLogTerm
          : candidate.lastLogIndex > own.lastLogIndex,
    },
  },
  'no-sessions': {
    id: 'R16',
    brokenRule:
      'Nobody remembers which commands have been applied: a command that is retried takes effect twice.',
    violates: 'linearizability',
    rules: {
      apply(replica: Replica, machine, index, entry, options) {
        if (entry.type === 'register' || replica.sessions[entry.session] === undefined)
          return applyOnce(replica, machine, index, entry, options)
        return { type: 'result', output: machine.apply(replica.machine, entry.command) }
      },
    },
  },
} as const satisfies Readonly<Record<string, RaftBug>>
