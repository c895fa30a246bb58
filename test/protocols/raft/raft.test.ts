import { describe, expect, test } from 'vitest'
import {
  cluster,
  defineProgram,
  logClient,
  ms,
  type RaftOptions,
  type RaftServer,
  raft,
  Simulation,
  scenario,
  seconds,
  simulate,
  UsageError,
  uniform,
} from '../../../src/index.ts'
import { configurationOf } from '../../../src/protocols/raft/configuration.ts'
import type { Entry, Message } from '../../../src/protocols/raft/messages.ts'

interface Peer {
  answers: (Message | null)[]
}

/** A member of the cluster that says what it is told to, one message after the other. */
const peer = defineProgram<Peer, Message, { says: readonly Message[] }>('peer', {
  initial: () => ({ answers: [] }),
  *run(state, ctx) {
    for (const message of ctx.options.says) state.answers.push(yield* ctx.call('n1', message, ms(20)))
  },
})

/** What a server of three, in a given state, answers to `n2`, and what becomes of it within 100 ms. */
function told(
  before: Partial<RaftServer>,
  says: readonly Message[],
  options: RaftOptions = {},
): { answers: (Message | null)[]; server: RaftServer } {
  const members = ['n1', 'n2', 'n3']
  const world = scenario({
    title: 'One server, and what it is told',
    nodes: {
      n1: raft({ members, electionTimeout: [seconds(5), seconds(6)], ...options }),
      n2: peer({ says }),
      n3: peer({ says: [] }),
    },
    until: ms(100),
  })
  const simulation = new Simulation(world, { seed: 1 })
  Object.assign(simulation.hosts[0]!.state, before)
  simulation.run()
  const { n1, n2 } = simulation.states as { n1: RaftServer; n2: Peer }
  return { answers: n2.answers, server: n1 }
}

const isHeartbeat = (message: Message) => message.type === 'appendEntries' && message.entries.length === 0
const noOps = (...terms: number[]): Entry[] => terms.map((term) => ({ term, type: 'noOp' }))
const round = { round: 1, sentAt: 0 }
const requestVote = (term: number, lastLogIndex = 0, lastLogTerm = 0, isTransfer = false): Message => ({
  type: 'requestVote',
  term,
  lastLogIndex,
  lastLogTerm,
  isTransfer,
})
const appendEntries = (
  term: number,
  [prevLogIndex, prevLogTerm]: readonly [number, number],
  entries: readonly Entry[] = [],
  leaderCommit = 0,
): Message => ({ type: 'appendEntries', term, prevLogIndex, prevLogTerm, entries, leaderCommit, ...round })
const vote = (term: number, voteGranted: boolean) => ({ type: 'requestVoteResponse', term, voteGranted })
const accepted = (term: number, matchIndex: number) => ({
  type: 'appendEntriesResponse',
  term,
  success: true,
  matchIndex,
  ...round,
})
const refused = (term: number, prevLogIndex: number, conflictTerm: number | null, conflictIndex: number) => ({
  type: 'appendEntriesResponse',
  term,
  success: false,
  prevLogIndex,
  conflictTerm,
  conflictIndex,
  ...round,
})
const chunk = (lastIncludedIndex: number, offset: number, data: string, done: boolean): Message => ({
  type: 'installSnapshot',
  term: 3,
  lastIncludedIndex,
  lastIncludedTerm: 2,
  configuration: configurationOf(['n1', 'n2', 'n3']),
  offset,
  data,
  done,
  ...round,
})
const whole = JSON.stringify({ machine: { k1: ['a'] }, sessions: {} })

describe('votes', () => {
  test('a server that sees a higher term takes it over and becomes a follower (§5.1)', () => {
    const { server } = told({ currentTerm: 2, votedFor: 'n1', role: { type: 'candidate', votes: ['n1'] } }, [
      { type: 'requestVoteResponse', term: 4, voteGranted: false },
    ])
    expect(server).toMatchObject({ currentTerm: 4, votedFor: null, role: { type: 'follower' } })
  })

  test('a request of an older term is refused, and told the newer one (§5.1)', () => {
    const before = { currentTerm: 5 }
    expect(told(before, [requestVote(4)]).answers).toEqual([vote(5, false)])
    expect(told(before, [appendEntries(4, [0, 0])]).answers).toMatchObject([{ term: 5, success: false }])
  })

  test('a server has one vote in a term, and gives it to the same candidate again (§5.2)', () => {
    expect(told({ currentTerm: 1, votedFor: 'n3' }, [requestVote(1)]).answers).toEqual([vote(1, false)])
    expect(told({}, [requestVote(1), requestVote(1)]).answers).toEqual([vote(1, true), vote(1, true)])
  })

  test('no vote for a log that is less up-to-date: first by the last term, then by length (§5.4.1)', () => {
    const before = { currentTerm: 2, log: noOps(1, 2) }
    expect(told(before, [requestVote(3, 5, 1)]).answers).toEqual([vote(3, false)])
    expect(told(before, [requestVote(3, 1, 2)]).answers).toEqual([vote(3, false)])
    expect(told(before, [requestVote(3, 2, 2)]).answers).toEqual([vote(3, true)])
    expect(told(before, [requestVote(3, 1, 3)]).answers).toEqual([vote(3, true)])
  })

  test('who hears a leader neither votes nor takes over a term, unless the leader itself wants it (dissertation §4.2.3, §3.10)', () => {
    const heard = appendEntries(1, [0, 0])
    const { answers, server } = told({}, [heard, requestVote(2)])
    expect(answers).toEqual([accepted(1, 0), null])
    expect(server.currentTerm).toBe(1)
    expect(told({}, [heard, requestVote(2, 0, 0, true)]).answers).toEqual([accepted(1, 0), vote(2, true)])
    expect(told({}, [heard, requestVote(2)], { checkQuorum: false }).answers[1]).toEqual(vote(2, true))
  })

  test('a pre-vote changes neither term nor vote (dissertation §9.6)', () => {
    const asks: Message = { type: 'preVote', term: 4, lastLogIndex: 0, lastLogTerm: 0 }
    const { answers, server } = told({ currentTerm: 3 }, [asks])
    expect(answers).toEqual([{ type: 'preVoteResponse', term: 3, forTerm: 4, voteGranted: true }])
    expect(server).toMatchObject({ currentTerm: 3, votedFor: null })
    expect(told({ log: noOps(1) }, [asks]).answers).toMatchObject([{ voteGranted: false }])
    expect(told({}, [appendEntries(3, [0, 0]), asks]).answers[1]).toMatchObject({ voteGranted: false })
  })

  test('a candidate that hears from a leader of its term follows it (§5.2)', () => {
    const before: Partial<RaftServer> = { currentTerm: 2, role: { type: 'candidate', votes: ['n1'] } }
    expect(told(before, [appendEntries(2, [0, 0])]).server.role).toEqual({ type: 'follower', leader: 'n2' })
  })
})

describe('entries', () => {
  test('entries are refused where the one before them is missing, with where to go on from (§5.3)', () => {
    const before = { currentTerm: 3, log: noOps(1, 2, 2, 2) }
    expect(told(before, [appendEntries(3, [6, 3])]).answers).toEqual([refused(3, 6, null, 5)])
    expect(told(before, [appendEntries(3, [4, 3])]).answers).toEqual([refused(3, 4, 2, 2)])
  })

  test('an entry that conflicts is deleted with all that follow it (§5.3)', () => {
    const { answers, server } = told({ log: noOps(1, 2, 2, 2) }, [appendEntries(3, [1, 1], noOps(3))])
    expect(answers).toEqual([accepted(3, 2)])
    expect(server.log).toEqual(noOps(1, 3))
  })

  test('a request that was delayed deletes nothing that matches it (Figure 2)', () => {
    const { answers, server } = told({ log: noOps(1, 1, 1) }, [appendEntries(1, [0, 0], noOps(1))])
    expect(answers).toEqual([accepted(1, 1)])
    expect(server.log).toEqual(noOps(1, 1, 1))
  })

  test('a follower commits what the leader has, but not beyond what the leader has just vouched for (Figure 2)', () => {
    const { server } = told({ log: noOps(1, 1, 1) }, [appendEntries(1, [1, 1], noOps(1), 3)])
    expect(server).toMatchObject({ commitIndex: 2, lastApplied: 2 })
  })

  test('a leader begins its term with a no-op, and steps down when no majority answers (§8; dissertation §6.2)', () => {
    const before: Partial<RaftServer> = { currentTerm: 1, role: { type: 'candidate', votes: ['n1'] } }
    const wins: Message = { type: 'requestVoteResponse', term: 1, voteGranted: true }
    const electionTimeout = [ms(20), ms(30)] as const
    const { server } = told(before, [wins], { electionTimeout })
    expect(server.log).toEqual(noOps(1))
    expect(server.role.type).not.toBe('leader')
    expect(told(before, [wins], { electionTimeout, checkQuorum: false }).server.role.type).toBe('leader')
  })

  test('heartbeats are for idle periods: entries put them off (§5.2)', () => {
    const heartbeats = (operations: number) => {
      const servers = ['n1', 'n2', 'n3']
      const writer = logClient({ servers, operations, thinkTime: [ms(5), ms(15)], reads: 'command' })
      const world = scenario({
        title: 'A client that writes all the time',
        nodes: { ...cluster(3, raft()), writer },
        network: { latency: uniform(ms(1), ms(2)) },
        until: ms(1_500),
      })
      const { sent } = simulate(world, { seed: 1, recordSent: true })
      return sent!.filter(({ at, message }) => at > seconds(1) && isHeartbeat(message as Message)).length
    }
    expect(heartbeats(0)).toBe(20)
    expect(heartbeats(100)).toBe(0)
  })

  test('clients are sent on to the leader', () => {
    const { answers } = told({}, [
      { type: 'register' },
      appendEntries(1, [0, 0]),
      { type: 'query', command: {} },
    ])
    expect(answers[0]).toEqual({ type: 'notLeader', leader: null })
    expect(answers[2]).toEqual({ type: 'notLeader', leader: 'n2' })
  })
})

describe('snapshots', () => {
  test('a snapshot arrives in chunks; one out of order is not taken (Figure 13)', () => {
    const { answers, server } = told({}, [
      chunk(4, 0, whole.slice(0, 10), false),
      chunk(4, 20, whole.slice(20), true),
      chunk(4, 10, whole.slice(10), true),
    ])
    expect(answers).toMatchObject([
      { received: 10, isInstalled: false },
      { received: 10, isInstalled: false },
      { isInstalled: true },
    ])
    expect(server).toMatchObject({ commitIndex: 4, lastApplied: 4, log: [], incoming: null })
    expect(server.replica).toEqual({ machine: { k1: ['a'] }, sessions: {} })
  })

  test('entries that follow the last one of a snapshot are retained, those of another log discarded (Figure 13)', () => {
    expect(told({ log: noOps(2, 2, 2) }, [chunk(2, 0, whole, true)]).server.log).toEqual(noOps(2))
    expect(told({ log: noOps(1, 1, 1) }, [chunk(2, 0, whole, true)]).server.log).toEqual([])
  })

  test('a server of one takes a snapshot at the threshold, and begins again from it (§7)', () => {
    const alone = raft({ snapshotThreshold: 5, electionTimeout: [ms(5), ms(6)] })
    const register = Array.from({ length: 7 }, (): Message => ({ type: 'register' }))
    const world = scenario({
      title: 'One server takes a snapshot, crashes and comes back',
      nodes: { n1: alone, client: peer({ says: [...register, ...register, ...register] }) },
      until: seconds(1),
    })
    const simulation = new Simulation(world, { seed: 1 })
    simulation.runUntil(ms(500))
    const { snapshot, log, replica } = simulation.states.n1 as RaftServer
    expect(snapshot.lastIndex).toBeGreaterThanOrEqual(15)
    expect(log.length).toBeLessThan(5)
    const known = Object.keys(replica.sessions)
    simulation.inject({ type: 'crash', node: 'n1', lasts: ms(10) })
    simulation.run()
    const after = simulation.states.n1 as RaftServer
    expect(after.role.type).toBe('leader')
    expect(Object.keys(after.replica.sessions)).toEqual(known)
  })
})

describe('options', () => {
  test.each<[RaftOptions, RegExp]>([
    [{ electionTimeout: [ms(300), ms(150)] }, /electionTimeout.*got \[300000,150000\]/],
    [{ heartbeat: ms(150) }, /heartbeat.*less than the least election timeout/],
    [{ snapshotThreshold: 0 }, /snapshotThreshold.*got 0/],
    [{ driftBound: 1_000_000 }, /driftBound.*got 1000000/],
    [{ reads: 'lease', checkQuorum: false }, /leave checkQuorum out/],
    [{ members: ['n1', 'n1'] }, /members.*each once/],
  ])('%j is refused with what to write instead', (options, sentence) => {
    expect(() => raft(options)).toThrow(UsageError)
    expect(() => raft(options)).toThrow(sentence)
  })
})
