import {
  type Context,
  defineNode,
  linearizable,
  type NodeId,
  type NodeSpec,
  registerModel,
  type Scenario,
  scenario,
  seconds,
} from 'lightcone'

/**
 * Three of Stateright's examples, message by message: registers, and clients that put one value and then get one. What
 * clients saw is a part of the state there, and linearizable.
 */
type RegisterMessage =
  | { readonly type: 'put'; readonly request: number; readonly value: string }
  | { readonly type: 'get'; readonly request: number }
  | { readonly type: 'putOk'; readonly request: number }
  | { readonly type: 'getOk'; readonly request: number; readonly value: string }

/** What a register holds before the first put. */
const unset = '?'

interface Client {
  awaiting: number | null
  operations: number
}

interface ClientOptions {
  /** Counted after the servers. */
  readonly index: number
  readonly servers: readonly NodeId[]
}

const client = defineNode<Client, RegisterMessage, ClientOptions>('client', {
  initial: () => ({ awaiting: null, operations: 0 }),
  client: true,
  boot(state, ctx) {
    const { index, servers } = ctx.options
    const value = 'ABCD'[index - servers.length]!
    state.awaiting = index
    state.operations = 1
    ctx.invoke({ f: 'write', value })
    ctx.send(servers[index % servers.length]!, { type: 'put', request: index, value })
  },
  on: {
    putOk(state, { request }, ctx) {
      if (request !== state.awaiting) return
      const { index, servers } = ctx.options
      ctx.complete(0)
      ctx.invoke({ f: 'read' })
      state.awaiting = 2 * index
      state.operations = 2
      ctx.send(servers[(index + 1) % servers.length]!, { type: 'get', request: 2 * index })
    },
    getOk(state, { request, value }, ctx) {
      if (request !== state.awaiting) return
      ctx.complete(1, value)
      state.awaiting = null
      state.operations = 3
    },
  },
})

function world(servers: number, server: (id: NodeId, peers: readonly NodeId[]) => NodeSpec): Scenario {
  const ids = Array.from({ length: servers }, (_, index) => `s${index}`)
  const nodes: Record<NodeId, NodeSpec> = {}
  for (const id of ids)
    nodes[id] = server(
      id,
      ids.filter((other) => other !== id),
    )
  for (const number of [0, 1]) nodes[`c${number}`] = client({ index: servers + number, servers: ids })
  return scenario({
    title: 'A register',
    nodes,
    until: seconds(1),
    holds: [linearizable(registerModel({ initial: unset }))],
    verify: { network: 'unordered' },
  })
}

const singleCopy = defineNode<{ value: string }, RegisterMessage>('single-copy', {
  initial: () => ({ value: unset }),
  on: {
    put(state, { request, value }, ctx) {
      state.value = value
      ctx.reply({ type: 'putOk', request })
    },
    get: ({ value }, { request }, ctx) => ctx.reply({ type: 'getOk', request, value }),
  },
})

/** A register of one copy, and two clients. */
export const singleCopyRegister = (): Scenario => world(1, () => singleCopy())

/** When a value was written, and by whom. */
type Sequence = readonly [number: number, writer: NodeId]

interface Copy {
  readonly sequence: Sequence
  readonly value: string
}

type AbdMessage =
  | RegisterMessage
  | { readonly type: 'query'; readonly request: number }
  | ({ readonly type: 'ackQuery'; readonly request: number } & Copy)
  | ({ readonly type: 'record'; readonly request: number } & Copy)
  | { readonly type: 'ackRecord'; readonly request: number }

interface Abd {
  copy: Copy
  phase:
    | { type: 'query'; request: number; by: NodeId; write: string | null; responses: Record<NodeId, Copy> }
    | { type: 'record'; request: number; by: NodeId; read: string | null; acks: Record<NodeId, true> }
    | null
}

type AbdContext = Context<AbdMessage, { readonly peers: readonly NodeId[] }>

const isAfter = (a: Sequence, b: Sequence) => a[0] > b[0] || (a[0] === b[0] && a[1] > b[1])
const isMajority = (count: number, peers: number) => count === Math.floor((peers + 1) / 2) + 1

function ask(state: Abd, request: number, write: string | null, ctx: AbdContext): void {
  if (state.phase !== null) return
  ctx.broadcast({ type: 'query', request }, ctx.options.peers)
  state.phase = { type: 'query', request, by: ctx.from, write, responses: { [ctx.self]: state.copy } }
}

const abd = defineNode<Abd, AbdMessage, { readonly peers: readonly NodeId[] }>('abd', {
  initial: (_options, self) => ({ copy: { sequence: [0, self], value: unset }, phase: null }),
  on: {
    put: (state, { request, value }, ctx) => ask(state, request, value, ctx),
    get: (state, { request }, ctx) => ask(state, request, null, ctx),
    query: ({ copy }, { request }, ctx) => ctx.reply({ type: 'ackQuery', request, ...copy }),
    ackQuery(state, { request, sequence, value }, ctx) {
      const { phase } = state
      if (phase?.type !== 'query' || phase.request !== request) return
      phase.responses[ctx.from] = { sequence, value }
      const { peers } = ctx.options
      if (!isMajority(Object.keys(phase.responses).length, peers.length)) return
      let copy = Object.values(phase.responses).reduce((last, one) =>
        isAfter(one.sequence, last.sequence) ? one : last,
      )
      const { write, by } = phase
      if (write !== null) copy = { sequence: [copy.sequence[0] + 1, ctx.self], value: write }
      ctx.broadcast({ type: 'record', request, ...copy }, peers)
      const read = write === null ? copy.value : null
      if (isAfter(copy.sequence, state.copy.sequence)) state.copy = copy
      state.phase = { type: 'record', request, by, read, acks: { [ctx.self]: true } }
    },
    record(state, { request, sequence, value }, ctx) {
      ctx.reply({ type: 'ackRecord', request })
      if (isAfter(sequence, state.copy.sequence)) state.copy = { sequence, value }
    },
    ackRecord(state, { request }, ctx) {
      const { phase } = state
      if (phase?.type !== 'record' || phase.request !== request || phase.acks[ctx.from]) return
      phase.acks[ctx.from] = true
      if (!isMajority(Object.keys(phase.acks).length, ctx.options.peers.length)) return
      const { by, read } = phase
      ctx.send(by, read === null ? { type: 'putOk', request } : { type: 'getOk', request, value: read })
      state.phase = null
    },
  },
})

/** The register of Attiya, Bar-Noy & Dolev with two servers, and two clients. */
export const abdRegister = (): Scenario => world(2, (_id, peers) => abd({ peers }))

/** Ordered as lists are: by round, then by leader. */
type PaxosBallot = readonly [round: number, leader: NodeId]

interface Proposal {
  readonly request: number
  readonly by: NodeId
  readonly value: string
}

interface Accepted {
  readonly ballot: PaxosBallot
  readonly proposal: Proposal
}

type PaxosMessage =
  | RegisterMessage
  | { readonly type: 'prepare'; readonly ballot: PaxosBallot }
  | { readonly type: 'prepared'; readonly ballot: PaxosBallot; readonly lastAccepted: Accepted | null }
  | ({ readonly type: 'accept' } & Accepted)
  | { readonly type: 'accepted'; readonly ballot: PaxosBallot }
  | ({ readonly type: 'decided' } & Accepted)

interface Paxos {
  ballot: PaxosBallot
  proposal: Proposal | null
  prepares: Record<NodeId, Accepted | null>
  accepts: Record<NodeId, true>
  accepted: Accepted | null
  isDecided: boolean
}

const isSame = (a: PaxosBallot, b: PaxosBallot) => a[0] === b[0] && a[1] === b[1]

const paxos = defineNode<Paxos, PaxosMessage, { readonly peers: readonly NodeId[] }>('paxos', {
  initial: () => ({
    // Below the ballots of all servers, the first of them included, as a round comes first.
    ballot: [0, 's0'],
    proposal: null,
    prepares: {},
    accepts: {},
    accepted: null,
    isDecided: false,
  }),
  on: {
    get(state, { request }, ctx) {
      if (state.isDecided) ctx.reply({ type: 'getOk', request, value: state.accepted!.proposal.value })
    },
    put(state, { request, value }, ctx) {
      if (state.isDecided || state.proposal !== null) return
      state.proposal = { request, by: ctx.from, value }
      state.prepares = { [ctx.self]: state.accepted }
      state.accepts = {}
      state.ballot = [state.ballot[0] + 1, ctx.self]
      ctx.broadcast({ type: 'prepare', ballot: state.ballot }, ctx.options.peers)
    },
    prepare(state, { ballot }, ctx) {
      if (state.isDecided || !isAfter(ballot, state.ballot)) return
      state.ballot = ballot
      ctx.reply({ type: 'prepared', ballot, lastAccepted: state.accepted })
    },
    prepared(state, { ballot, lastAccepted }, ctx) {
      if (state.isDecided || !isSame(ballot, state.ballot)) return
      const { peers } = ctx.options
      state.prepares[ctx.from] = lastAccepted
      const prepares = Object.values(state.prepares)
      if (!isMajority(prepares.length, peers.length)) return
      const last = prepares.reduce((a, b) => (a === null || (b && isAfter(b.ballot, a.ballot)) ? b : a))
      const proposal = last?.proposal ?? state.proposal!
      state.proposal = proposal
      state.accepted = { ballot, proposal }
      state.accepts[ctx.self] = true
      ctx.broadcast({ type: 'accept', ballot, proposal }, peers)
    },
    accept(state, { ballot, proposal }, ctx) {
      if (state.isDecided || isAfter(state.ballot, ballot)) return
      state.ballot = ballot
      state.accepted = { ballot, proposal }
      ctx.reply({ type: 'accepted', ballot })
    },
    accepted(state, { ballot }, ctx) {
      if (state.isDecided || !isSame(ballot, state.ballot)) return
      const { peers } = ctx.options
      state.accepts[ctx.from] = true
      if (!isMajority(Object.keys(state.accepts).length, peers.length)) return
      const proposal = state.proposal!
      state.isDecided = true
      ctx.broadcast({ type: 'decided', ballot, proposal }, peers)
      ctx.send(proposal.by, { type: 'putOk', request: proposal.request })
    },
    decided(state, { ballot, proposal }) {
      if (state.isDecided) return
      state.ballot = ballot
      state.accepted = { ballot, proposal }
      state.isDecided = true
    },
  },
})

/** Single-decree Paxos as a register that is written once, with three servers, and two clients. */
export const paxosRegister = (): Scenario => world(3, (_id, peers) => paxos({ peers }))
