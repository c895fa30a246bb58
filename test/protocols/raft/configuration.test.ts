import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Configuration,
  configurationOf,
  isMadeOf,
  isMajority,
  type MembershipChange,
  nextConfiguration,
  reachedByMajority,
} from '../../../src/protocols/raft/configuration.ts'

const servers = ['n1', 'n2', 'n3', 'n4', 'n5']
const subsets = Array.from({ length: 2 ** servers.length }, (_, bits) =>
  servers.filter((_, index) => (bits >> index) % 2 === 1),
)
const someServers = fc.subarray(servers, { minLength: 1 })

/** Every configuration on the way from one to another, when all new servers catch up. */
function way(from: readonly string[], to: readonly string[], change: MembershipChange): Configuration[] {
  const passed = [configurationOf(from)]
  for (;;) {
    const next = nextConfiguration(passed.at(-1)!, to, change, () => true)
    if (next === null) return passed
    passed.push(next)
  }
}

test('a value is reached by a majority when more than half of the voters have it (§5.3)', () => {
  const values: Record<string, number> = { n1: 9, n2: 7, n3: 5, n4: 3, n5: 1 }
  const reached = (voters: readonly string[]) =>
    reachedByMajority(configurationOf(voters), (server) => values[server]!)
  expect(reached(servers)).toBe(5)
  expect(reached(['n1', 'n2', 'n3', 'n4'])).toBe(5)
  expect(reached(['n4'])).toBe(3)
})

test('a joint configuration needs a majority of the old and one of the new servers (§6)', () => {
  const joint: Configuration = { voters: ['n3', 'n4', 'n5'], outgoing: ['n1', 'n2', 'n3'], learners: [] }
  expect(isMajority(joint, ['n1', 'n2', 'n3'])).toBe(false)
  expect(isMajority(joint, ['n3', 'n4', 'n5'])).toBe(false)
  expect(isMajority(joint, ['n1', 'n3', 'n4'])).toBe(true)
})

test('a learner has no vote (dissertation §4.2.1)', () => {
  const configuration: Configuration = { voters: ['n1', 'n2', 'n3'], outgoing: null, learners: ['n4', 'n5'] }
  expect(isMajority(configuration, ['n1', 'n4', 'n5'])).toBe(false)
})

test('from three servers to two of them and a new one: learner, joint, new (§6)', () => {
  expect(way(['n1', 'n2', 'n3'], ['n2', 'n3', 'n4'], 'joint').slice(1)).toEqual([
    { voters: ['n1', 'n2', 'n3'], outgoing: null, learners: ['n4'] },
    { voters: ['n2', 'n3', 'n4'], outgoing: ['n1', 'n2', 'n3'], learners: [] },
    { voters: ['n2', 'n3', 'n4'], outgoing: null, learners: [] },
  ])
})

test('a new server that has not caught up holds the change up, not the cluster (dissertation §4.2.1)', () => {
  const learning: Configuration = { voters: ['n1', 'n2', 'n3'], outgoing: null, learners: ['n4'] }
  for (const change of ['joint', 'single-server'] as const)
    expect(nextConfiguration(learning, ['n1', 'n2', 'n3', 'n4'], change, () => false)).toBeNull()
})

test('a joint configuration is completed by whoever leads, whether or not it began it (§6)', () => {
  const joint: Configuration = { voters: ['n2', 'n3'], outgoing: ['n1', 'n2'], learners: [] }
  expect(nextConfiguration(joint, null, 'joint', () => false)).toEqual(configurationOf(['n2', 'n3']))
})

for (const change of ['joint', 'single-server'] as const)
  test(`${change}: any change arrives, and any majorities before and after a step overlap (§6; dissertation §4.1)`, () => {
    fc.assert(
      fc.property(someServers, someServers, (from, to) => {
        const passed = way(from, to, change)
        expect(isMadeOf(passed.at(-1)!, to)).toBe(true)
        for (const [index, after] of passed.slice(1).entries()) {
          const majoritiesAfter = subsets.filter((votes) => isMajority(after, votes))
          for (const votes of subsets.filter((some) => isMajority(passed[index]!, some)))
            for (const other of majoritiesAfter)
              expect(votes.some((server) => other.includes(server))).toBe(true)
        }
      }),
      { numRuns: 30 },
    )
  })
