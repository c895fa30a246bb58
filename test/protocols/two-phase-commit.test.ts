import { describe, expect, it } from 'vitest'
import { at, crash, partition, type TimedFault } from '../../src/faults/fault.ts'
import { UsageError } from '../../src/kernel/errors.ts'
import { percent } from '../../src/kernel/probability.ts'
import { ms, seconds, us } from '../../src/kernel/time.ts'
import { constant } from '../../src/network/latency.ts'
import { ledger } from '../../src/problems/ledger.ts'
import { twoPhaseCommitBugs } from '../../src/protocols/two-phase-commit/bugs.ts'
import { type Coordinator, coordinator } from '../../src/protocols/two-phase-commit/coordinator.ts'
import {
  isUncertain,
  type Participant,
  participant,
} from '../../src/protocols/two-phase-commit/participant.ts'
import { twoPhaseCommitProperties as properties } from '../../src/protocols/two-phase-commit/properties.ts'
import { scenario } from '../../src/simulation/scenario.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { Simulation } from '../../src/simulation/simulation.ts'
import { transactionClient } from '../../src/workloads/transaction-client.ts'
import { transfers } from '../../src/workloads/transactions.ts'
import { bankWorld } from './two-phase-commit/bank-world.ts'

/** A coordinator c and two participants; each message takes 1 ms. */
function simulation(
  { faults = [] }: { readonly faults?: readonly TimedFault<'c' | 'alice' | 'bob'>[] } = {},
  votes: readonly ('yes' | 'no')[] = ['yes', 'yes'],
) {
  return new Simulation(
    scenario({
      title: 'Three processes',
      nodes: {
        c: coordinator({ participants: ['alice', 'bob'] }),
        alice: participant({ vote: votes[0]! }),
        bob: participant({ vote: votes[1]! }),
      },
      network: { latency: constant(ms(1)) },
      faults,
      until: seconds(10),
    }),
    { seed: 1 },
  )
}

const coordinatorOf = ({ states }: Simulation) => states.c as Coordinator
const participantOf = ({ states }: Simulation, id: 'alice' | 'bob') => states[id] as Participant
const statusOf = (run: Simulation, id: 'alice' | 'bob') =>
  participantOf(run, id).transactions['c.1.1']?.status ?? null

describe('two-phase commit (Bernstein, Hadzilacos & Goodman 1987, §7.4)', () => {
  it('commits after two message delays to vote and one to tell', () => {
    const run = simulation()
    run.runUntil(ms(1))
    expect([statusOf(run, 'alice'), statusOf(run, 'bob')]).toEqual(['uncertain', 'uncertain'])
    run.runUntil(ms(2))
    expect(coordinatorOf(run).log).toEqual([
      { type: 'commit', transaction: 'c.1.1', participants: ['alice', 'bob'] },
    ])
    run.runUntil(ms(3))
    expect([statusOf(run, 'alice'), statusOf(run, 'bob')]).toEqual(['commit', 'commit'])
  })

  it('sends 4n messages for n participants that commit', () => {
    expect(Object.values(simulation().run().stats.messages).reduce((sum, { sent }) => sum + sent, 0)).toBe(8)
  })

  it('lets a no voter abort at once, without waiting for anyone', () => {
    const run = simulation({}, ['no', 'yes'])
    run.runUntil(ms(1))
    expect([statusOf(run, 'alice'), statusOf(run, 'bob')]).toEqual(['abort', 'uncertain'])
  })

  it('aborts when a vote does not come in time', () => {
    const run = simulation({ faults: [at(ms(0), crash('bob'))] })
    run.runUntil(ms(199))
    expect(statusOf(run, 'alice')).toBe('uncertain')
    run.runUntil(ms(201))
    expect(statusOf(run, 'alice')).toBe('abort')
  })

  it('has whoever was never asked to vote abort when another asks for the decision', () => {
    // The request to bob is lost with the coordinator; alice asks after 200 ms.
    const run = simulation({
      faults: [at(0, partition([['c'], ['bob']])), at(ms(1), crash('c'))],
    })
    run.runUntil(ms(205))
    expect([statusOf(run, 'alice'), statusOf(run, 'bob')]).toEqual(['abort', 'abort'])
    expect(participantOf(run, 'bob').log).toEqual([{ type: 'abort', transaction: 'c.1.1' }])
  })

  it('keeps the uncertain uncertain for ever when the coordinator never comes back', () => {
    const run = simulation({ faults: [at(us(1_500), crash('c'))] })
    run.run()
    expect([statusOf(run, 'alice'), statusOf(run, 'bob')]).toEqual(['uncertain', 'uncertain'])
  })

  it('recovers a prepared participant as uncertain from its log', () => {
    const run = simulation({
      faults: [at(us(1_500), crash('c')), at(ms(5), crash('alice', { lasts: ms(5) }))],
    })
    run.runUntil(ms(9))
    expect(participantOf(run, 'alice').transactions).toEqual({})
    run.runUntil(ms(10))
    expect(isUncertain(participantOf(run, 'alice'))).toBe(true)
  })
})

describe('presumed abort (Mohan, Lindsay & Obermarck 1986, §3.1)', () => {
  it('forgets a committed transaction when all have acknowledged, and not before', () => {
    const run = simulation({ faults: [at(us(2_500), crash('bob', { lasts: ms(500) }))] })
    run.runUntil(ms(400))
    expect(coordinatorOf(run).committed).toEqual({ 'c.1.1': ['bob'] })
    run.runUntil(ms(800))
    expect(coordinatorOf(run).committed).toEqual({})
    expect(coordinatorOf(run).tail).toEqual([{ type: 'end', transaction: 'c.1.1' }])
  })

  it('forces no record of an abort at the coordinator, and acknowledges none', () => {
    const run = simulation({}, ['yes', 'no'])
    const { stats } = run.run()
    expect(coordinatorOf(run).log).toEqual([])
    expect(coordinatorOf(run).tail).toEqual([{ type: 'abort', transaction: 'c.1.1' }])
    expect(stats.messages.ack).toBeUndefined()
  })

  it('sends a logged commit again after a crash of the coordinator', () => {
    const run = simulation({
      faults: [
        at(us(2_500), partition([['c'], ['bob']], { lasts: ms(20) })),
        at(us(2_600), crash('c', { lasts: ms(50) })),
      ],
    })
    run.runUntil(ms(50))
    expect([statusOf(run, 'alice'), statusOf(run, 'bob')]).toEqual(['commit', 'uncertain'])
    run.runUntil(ms(60))
    expect(statusOf(run, 'bob')).toBe('commit')
  })

  it('answers abort when nothing is in the log', () => {
    const run = simulation({ faults: [at(us(1_500), crash('c', { lasts: ms(50) }))] })
    run.runUntil(ms(250))
    expect([statusOf(run, 'alice'), statusOf(run, 'bob')]).toEqual(['abort', 'abort'])
    expect(coordinatorOf(run)).toMatchObject({ lives: 2, log: [] })
  })

  it('names no transaction twice over crashes', () => {
    const run = simulation({ faults: [at(ms(500), crash('c', { lasts: ms(1) }))] })
    run.runUntil(ms(600))
    expect(coordinatorOf(run)).toMatchObject({ lives: 2, begun: 0 })
  })
})

describe('bank transfers', () => {
  it('conserve money and decide alike over 150 seeds of chaos', () => {
    const world = bankWorld()
    for (let seed = 1; seed <= 150; seed++) {
      const { violations, verdict } = simulate(world, { seed })
      expect({ seed, violations, verdict }).toEqual({ seed, violations: [], verdict: 'passed' })
    }
  }, 30_000)

  it('begin one transaction for a request that arrives twice', () => {
    const workload = transfers({ north: ['n1'], south: ['s1'] })
    const world = scenario({
      title: 'Every message arrives twice',
      nodes: {
        c: coordinator(),
        north: participant({ resource: ledger({ n1: 50 }) }),
        south: participant({ resource: ledger({ s1: 50 }) }),
        client: transactionClient({ coordinators: ['c'], workload, operations: 10 }),
      },
      network: { duplication: percent(100) },
      until: seconds(10),
    })
    const run = new Simulation(world, { seed: 1 })
    run.run()
    expect((run.states.c as Coordinator).begun).toBe(10)
  })

  it('run the same plain, immutable and recorded', () => {
    const world = bankWorld()
    for (const seed of [1, 2, 3]) {
      const { hash } = simulate(world, { seed, deepHash: true })
      expect(simulate(world, { seed, deepHash: true, states: 'immutable' }).hash).toBe(hash)
      expect(simulate(world, { seed, deepHash: true, record: true }).hash).toBe(hash)
    }
  })

  it('lose money when a prepared participant aborts alone (T3)', () => {
    const world = bankWorld('aborts-when-uncertain')
    const found = new Set<string>()
    for (let seed = 1; seed <= 20; seed++)
      for (const { property } of simulate(world, { seed }).violations) found.add(property)
    expect([...found].sort()).toEqual(['AC1 agreement', 'money conserved'])
  })
})

describe('the planted bugs', () => {
  it('are T1, T2 and T3, and all violate AC1', () => {
    const bugs = Object.values(twoPhaseCommitBugs)
    expect(bugs.map(({ id }) => id)).toEqual(['T1', 'T2', 'T3'])
    expect(bugs.every(({ violates }) => violates === properties.agreement.name)).toBe(true)
  })

  it('reject a name that is none', () => {
    const options = { participants: ['alice', 'bob'], bug: 'votes-twice' as never }
    const broken = scenario({
      title: 'No such bug',
      nodes: { c: coordinator(options), alice: participant(), bob: participant() },
      until: seconds(1),
    })
    expect(() => simulate(broken, { seed: 1 })).toThrow(UsageError)
  })
})
