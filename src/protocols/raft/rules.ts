import type { Micros } from '../../kernel/time.ts'
import type { NodeId } from '../../node/context.ts'
import { applyOnce } from '../../problems/sessions.ts'
import {
  type Configuration,
  couldBeMajority,
  holdsOfMajority,
  isMajority,
  reachedByMajority,
} from './configuration.ts'
import { currentConfiguration, lastIndex, termAt } from './log.ts'
import type { Accepted, LogEnd } from './messages.ts'
import { progressOf } from './progress.ts'
import type { Leader, PendingRead, Progress, Server } from './state.ts'

/** What Raft's safety hangs on, each rule by itself, so that it can be seen what happens without it. */
export const rules = {
  /** What is on stable storage before a server answers (Figure 2). */
  persistent: ['currentTerm', 'votedFor', 'log', 'snapshot'] as readonly (keyof Server & string)[],

  /** Whether a candidate's log is at least as up-to-date as one's own (§5.4.1). */
  isUpToDate(candidate: LogEnd, own: LogEnd): boolean {
    if (candidate.lastLogTerm !== own.lastLogTerm) return candidate.lastLogTerm > own.lastLogTerm
    return candidate.lastLogIndex >= own.lastLogIndex
  },

  /** Whether a vote is for the election under way: a server has one vote in each term (§5.2). */
  isForThisElection(voteTerm: number, currentTerm: number): boolean {
    return voteTerm === currentTerm
  },

  countVote(votes: NodeId[], from: NodeId): void {
    if (!votes.includes(from)) votes.push(from)
  },

  /** Whether a candidate has won: votes from a majority of the servers (§5.2). */
  isElected(configuration: Configuration, votes: readonly NodeId[]): boolean {
    return isMajority(configuration, votes)
  },

  /** The highest entry that the leader now knows to be replicated on a server (Figure 2, `matchIndex`). */
  matchIndex({ matchIndex }: Progress, response: Accepted): number {
    return Math.max(matchIndex, response.matchIndex)
  },

  /** How far the log is committed: replicated on a majority, up to an entry of the leader's own term (§5.4.2). */
  commitIndex(server: Server, leader: Leader, self: NodeId): number {
    const replicated = replicatedIndex(server, leader, self)
    const isOwn = replicated > server.commitIndex && termAt(server, replicated) === server.currentTerm
    return isOwn ? replicated : server.commitIndex
  },

  /** A leader that changes the membership has committed an entry of its term (Ongaro, raft-dev, 10 July 2015). */
  mayChangeMembership({ commitIndex }: Server, { noOpIndex }: Leader): boolean {
    return commitIndex >= noOpIndex
  },

  /** Whether a majority has recognised the leader since it received the read (dissertation §6.4, step 3). */
  isConfirmed(read: PendingRead, server: Server, leader: Leader, self: NodeId): boolean {
    const configuration = currentConfiguration(server)
    let answers = 0
    for (const { round } of leader.progress) if (round >= read.round) answers++
    if (!couldBeMajority(configuration, answers + 1)) return false
    return holdsOfMajority(
      configuration,
      (id) => id === self || (progressOf(leader, id)?.round ?? 0) >= read.round,
    )
  },

  /**
   * How long after a heartbeat no other leader can be elected, µs of the leader's clock: the least election timeout,
   * less what the leader's clock may run too slow and a follower's too fast (dissertation §6.4.1).
   */
  leaseTime(electionTimeoutMin: Micros, driftBound: number): Micros {
    return Math.floor((electionTimeoutMin * (1_000_000 - driftBound)) / (1_000_000 + driftBound))
  },

  /** Applies a command once, however often it is in the log (dissertation §6.3). */
  apply: applyOnce,
}

/** The rules as one that breaks some of them has to provide them. */
export type Rules = typeof rules

/** The highest index that is replicated on a majority. */
export function replicatedIndex(server: Server, leader: Leader, self: NodeId): number {
  return reachedByMajority(currentConfiguration(server), (id) =>
    id === self ? lastIndex(server) : (progressOf(leader, id)?.matchIndex ?? 0),
  )
}
