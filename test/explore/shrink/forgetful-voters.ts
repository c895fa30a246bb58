import { alwaysWithMemory } from '../../../src/checkers/always-with-memory.ts'
import { crashes } from '../../../src/faults/generators/crashes.ts'
import { partitions } from '../../../src/faults/generators/partitions.ts'
import { percent } from '../../../src/kernel/probability.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'
import { uniform } from '../../../src/network/latency.ts'
import { cluster, defineNode } from '../../../src/node/definition.ts'
import { scenario } from '../../../src/simulation/scenario.ts'

type Message = { type: 'ask'; term: number } | { type: 'grant'; term: number } | { type: 'ping' }

interface Voter {
  term: number
  votedFor: string | null
  votes: string[]
  leads: number
}

/** Elects by majority, but a voter that crashed votes again: two leaders of one term take an election and a crash. */
export const voter = defineNode<Voter, Message, Record<never, never>, 'candidacy' | 'chatter'>('voter', {
  initial: () => ({ term: 0, votedFor: null, votes: [], leads: 0 }),
  persistent: ['term'],
  boot(_state, ctx) {
    ctx.after(ctx.random.int(ms(150), ms(300)), 'candidacy')
    ctx.after(ms(20), 'chatter')
  },
  on: {
    ask(state, { term }, ctx) {
      if (term > state.term) Object.assign(state, { term, votedFor: null, votes: [], leads: 0 })
      if (term < state.term || (state.votedFor ?? ctx.from) !== ctx.from) return
      state.votedFor = ctx.from
      ctx.reply({ type: 'grant', term })
      ctx.after(ctx.random.int(ms(150), ms(300)), 'candidacy')
    },
    grant(state, { term }, ctx) {
      if (term !== state.term || state.votes.includes(ctx.from)) return
      state.votes.push(ctx.from)
      if (state.votes.length >= 2) state.leads = term
    },
  },
  timeout: {
    candidacy(state, ctx) {
      Object.assign(state, { term: state.term + 1, votedFor: ctx.self, votes: [ctx.self] })
      ctx.broadcast({ type: 'ask', term: state.term })
      ctx.after(ctx.random.int(ms(150), ms(300)), 'candidacy')
    },
    chatter(_state, ctx) {
      ctx.broadcast({ type: 'ping' })
      ctx.after(ms(20), 'chatter')
    },
  },
})

export const oneLeaderATerm = alwaysWithMemory(
  'one leader a term',
  voter,
  () => ({ leaders: {} as Record<number, string> }),
  ({ leaders }, { leads }, { id }) => {
    if (leads === 0) return true
    leaders[leads] ??= id
    return leaders[leads] === id || `${leaders[leads]} and ${id} lead in term ${leads}`
  },
)

export const forgetfulVoters = scenario({
  title: 'Voters that forget elect two leaders',
  nodes: cluster(3, voter()),
  network: { latency: uniform(ms(1), ms(60)), loss: percent(10), duplication: percent(5) },
  faults: [
    crashes({ every: ms(400), downFor: [ms(1), ms(200)] }),
    partitions({ every: seconds(1), lastFor: [ms(50), ms(500)] }),
  ],
  until: seconds(20),
  violates: [oneLeaderATerm],
})
