import { describe, expect, it } from 'vitest'
import {
  acceptor,
  at,
  cluster,
  constant,
  crash,
  defineNode,
  isolate,
  learner,
  ms,
  type PaxosMessage,
  type PaxosNode,
  type PaxosOptions,
  paxos,
  proposer,
  type Scenario,
  Simulation,
  scenario,
  seconds,
  simulate,
  UsageError,
} from '../../../src/index.ts'

const ballot = (round: number, name: string) => ({ round, proposer: name })

/** What a1 answers to messages that come one by one, 10 ms apart. */
function answersOf(messages: readonly PaxosMessage[], faults: Scenario['faults'] = []): unknown[] {
  const answers: unknown[] = []
  const asker = defineNode<Record<never, never>, PaxosMessage, Record<never, never>, 'ask'>('asker', {
    initial: () => ({}),
    boot(_state, ctx) {
      for (const index of messages.keys()) ctx.after(ms(10 * (index + 1)), 'ask', String(index))
    },
    timeout: {
      ask(_state, ctx, index) {
        ctx.send('a1', messages[Number(index)]!)
      },
    },
    on: {
      promise: (_state, message) => answers.push(message) as never,
      rejected: (_state, message) => answers.push(message) as never,
      accepted: (_state, message) => answers.push(message) as never,
    },
  })
  const world = scenario({
    title: 'One acceptor is asked',
    nodes: { a1: acceptor({ learners: ['asker'] }), asker: asker() },
    network: { latency: constant(ms(1)) },
    faults: faults as never,
    until: seconds(1),
  })
  expect(simulate(world, { seed: 1 }).verdict).toBe('passed')
  return answers
}

const apples = { ballot: ballot(1, 'p1'), value: 'apples' }

describe('an acceptor (Paxos Made Simple, §2.2)', () => {
  it('promises, and tells the highest-numbered proposal that it has accepted', () => {
    expect(
      answersOf([
        { type: 'prepare', ballot: apples.ballot },
        { type: 'accept', ...apples },
        { type: 'prepare', ballot: ballot(2, 'p2') },
      ]),
    ).toEqual([
      { type: 'promise', ballot: apples.ballot, accepted: null },
      { type: 'accepted', ...apples },
      { type: 'promise', ballot: ballot(2, 'p2'), accepted: apples },
    ])
  })

  it('neither promises nor accepts below its promise, and says what it has promised', () => {
    const high = ballot(3, 'p1')
    const low = ballot(2, 'p2')
    expect(
      answersOf([
        { type: 'prepare', ballot: high },
        { type: 'prepare', ballot: low },
        { type: 'accept', ballot: low, value: 'pears' },
      ]).slice(1),
    ).toEqual([
      { type: 'rejected', ballot: low, promised: high },
      { type: 'rejected', ballot: low, promised: high },
    ])
  })

  it('accepts what it made no promise against, which is a promise too (P1a)', () => {
    expect(
      answersOf([
        { type: 'accept', ballot: ballot(5, 'p2'), value: 'pears' },
        { type: 'prepare', ballot: ballot(4, 'p1') },
      ]).map((answer) => (answer as PaxosMessage).type),
    ).toEqual(['accepted', 'rejected'])
  })

  it('remembers both through a crash (§2.5)', () => {
    const answers = answersOf(
      [{ type: 'accept', ...apples }, { type: 'prepare', ballot: ballot(0, 'p1') }, { type: 'inquire' }],
      [at(ms(15), crash('a1', { lasts: ms(1) }))],
    )
    expect(answers).toEqual([
      { type: 'accepted', ...apples },
      { type: 'rejected', ballot: ballot(0, 'p1'), promised: apples.ballot },
      { type: 'accepted', ...apples },
    ])
  })
})

describe('ballots of the same round', () => {
  it('are told apart by their proposers', () => {
    expect(
      answersOf([
        { type: 'prepare', ballot: ballot(1, 'p2') },
        { type: 'prepare', ballot: ballot(1, 'p1') },
        { type: 'prepare', ballot: ballot(1, 'p3') },
      ]).map((answer) => (answer as PaxosMessage).type),
    ).toEqual(['promise', 'rejected', 'promise'])
  })
})

describe('three nodes that play all roles', () => {
  const world = (options: PaxosOptions = {}, faults: Scenario['faults'] = []) =>
    scenario({
      title: 'Three nodes',
      nodes: cluster(3, paxos({ proposers: ['n1'], backOff: [ms(10), ms(10)], ...options })),
      network: { latency: constant(ms(1)) },
      faults: faults as never,
      until: seconds(2),
    })
  const decisions = (run: Simulation) =>
    ['n1', 'n2', 'n3'].map((node) => (run.states[node] as PaxosNode).decided)

  it('decide four message delays after the first prepare (§2.2)', () => {
    const run = new Simulation(world(), { seed: 1 })
    // Prepare at 10 ms, promise at 11, accept at 12, accepted at 13; to oneself it takes no millisecond.
    run.runUntil(ms(12.999))
    expect(decisions(run)).toEqual([null, null, null])
    run.runUntil(ms(14))
    expect(decisions(run)).toEqual(['n1', 'n1', 'n1'])
  })

  it('decide with one of them down, and not with two', () => {
    const one = new Simulation(world({}, [at(0, crash('n3'))]), { seed: 1 })
    one.runUntil(seconds(2))
    expect(decisions(one)).toEqual(['n1', 'n1', null])
    const two = new Simulation(world({}, [at(0, crash('n3')), at(0, crash('n2'))]), { seed: 1 })
    two.runUntil(seconds(2))
    expect(decisions(two)).toEqual([null, null, null])
  })

  it('tell a node that was cut off what was decided, when it asks (§2.3)', () => {
    const run = new Simulation(world({}, [at(0, isolate('n3', { lasts: ms(500) }))]), { seed: 1 })
    run.runUntil(ms(499))
    expect(decisions(run)[2]).toBeNull()
    run.runUntil(ms(800))
    expect(decisions(run)[2]).toBe('n1')
  })
})

describe('a learner', () => {
  it('that finds three acceptors in three ballots has a value proposed again, and learns it (§2.3)', () => {
    // Of seeds 1 to 1,000, those in which learners depended on it when proposers fell silent once one had learned.
    const world = scenario({
      title: 'A duel',
      nodes: cluster(3, paxos({ proposers: ['n1', 'n2'], backOff: [ms(5), ms(40)] })),
      network: { latency: { type: 'uniform', min: ms(4), max: ms(12) } },
      until: seconds(10),
    })
    const run = new Simulation(world, { seed: 82 })
    run.runUntil(seconds(10))
    const decided = ['n1', 'n2', 'n3'].map((node) => (run.states[node] as PaxosNode).decided)
    expect(new Set(decided).size).toBe(1)
    expect(decided[0]).not.toBeNull()
  })
})

describe('roles that stand alone', () => {
  it.each([
    ['acceptor', () => acceptor()],
    ['proposer', () => proposer()],
    ['learner', () => learner({ acceptors: ['a1'] })],
  ] as const)('%s must be told whom it talks to', (name, make) => {
    const world = scenario({
      title: 'x',
      nodes: { alone: make() as ReturnType<typeof acceptor> },
      until: ms(1),
    })
    expect(() => simulate(world, { seed: 1 })).toThrow(UsageError)
    expect(() => simulate(world, { seed: 1 })).toThrow(`${name}({ `)
  })

  it('a bug that does not exist is refused', () => {
    const world = scenario({ title: 'x', nodes: cluster(3, paxos({ bug: 'no-such-bug' })), until: ms(1) })
    expect(() => simulate(world, { seed: 1 })).toThrow(/forgets-its-promise/)
  })
})
