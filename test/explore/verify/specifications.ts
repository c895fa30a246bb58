import { defineNode } from 'lightcone'

/**
 * TLA+ specifications whose actions read all variables at once, as a single node: each action that is enabled is a
 * timer that may fire.
 */

interface TransactionCommit {
  managers: Record<string, 'working' | 'prepared' | 'committed' | 'aborted'>
}

type ManagerAction = 'prepare' | 'commit' | 'abort'

/** `TCommit` of the TLA+ Examples (Gray & Lamport 2006, §2). */
export const transactionCommit = defineNode<
  TransactionCommit,
  { type: 'none' },
  { managers: readonly string[] },
  ManagerAction
>('transaction-commit', {
  initial: ({ managers }) => ({ managers: Object.fromEntries(managers.map((rm) => [rm, 'working'])) }),
  boot: ({ managers }, ctx) => enable(managers, ctx),
  timeout: {
    prepare(state, ctx, rm) {
      state.managers[rm] = 'prepared'
      enable(state.managers, ctx)
    },
    commit(state, ctx, rm) {
      state.managers[rm] = 'committed'
      enable(state.managers, ctx)
    },
    abort(state, ctx, rm) {
      state.managers[rm] = 'aborted'
      enable(state.managers, ctx)
    },
  },
})

interface Timers<Name extends string> {
  after(delay: number, timeout: Name, key: string): void
  cancel(timeout: Name, key: string): void
}

function set<Name extends string>(ctx: Timers<Name>, name: Name, key: string, isEnabled: boolean): void {
  if (isEnabled) ctx.after(1, name, key)
  else ctx.cancel(name, key)
}

function enable(managers: TransactionCommit['managers'], ctx: Timers<ManagerAction>): void {
  const states = Object.values(managers)
  const canCommit = states.every((state) => state === 'prepared' || state === 'committed')
  const notCommitted = states.every((state) => state !== 'committed')
  for (const [rm, state] of Object.entries(managers)) {
    set(ctx, 'prepare', rm, state === 'working')
    set(ctx, 'commit', rm, state === 'prepared' && canCommit)
    set(ctx, 'abort', rm, (state === 'working' || state === 'prepared') && notCommitted)
  }
}

interface PaxosSpecification {
  /** The messages ever sent, of the one acceptor: `1a 0`, `1b 0` with what it had accepted, `2a 0`, `2b 0`. */
  sent: Record<string, true>
  maxBallot: number
  /** The ballot of what was accepted last; -1 for none. There is one value. */
  maxVotedBallot: number
}

type Phase = '1a' | '1b' | '2a' | '2b'

/** `Paxos` of the TLA+ Examples as `MCPaxos` bounds it: one acceptor, one value, the ballots 0 and 1. */
export const paxosSpecification = defineNode<
  PaxosSpecification,
  { type: 'none' },
  Record<never, never>,
  Phase
>('paxos-specification', {
  initial: () => ({ sent: {}, maxBallot: -1, maxVotedBallot: -1 }),
  boot: enablePhases,
  timeout: {
    '1a'(state, ctx, ballot) {
      state.sent[`1a ${ballot}`] = true
      enablePhases(state, ctx)
    },
    '1b'(state, ctx, ballot) {
      state.maxBallot = Number(ballot)
      state.sent[`1b ${ballot} ${state.maxVotedBallot}`] = true
      enablePhases(state, ctx)
    },
    '2a'(state, ctx, ballot) {
      state.sent[`2a ${ballot}`] = true
      enablePhases(state, ctx)
    },
    '2b'(state, ctx, ballot) {
      state.maxBallot = Number(ballot)
      state.maxVotedBallot = Number(ballot)
      state.sent[`2b ${ballot}`] = true
      enablePhases(state, ctx)
    },
  },
})

function enablePhases({ sent, maxBallot }: PaxosSpecification, ctx: Timers<Phase>): void {
  for (const ballot of [0, 1]) {
    const hasPromise = Object.keys(sent).some((message) => message.startsWith(`1b ${ballot} `))
    set(ctx, '1a', `${ballot}`, true)
    set(ctx, '1b', `${ballot}`, sent[`1a ${ballot}`] === true && ballot > maxBallot)
    set(ctx, '2a', `${ballot}`, hasPromise && sent[`2a ${ballot}`] === undefined)
    set(ctx, '2b', `${ballot}`, sent[`2a ${ballot}`] === true && ballot >= maxBallot)
  }
}
