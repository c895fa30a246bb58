import type { NodeId } from '../../node/context.ts'
import { type Ballot, compareBallots } from './ballot.ts'
import type { Proposal, Value } from './messages.ts'

/** The few rules on which agreement stands: those that planted bugs break. */
export interface Rules {
  /** What of an acceptor survives a crash (Lamport 2001, §2.5). */
  readonly acceptorKeeps: readonly ('promised' | 'accepted')[]
  /** Whether a proposer remembers its highest round through a crash (§2.5). */
  readonly proposerKeeps: readonly 'round'[]
  /** Whether an acceptor may accept a proposal of that ballot (P1a). */
  readonly mayAccept: (promised: Ballot | null, ballot: Ballot) => boolean
  /** Whether so many of `acceptors` are a majority. */
  readonly isMajority: (count: number, acceptors: number) => boolean
  /** The value to propose: that of the highest-numbered proposal among the promises, or else the own one (P2c). */
  readonly valueToPropose: (accepted: readonly Proposal[], own: Value) => Value
  /** Whose name a proposer's ballots carry. */
  readonly proposerName: (self: NodeId) => NodeId
}

export const rules: Rules = {
  acceptorKeeps: ['promised', 'accepted'],
  proposerKeeps: ['round'],
  mayAccept: (promised, ballot) => compareBallots(ballot, promised) >= 0,
  isMajority: (count, acceptors) => 2 * count > acceptors,
  valueToPropose(accepted, own) {
    let highest: Proposal | null = null
    for (const proposal of accepted)
      if (compareBallots(proposal.ballot, highest?.ballot ?? null) > 0) highest = proposal
    return highest === null ? own : highest.value
  },
  proposerName: (self) => self,
}
