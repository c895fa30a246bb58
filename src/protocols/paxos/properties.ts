import { alwaysWithMemory } from '../../checkers/always-with-memory.ts'
import type { Property } from '../../checkers/property.ts'
import type { Micros } from '../../kernel/time.ts'
import type { NodeKind } from '../../node/definition.ts'
import { agreement, everyoneDecides, validity } from '../../problems/consensus.ts'
import { type Acceptor, acceptor } from './acceptor.ts'
import { ballotText } from './ballot.ts'
import { type Learner, learner } from './learner.ts'
import { paxos } from './paxos.ts'

const decided = ({ decided: value }: Learner) => value

/** Consensus among nodes that play all roles. */
export const paxosAgreement = agreement(paxos, decided)
/** Consensus among learners that stand alone. */
export const learnersAgree = agreement(learner, decided)

export const paxosValidity = (proposed: readonly unknown[]): Property => validity(paxos, decided, proposed)
export const learnersValidity = (proposed: readonly unknown[]): Property =>
  validity(learner, decided, proposed)

export const everyPaxosNodeDecides = (options: { readonly within?: Micros } = {}): Property =>
  everyoneDecides(paxos, decided, options)
export const everyLearnerDecides = (options: { readonly within?: Micros } = {}): Property =>
  everyoneDecides(learner, decided, options)

/**
 * "If a proposal with value v is chosen, then every higher-numbered proposal that is chosen has value v" (P2, Lamport
 * 2001, §2.2): told from what acceptors have accepted, before any learner knows. `acceptors` is how many there are.
 */
function oneValueIsChosen<State extends Acceptor>(kind: NodeKind<State>, acceptors: number): Property {
  return alwaysWithMemory(
    'one value is chosen',
    kind,
    () => ({
      votes: {} as Record<string, string[]>,
      chosen: null as { value: string; ballot: string } | null,
    }),
    (memory, { accepted }, { id }) => {
      if (accepted === null) return true
      const ballot = ballotText(accepted.ballot)
      const value = JSON.stringify(accepted.value)
      const voters = (memory.votes[`${ballot} ${value}`] ??= [])
      if (voters.includes(id)) return true
      voters.push(id)
      if (2 * voters.length <= acceptors) return true
      memory.chosen ??= { value, ballot }
      return (
        memory.chosen.value === value ||
        `${value} is chosen in ballot ${ballot}, where ${memory.chosen.value} was chosen in ballot ${memory.chosen.ballot}`
      )
    },
  )
}

export const oneValueChosenByPaxos = (acceptors: number): Property => oneValueIsChosen(paxos, acceptors)
export const oneValueChosenByAcceptors = (acceptors: number): Property =>
  oneValueIsChosen(acceptor, acceptors)
