import { describe, expect, it } from 'vitest'
import {
  at,
  cluster,
  constant,
  crash,
  defineNode,
  isolate,
  type LogRequest,
  type LogResponse,
  type MultiPaxosNode,
  ms,
  multiPaxos,
  type Scenario,
  Simulation,
  scenario,
  seconds,
  UsageError,
} from '../../../../src/index.ts'

interface Asker {
  answers: LogResponse[]
}

function hear(state: Asker, message: LogResponse): void {
  state.answers.push(message)
}

/** Sends requests to servers at given times, and keeps the answers. */
const asker = defineNode<
  Asker,
  LogRequest | LogResponse,
  { requests: readonly (readonly [time: number, server: string, request: LogRequest])[] },
  'ask'
>('asker', {
  client: true,
  initial: () => ({ answers: [] }),
  boot(_state, ctx) {
    for (const [index, [time]] of ctx.options.requests.entries()) ctx.after(time, 'ask', String(index))
  },
  timeout: {
    ask(_state, ctx, index) {
      const [, server, request] = ctx.options.requests[Number(index)]!
      ctx.send(server, request)
    },
  },
  on: {
    registered: hear,
    result: hear,
    notLeader: hear,
  },
})

/** n1 leads from 200 ms on, as the others wait longer. */
function world(
  requests: readonly (readonly [time: number, server: string, request: LogRequest])[] = [],
  faults: Scenario['faults'] = [],
  snapshotThreshold = 100,
) {
  const first = multiPaxos({ leaderTimeout: [ms(200), ms(200)], snapshotThreshold })
  const other = multiPaxos({ leaderTimeout: [ms(400), ms(600)], snapshotThreshold })
  return new Simulation(
    scenario({
      title: 'Three replicas',
      nodes: { n1: first, n2: other, n3: other, asker: asker({ requests }) },
      network: { latency: constant(ms(1)) },
      faults: faults as never,
      until: seconds(5),
    }),
    { seed: 1 },
  )
}

const node = (run: Simulation, id: string) => run.states[id] as MultiPaxosNode
const answers = (run: Simulation) => (run.states.asker as Asker).answers
const append = (sequence: number): LogRequest => ({
  type: 'command',
  session: 's1',
  sequence,
  command: { f: 'append', key: 'k', value: sequence },
})
const read: LogRequest = { type: 'query', command: { f: 'read', key: 'k' } }
const register: LogRequest = { type: 'register' }

describe('Multi-Paxos (Paxos Made Simple, §3)', () => {
  it('has a leader one round trip after it asks', () => {
    const run = world()
    run.runUntil(ms(201))
    expect(node(run, 'n1').role.type).toBe('candidate')
    run.runUntil(ms(202))
    expect(node(run, 'n1').role.type).toBe('leader')
    run.runUntil(ms(203))
    expect(node(run, 'n2').role).toEqual({ type: 'follower', leader: 'n1' })
  })

  it('needs phase 2 only once it leads: a command is answered after one round trip among replicas', () => {
    const run = world([
      [ms(300), 'n1', register],
      [ms(310), 'n1', append(1)],
    ])
    run.runUntil(ms(303.999))
    expect(answers(run)).toEqual([])
    run.runUntil(ms(304))
    expect(answers(run)).toEqual([{ type: 'registered', session: 's1' }])
    run.runUntil(ms(320))
    expect(run.finish().stats.messages.prepareAll?.sent).toBe(2)
  })

  it('sends clients of others to the leader, and applies a retried command once', () => {
    const run = world([
      [ms(300), 'n2', register],
      [ms(310), 'n1', register],
      [ms(320), 'n1', append(1)],
      [ms(330), 'n1', append(1)],
      [ms(340), 'n1', read],
    ])
    run.runUntil(ms(400))
    expect(answers(run)).toEqual([
      { type: 'notLeader', leader: 'n1' },
      { type: 'registered', session: 's1' },
      { type: 'result', output: null },
      { type: 'result', output: null },
      { type: 'result', output: [1] },
    ])
  })

  it('neither commits nor answers reads without a majority, and its successor knows all that was answered', () => {
    const run = world(
      [
        [ms(300), 'n1', register],
        [ms(310), 'n1', append(1)],
        // n1 is cut from the others, but not from its client, which sees both sides.
        [ms(420), 'n1', append(2)],
        [ms(420), 'n1', read],
        [ms(1_400), 'n2', read],
        [ms(1_400), 'n3', read],
      ],
      [at(ms(400), { type: 'partition', cut: { shape: 'groups', groups: [['n1'], ['n2', 'n3']] } })],
    )
    run.runUntil(ms(1_399))
    expect(answers(run)).toHaveLength(2)
    run.runUntil(ms(1_500))
    expect(answers(run).filter(({ type }) => type === 'result')).toEqual([
      { type: 'result', output: null },
      { type: 'result', output: [1] },
    ])
  })

  it('catches up a replica that was away, slot by slot or by a snapshot', () => {
    const requests: [number, string, LogRequest][] = [[ms(300), 'n1', register]]
    for (let sequence = 1; sequence <= 30; sequence++)
      requests.push([ms(400 + 10 * sequence), 'n1', append(sequence)])
    for (const threshold of [1_000, 8]) {
      const run = world(requests, [at(ms(350), isolate('n3', { lasts: ms(600) }))], threshold)
      run.runUntil(ms(949))
      expect(node(run, 'n3').lastApplied).toBeLessThan(5)
      run.runUntil(ms(1_400))
      expect(node(run, 'n3').lastApplied).toBe(node(run, 'n1').lastApplied)
      expect(node(run, 'n3').replica).toEqual(node(run, 'n1').replica)
      expect(node(run, 'n3').snapshot.slot > 0).toBe(threshold === 8)
    }
  })

  it('keeps its log through the crash of every replica', () => {
    const run = world(
      [
        [ms(300), 'n1', register],
        [ms(310), 'n1', append(1)],
        [ms(2_000), 'n1', read],
      ],
      [
        at(ms(400), crash('n1', { lasts: ms(50) })),
        at(ms(400), crash('n2', { lasts: ms(50) })),
        at(ms(400), crash('n3', { lasts: ms(50) })),
      ],
    )
    run.runUntil(seconds(3))
    expect(answers(run).at(-1)).toEqual({ type: 'result', output: [1] })
  })

  it.each([
    { leaderTimeout: [0, 5] as const },
    { leaderTimeout: [ms(5), ms(4)] as const },
    { heartbeat: 0 },
    { snapshotThreshold: 0 },
  ])('refuses the options %o', (options) => {
    const refused = scenario({ title: 'x', nodes: cluster(3, multiPaxos(options)), until: ms(1) })
    expect(() => new Simulation(refused, { seed: 1 }).run()).toThrow(UsageError)
  })
})
