import { defineNode } from '../../node/definition.ts'
import { type Acceptor, acceptorHandlers, newAcceptor } from './acceptor.ts'
import { rulesWith } from './bugs.ts'
import { inquire, type Learner, learnerHandlers, newLearner } from './learner.ts'
import type { PaxosMessage } from './messages.ts'
import { newProposer, type Proposer, propose, proposerHandlers, startProposing } from './proposer.ts'
import { type PaxosOptions, settingsOf, type Timeout } from './roles.ts'

/** A node that plays all three roles, as servers usually do (Lamport 2001, §2.5). */
export interface PaxosNode extends Proposer, Acceptor, Learner {}

/** Single-decree Paxos: `cluster(3, paxos())` agrees on one of the nodes' values. */
export const paxos = defineNode<PaxosNode, PaxosMessage, PaxosOptions, Timeout>('paxos', {
  initial: () => ({ ...newProposer(), ...newAcceptor(), ...newLearner() }),
  persistent({ bug }) {
    const { acceptorKeeps, proposerKeeps } = rulesWith(bug)
    return [...acceptorKeeps, ...proposerKeeps]
  },
  boot(state, ctx) {
    const { proposers, inquireEvery } = settingsOf(ctx)
    if (proposers.includes(ctx.self)) startProposing(state, ctx)
    ctx.after(inquireEvery, 'inquire')
  },
  on: { ...proposerHandlers, ...acceptorHandlers, ...learnerHandlers },
  timeout: { propose, inquire },
})
