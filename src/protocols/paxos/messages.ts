import type { Ballot } from './ballot.ts'

/** What is proposed: any plain data but `null`. */
export type Value = string | number | boolean | { readonly [name: string]: unknown }

/** A proposal that an acceptor has accepted. */
export interface Proposal {
  readonly ballot: Ballot
  readonly value: Value
}

/** The messages of single-decree Paxos, by the names of "Paxos Made Simple" (Lamport 2001, §2.2–2.3). */
export type PaxosMessage =
  /** Phase 1a: asks for a promise never again to accept a proposal numbered less than `ballot`. */
  | { readonly type: 'prepare'; readonly ballot: Ballot }
  /** Phase 1b: the promise, with the highest-numbered proposal that was accepted. */
  | { readonly type: 'promise'; readonly ballot: Ballot; readonly accepted: Proposal | null }
  /** Phase 2a: asks to accept a proposal. */
  | { readonly type: 'accept'; readonly ballot: Ballot; readonly value: Value }
  /** Phase 2b, to the learners. */
  | { readonly type: 'accepted'; readonly ballot: Ballot; readonly value: Value }
  /** Tells a proposer to abandon its proposal, as a higher number has been promised (§2.2, last paragraph). */
  | { readonly type: 'rejected'; readonly ballot: Ballot; readonly promised: Ballot }
  /** A learner asks what has been accepted, as it may have missed it (§2.3). */
  | { readonly type: 'inquire' }
  /** A learner that still does not know asks for another proposal: what was chosen is chosen again (§2.3). */
  | { readonly type: 'unlearned' }
  /** A learner tells proposers that there is nothing left to propose. */
  | { readonly type: 'chosen'; readonly value: Value }

export type MessageOf<Type extends PaxosMessage['type']> = Extract<PaxosMessage, { readonly type: Type }>
