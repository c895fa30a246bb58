import {
  acceptor,
  always,
  cluster,
  proposer,
  resourceManager,
  type Scenario,
  scenario,
  seconds,
  transactionCommitConsistency,
  transactionManager,
  verify,
} from '../../src/index.ts'
import { nanosecondsPer } from '../stopwatch.ts'

const managers = Array.from({ length: 8 }, (_, index) => `rm${index + 1}`)
const acceptors = ['a1', 'a2', 'a3']

/** P2b (Lamport 2001, §2.2): where a value is chosen, no other is accepted in a higher ballot. */
const chosenStays = always('P2b', acceptor, (states) =>
  states.every(({ accepted: last }, index) => {
    const others = states.flatMap(({ accepted }, other) => (other === index || !accepted ? [] : accepted))
    const [one, another] = others
    if (!last || !one || !another || one.ballot.proposer !== another.ballot.proposer) return true
    return one.value === last.value || one.ballot.proposer > last.ballot.proposer
  }),
)

/** What is searched, here and by Spin: the same states and steps, without symmetry. */
export const searches = {
  'two-phase-commit': {
    states: 1_745_408,
    world: scenario({
      title: 'Two-phase commit of eight resource managers, messages as a set',
      nodes: {
        ...cluster(managers.length, resourceManager({ transactionManager: 'tm' }), 'rm'),
        tm: transactionManager({ resourceManagers: managers }),
      },
      until: seconds(1),
      holds: [transactionCommitConsistency],
      verify: { network: 'set' },
    }) as Scenario,
  },
  paxos: {
    states: 39_730,
    world: scenario({
      title: 'Paxos of two proposers and three acceptors',
      nodes: {
        ...cluster(2, proposer({ acceptors }), 'p'),
        ...cluster(3, acceptor({ learners: ['p1'] }), 'a'),
      },
      until: seconds(1),
      holds: [chosenStays],
      verify: { timeouts: { p1: 1, p2: 1 } },
    }) as Scenario,
  },
} as const

export type SearchName = keyof typeof searches

/** An exhaustive search, again and again: nanoseconds for a state. */
export function search(name: SearchName): number {
  const { world, states } = searches[name]
  return nanosecondsPer(() => {
    const found = verify(world)
    if (found.verdict !== 'verified' || found.states !== states)
      throw new Error(`Expected ${states} states of ${name}, got ${found.states} (${found.verdict}).`)
    return states
  }, 2_000)
}
