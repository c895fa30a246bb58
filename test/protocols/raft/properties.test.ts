import { expect, test } from 'vitest'
import commitsOlderTermByCount from '../../../scenarios/raft/bugs/commits-older-term-by-count.ts'
import countsVotesAsAList from '../../../scenarios/raft/bugs/counts-votes-as-a-list.ts'
import matchIndexFromLastRequest from '../../../scenarios/raft/bugs/match-index-from-last-request.ts'
import type { Property, RaftServer, Scenario } from '../../../src/index.ts'
import {
  electionSafety,
  leaderAppendOnly,
  leaderCompleteness,
  logMatching,
  raft,
  raftSafety,
  raftStateMachineSafety,
  simulate,
} from '../../../src/index.ts'
import type { Entry } from '../../../src/protocols/raft/messages.ts'
import { settingsOf } from '../../../src/protocols/raft/options.ts'
import { newServer, type Role } from '../../../src/protocols/raft/state.ts'

const noOps = (...terms: number[]): Entry[] => terms.map((term) => ({ term, type: 'noOp' }))
const leads: Role = {
  type: 'leader',
  noOpIndex: 1,
  progress: [],
  round: 0,
  waiting: [],
  reads: [],
  change: null,
  transfer: null,
  mayUseLease: true,
}

/** What a property says of the last of a sequence of states, each of one server; it says nothing of those before. */
function verdict(
  property: Property,
  ...steps: readonly (readonly [id: string, state: Partial<RaftServer>])[]
) {
  const nodes = ['n1', 'n2'].map((id, index) => ({
    id,
    index,
    kind: raft.kind,
    up: true,
    state: newServer(settingsOf({})),
  }))
  const monitor = property.monitor(nodes)
  const sentences = steps.map(([id, state]) => {
    const node = nodes.find((one) => one.id === id)!
    Object.assign(node.state, state)
    return monitor.changed!(node, 0)
  })
  expect(sentences.slice(0, -1).filter((sentence) => sentence !== null)).toEqual([])
  return sentences.at(-1)
}

test('election safety: two leaders of one term are seen, those of two terms are none (Figure 3)', () => {
  const first = ['n1', { currentTerm: 2, role: leads }] as const
  expect(verdict(electionSafety, first, ['n2', { currentTerm: 2, role: leads }])).toBe(
    'n1 and n2 both became leader in term 2',
  )
  expect(verdict(electionSafety, first, ['n2', { currentTerm: 3, role: leads }])).toBeNull()
})

test('leader append-only: a leader that deletes or replaces an entry is seen, a follower may (Figure 3)', () => {
  const before = ['n1', { currentTerm: 2, role: leads, log: noOps(1, 1, 2) }] as const
  expect(verdict(leaderAppendOnly, before, ['n1', { log: noOps(1, 1) }])).toMatch(
    /entries up to 3, and now up to 2/,
  )
  expect(verdict(leaderAppendOnly, before, ['n1', { log: noOps(1, 1, 1, 2) }])).toMatch(
    /replaced its entry 3/,
  )
  expect(verdict(leaderAppendOnly, before, ['n1', { log: noOps(1, 1, 2, 2) }])).toBeNull()
  const follower: Role = { type: 'follower', leader: null }
  expect(verdict(leaderAppendOnly, before, ['n1', { role: follower, log: noOps(1) }])).toBeNull()
})

test('log matching: same index and term with another entry, or with another one before it, is seen (Figure 3)', () => {
  const before = ['n1', { log: noOps(1, 2) }] as const
  expect(verdict(logMatching, before, ['n2', { log: [...noOps(1), { term: 2, type: 'register' }] }])).toMatch(
    /^n2 has .* at index 2, where n1 has/,
  )
  expect(verdict(logMatching, before, ['n2', { log: noOps(2, 2) }])).toMatch(
    /n2 has an entry of term 2, and n1 one of term 1/,
  )
  expect(verdict(logMatching, before, ['n2', { log: noOps(1, 3) }])).toBeNull()
})

test('leader completeness: a later leader without a committed entry is seen, before and after the commit (Figure 3)', () => {
  const commits = ['n1', { currentTerm: 2, role: leads, log: noOps(1, 2), commitIndex: 2 }] as const
  const later = (...terms: number[]) => ['n2', { currentTerm: 3, role: leads, log: noOps(...terms) }] as const
  expect(verdict(leaderCompleteness, commits, later(1, 1, 3))).toMatch(
    /n2 leads term 3 without entry 2 of term 2/,
  )
  expect(verdict(leaderCompleteness, later(1, 3), commits)).toMatch(
    /n2 leads term 3 without entry 2 of term 2/,
  )
  expect(verdict(leaderCompleteness, commits, later(1, 2, 3))).toBeNull()
})

test('state machine safety: another entry applied at the same index is seen (Figure 3)', () => {
  const first = ['n1', { log: noOps(1, 2), lastApplied: 2 }] as const
  expect(verdict(raftStateMachineSafety, first, ['n2', { log: noOps(1, 1), lastApplied: 2 }])).toMatch(
    /at index 2/,
  )
  expect(verdict(raftStateMachineSafety, first, ['n2', { log: noOps(1, 1), lastApplied: 1 }])).toBeNull()
})

test('state machine safety: entries are compared as data, whether or not they are one object', () => {
  const entry = (value: number): Entry => ({
    term: 1,
    type: 'command',
    session: 's1',
    sequence: 1,
    command: value,
  })
  const first: [string, Partial<RaftServer>] = ['n1', { log: [entry(1)], lastApplied: 1 }]
  expect(verdict(raftStateMachineSafety, first, ['n2', { log: [entry(1)], lastApplied: 1 }])).toBeNull()
  expect(verdict(raftStateMachineSafety, first, ['n2', { log: [entry(2)], lastApplied: 1 }])).toMatch(
    /^n2 applied .*"command":2.* at index 1, where n1 had applied .*"command":1/,
  )
})

test.each([commitsOlderTermByCount, countsVotesAsAList, matchIndexFromLastRequest])(
  'where a server brings no news, the properties of Figure 3 have nothing to say: $title',
  (scenario) => {
    const watched: Scenario = { ...scenario, holds: [], violates: raftSafety }
    const always = raftSafety.map(({ news: _, ...property }) => property)
    const atAnyNews = raftSafety.map(({ reads: _reads, unread: _unread, ...property }) => property)
    for (let seed = 1; seed <= 20; seed++) {
      const { violations, properties, events } = simulate(watched, { seed })
      const all = simulate({ ...watched, violates: always }, { seed })
      expect(all.violations).toEqual(violations)
      // Where nothing that it reads is new a property is spared the look, and counted, or not, as if it had looked.
      const looking = simulate({ ...watched, violates: atAnyNews }, { seed })
      expect(looking).toMatchObject({ violations, properties })
      // Nothing is asked for nothing.
      expect(properties[0]!.exercised).toBeLessThan(all.properties[0]!.exercised / 1.5)
      expect(all.properties[0]!.exercised).toBeLessThanOrEqual(events)
    }
  },
)
