import { describe, expect, it } from 'vitest'
import { at, crash, isolate, partition, type TimedFault } from '../../src/faults/fault.ts'
import { crashes } from '../../src/faults/generators/crashes.ts'
import { UsageError } from '../../src/kernel/errors.ts'
import { type Micros, ms, seconds, us } from '../../src/kernel/time.ts'
import { constant, uniform } from '../../src/network/latency.ts'
import { cluster } from '../../src/node/definition.ts'
import { ledger } from '../../src/problems/ledger.ts'
import { threePhaseCommitBugs } from '../../src/protocols/three-phase-commit/bugs.ts'
import { threePhaseCommitProperties as properties } from '../../src/protocols/three-phase-commit/properties.ts'
import { rules } from '../../src/protocols/three-phase-commit/rules.ts'
import { isOpen, processesOf, type Report, type Site } from '../../src/protocols/three-phase-commit/site.ts'
import { threePhaseCommit } from '../../src/protocols/three-phase-commit/three-phase-commit.ts'
import { scenario } from '../../src/simulation/scenario.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { Simulation } from '../../src/simulation/simulation.ts'
import { transactionClient } from '../../src/workloads/transaction-client.ts'
import { transfers } from '../../src/workloads/transactions.ts'

type Id = 'c' | 'alice' | 'bob' | 'carol'

/** A coordinator c and three participants; each message takes 1 ms, and sending one of a broadcast as told. */
function simulation({
  faults = [],
  votes = {},
  sendingTime = 0,
}: {
  readonly faults?: readonly TimedFault<Id>[]
  readonly votes?: Partial<Record<Id, 'no'>>
  readonly sendingTime?: Micros
} = {}) {
  return new Simulation(
    scenario({
      title: 'Four sites',
      nodes: {
        c: threePhaseCommit({ participants: ['alice', 'bob', 'carol'], sendingTime }),
        alice: threePhaseCommit({ vote: votes.alice ?? 'yes' }),
        bob: threePhaseCommit({ vote: votes.bob ?? 'yes' }),
        carol: threePhaseCommit({ vote: votes.carol ?? 'yes' }),
      },
      network: { latency: constant(ms(1)) },
      faults,
      until: seconds(10),
    }),
    { seed: 1 },
  )
}

const siteOf = ({ states }: Simulation, id: string) => states[id] as Site
/** How the transaction stands at c, alice, bob and carol; `null` where it is not known. */
const statuses = (run: Simulation) =>
  ['c', 'alice', 'bob', 'carol'].map((id) => siteOf(run, id).transactions['c.1.1']?.status ?? null)
const upOf = (run: Simulation, id: Id) => {
  const standing = siteOf(run, id).transactions['c.1.1']
  return standing !== undefined && isOpen(standing) ? standing.up : null
}

describe('three-phase commit (Bernstein, Hadzilacos & Goodman 1987, §7.5)', () => {
  it('makes everyone committable before anyone commits', () => {
    const run = simulation()
    run.runUntil(ms(1))
    expect(statuses(run)).toEqual(['uncertain', 'uncertain', 'uncertain', 'uncertain'])
    run.runUntil(ms(3))
    expect(statuses(run)).toEqual(['committable', 'committable', 'committable', 'committable'])
    run.runUntil(ms(4))
    expect(statuses(run)).toEqual(['commit', 'committable', 'committable', 'committable'])
    run.runUntil(ms(5))
    expect(statuses(run)).toEqual(['commit', 'commit', 'commit', 'commit'])
  })

  it('sends 5n messages for n participants that commit, two-phase commit sends 3n', () => {
    const { messages } = simulation().run().stats
    expect(Object.values(messages).reduce((sum, { sent }) => sum + sent, 0)).toBe(15)
  })

  it('never has one site committed while another that has not failed is uncertain', () => {
    const world = scenario({
      title: 'Four sites, of which any crash',
      nodes: {
        c: threePhaseCommit({ participants: ['n1', 'n2', 'n3'], sendingTime: ms(1) }),
        ...cluster(3, threePhaseCommit({ sendingTime: ms(1) })),
      },
      network: { latency: uniform(ms(1), ms(5)) },
      faults: [crashes({ every: ms(15), downFor: [ms(1), ms(200)], atMost: 4 })],
      until: ms(500),
    })
    let commits = 0
    for (let seed = 1; seed <= 100; seed++) {
      const run = new Simulation(world, { seed })
      while (run.step()) {
        const standings = ['c', 'n1', 'n2', 'n3'].map((id) => siteOf(run, id).transactions['c.1.1'])
        if (!standings.some((one) => one?.status === 'commit')) continue
        commits++
        for (const one of standings)
          if (one !== undefined && isOpen(one) && one.recovered === null)
            expect(one.status).toBe('committable')
      }
    }
    expect(commits).toBeGreaterThan(100)
  })

  it('lets a no voter abort at once, and all others after a round trip', () => {
    const run = simulation({ votes: { bob: 'no' } })
    run.runUntil(ms(1))
    expect(statuses(run)).toEqual(['uncertain', 'uncertain', 'abort', 'uncertain'])
    run.runUntil(ms(3))
    expect(statuses(run)).toEqual(['abort', 'abort', 'abort', 'abort'])
  })

  it('aborts when a vote has not come within two bounds', () => {
    const run = simulation({ faults: [at(0, crash('bob'))] })
    run.runUntil(ms(19))
    expect(statuses(run)).toEqual(['uncertain', 'uncertain', null, 'uncertain'])
    run.runUntil(ms(21))
    expect(statuses(run)).toEqual(['abort', 'abort', null, 'abort'])
  })

  it('commits when an acknowledgement has not come within two bounds: who sent none has failed', () => {
    const run = simulation({ faults: [at(us(2_500), crash('bob'))] })
    run.runUntil(ms(21))
    expect(statuses(run)).toEqual(['committable', 'committable', null, 'committable'])
    run.runUntil(ms(23))
    expect(statuses(run)).toEqual(['commit', 'commit', null, 'commit'])
  })

  it('refuses a request to vote that an abort has overtaken', () => {
    const run = simulation({
      votes: { bob: 'no' },
      faults: [at(0, { type: 'clog', from: ['c'], to: ['alice'], lasts: ms(2) })],
    })
    run.runUntil(ms(10))
    expect(siteOf(run, 'alice').log.at(-1)).toEqual({ type: 'abort', transaction: 'c.1.1' })
  })
})

describe('the termination protocol', () => {
  it('aborts when all who are up are uncertain (TR3)', () => {
    const run = simulation({ faults: [at(us(1_500), crash('c'))] })
    run.runUntil(ms(51))
    expect(statuses(run)).toEqual([null, 'uncertain', 'uncertain', 'uncertain'])
    run.runUntil(ms(60))
    expect(statuses(run)).toEqual([null, 'abort', 'abort', 'abort'])
  })

  it('commits when somebody is committable, after the others are so, too (TR4)', () => {
    // The pre-commits leave at 9, 12 and 15 ms.
    const run = simulation({ sendingTime: ms(3), faults: [at(ms(11), crash('c'))] })
    run.runUntil(ms(11))
    expect(statuses(run)).toEqual([null, 'committable', 'uncertain', 'uncertain'])
    run.runUntil(ms(70))
    expect(statuses(run)).toEqual([null, 'commit', 'commit', 'commit'])
    for (const id of ['bob', 'carol'])
      expect(siteOf(run, id).log.map(({ type }) => type)).toEqual(['yes', 'up', 'committable', 'commit'])
  })

  it('follows whoever has decided (TR1, TR2)', () => {
    // The decision leaves for alice, and for nobody else.
    const run = simulation({ sendingTime: ms(3), faults: [at(us(19_500), crash('c'))] })
    run.runUntil(ms(20))
    expect(statuses(run)).toEqual([null, 'commit', 'committable', 'committable'])
    run.runUntil(seconds(1))
    expect(statuses(run)).toEqual([null, 'commit', 'commit', 'commit'])
  })

  it('has whoever was not asked to vote abort', () => {
    const run = simulation({ sendingTime: ms(3), faults: [at(ms(1), crash('c'))] })
    run.runUntil(ms(10))
    expect(statuses(run)).toEqual([null, 'uncertain', null, null])
    run.runUntil(seconds(1))
    expect(statuses(run)).toEqual([null, 'abort', 'abort', 'abort'])
  })

  it('elects the next when the elected fails, too', () => {
    const run = simulation({ faults: [at(us(1_500), crash('c')), at(us(50_500), crash('alice'))] })
    run.runUntil(ms(102))
    expect(upOf(run, 'bob')).toEqual(['bob', 'carol'])
    run.runUntil(seconds(1))
    expect(statuses(run)).toEqual([null, null, 'abort', 'abort'])
  })

  it('lets the only one left decide alone', () => {
    const run = simulation({
      faults: [at(us(2_500), crash('c')), at(ms(4), crash('alice')), at(ms(4), crash('bob'))],
    })
    run.runUntil(seconds(1))
    expect(statuses(run)).toEqual([null, null, null, 'commit'])
  })

  it('decides nothing before all who are up know who is not', () => {
    const run = simulation({ faults: [at(us(1_500), crash('c')), at(ms(40), crash('bob'))] })
    run.runUntil(ms(71))
    expect(upOf(run, 'carol')).toEqual(['alice', 'bob', 'carol'])
    expect(statuses(run)).toEqual([null, 'uncertain', null, 'uncertain'])
    run.runUntil(ms(72))
    expect(upOf(run, 'carol')).toEqual(['alice', 'carol'])
    run.runUntil(ms(80))
    expect(statuses(run)).toEqual([null, 'abort', null, 'abort'])
    expect(siteOf(run, 'carol').log.at(-2)).toEqual({
      type: 'up',
      transaction: 'c.1.1',
      up: ['alice', 'carol'],
    })
  })
})

describe('recovery', () => {
  it('asks the others for the decision, and takes no part before', () => {
    const run = simulation({ faults: [at(us(1_500), crash('c')), at(ms(2), crash('bob', { lasts: ms(1) }))] })
    run.runUntil(ms(40))
    expect(siteOf(run, 'bob').transactions['c.1.1']).toMatchObject({ status: 'uncertain', recovered: {} })
    // bob is back, and yet it takes alice two bounds more to count him out.
    run.runUntil(ms(60))
    expect(statuses(run)).toEqual([null, 'uncertain', 'uncertain', 'uncertain'])
    run.runUntil(ms(200))
    expect(statuses(run)).toEqual([null, 'abort', 'abort', 'abort'])
  })

  it('acknowledges no pre-commit after a crash', () => {
    const run = simulation({ faults: [at(us(2_500), crash('bob', { lasts: us(100) }))] })
    run.runUntil(ms(10))
    expect(siteOf(run, 'bob').log.map(({ type }) => type)).toEqual(['yes'])
    run.runUntil(ms(100))
    expect(statuses(run)).toEqual(['commit', 'commit', 'commit', 'commit'])
  })

  it('makes a coordinator that recovers ask, too, since the others may have gone either way', () => {
    const run = simulation({ faults: [at(us(2_500), crash('c', { lasts: us(100) }))] })
    run.runUntil(ms(40))
    expect(statuses(run)).toEqual(['committable', 'committable', 'committable', 'committable'])
    run.runUntil(seconds(1))
    expect(statuses(run)).toEqual(['commit', 'commit', 'commit', 'commit'])
  })

  it('waits after a total failure for the last to fail', () => {
    const back = (time: Micros, id: Id): TimedFault<Id> => at(time, { type: 'restart', node: id })
    const run = simulation({
      faults: [
        at(us(1_500), crash('c')),
        at(us(1_500), crash('alice')),
        // By now both know that the others have failed, and bob is about to hear that carol is uncertain.
        at(us(102_500), crash('bob')),
        at(us(102_500), crash('carol')),
        ...(['c', 'alice', 'bob'] as const).map((id) => back(ms(300), id)),
        back(seconds(5), 'carol'),
      ],
    })
    run.runUntil(seconds(5) - 1)
    expect(statuses(run)).toEqual(['uncertain', 'uncertain', 'uncertain', null])
    run.runUntil(us(5_060_000))
    expect(statuses(run)).toEqual(['abort', 'abort', 'abort', 'abort'])
  })

  it('does without those who failed before the last', () => {
    const run = simulation({
      faults: [
        at(us(2_500), crash('c')),
        at(us(2_500), crash('alice')),
        at(us(104_000), crash('bob', { lasts: ms(10) })),
        at(us(104_000), crash('carol', { lasts: ms(20) })),
      ],
    })
    run.runUntil(ms(300))
    expect(statuses(run)).toEqual([null, null, 'commit', 'commit'])
  })

  it('needs all when they failed at the same time', () => {
    const run = simulation({
      faults: (['c', 'alice', 'bob', 'carol'] as const).flatMap((id, index) => [
        at(us(2_500), crash(id)),
        at(seconds(1 + index), { type: 'restart', node: id }),
      ]),
    })
    run.runUntil(us(3_900_000))
    expect(statuses(run)).toEqual(['committable', 'uncertain', 'uncertain', null])
    run.runUntil(us(4_100_000))
    expect(statuses(run)).toEqual(['commit', 'commit', 'commit', 'commit'])
  })

  it('names no transaction twice over crashes', () => {
    const run = simulation({ faults: [at(ms(500), crash('c', { lasts: ms(1) }))] })
    run.runUntil(ms(600))
    expect(siteOf(run, 'c')).toMatchObject({ lives: 2, begun: 0 })
  })
})

describe('the last to fail', () => {
  const processes = processesOf({ coordinator: 'c', participants: ['alice', 'bob'] })
  const report = (...up: string[]): Report => ({ status: 'uncertain', up })

  it('is one that had counted out all others', () => {
    expect(rules.lastToFail({ bob: report('bob') }, processes)).toEqual(['bob'])
  })

  it('are several that had counted out the same', () => {
    const both = { alice: report('alice', 'bob'), bob: report('alice', 'bob') }
    expect(rules.lastToFail({ alice: both.alice }, processes)).toBeNull()
    expect(rules.lastToFail(both, processes)).toEqual(['alice', 'bob'])
  })

  it('cannot be told of two that differ in whom they had counted out, until all are back', () => {
    const two = { alice: report('c', 'alice', 'bob'), bob: report('alice', 'bob') }
    expect(rules.lastToFail(two, processes)).toBeNull()
    expect(rules.lastToFail({ ...two, c: report('c', 'alice', 'bob') }, processes)).toEqual(processes)
  })
})

describe('beyond its assumptions (§7.5: no communication failures)', () => {
  it('decides differently on the two sides of a partition (T5)', () => {
    const sides = [
      ['c', 'alice'],
      ['bob', 'carol'],
    ] as const
    const run = simulation({ sendingTime: ms(3), faults: [at(ms(11), partition(sides))] })
    run.run()
    expect(statuses(run)).toEqual(['commit', 'commit', 'abort', 'abort'])
  })

  it('decides differently when one site is only cut off for longer than it is waited for', () => {
    const run = simulation({ faults: [at(us(2_500), isolate('bob', { lasts: ms(200) }))] })
    run.run()
    expect(statuses(run)).toEqual(['commit', 'commit', 'abort', 'commit'])
  })
})

/** Transfers between three banks that coordinate for each other, all of which crash until they heal after 2 s. */
function bankWorld() {
  const bank = (name: string) =>
    threePhaseCommit({
      resource: ledger({ [`${name}1`]: 50, [`${name}2`]: 50 }),
      bound: ms(20),
      sendingTime: us(100),
    })
  const workload = transfers({ north: ['n1', 'n2'], south: ['s1', 's2'], west: ['w1', 'w2'] })
  return scenario({
    title: 'Bank transfers while banks crash',
    nodes: {
      north: bank('n'),
      south: bank('s'),
      west: bank('w'),
      ...cluster(3, transactionClient({ coordinators: ['north', 'south', 'west'], workload }), 'client'),
    },
    faults: [crashes({ atMost: 3, every: ms(50), downFor: [ms(1), ms(300)] })],
    healAt: seconds(2),
    until: seconds(12),
    holds: [
      properties.agreement,
      properties.noReversal,
      properties.commitOnlyIfAllVotedYes,
      properties.moneyConserved,
      properties.allDecideAfterRepair(),
    ],
  })
}

describe('bank transfers', () => {
  it('conserve money and decide alike over 100 seeds of crashes', () => {
    const world = bankWorld()
    for (let seed = 1; seed <= 100; seed++) {
      const { violations, verdict } = simulate(world, { seed })
      expect({ seed, violations, verdict }).toEqual({ seed, violations: [], verdict: 'passed' })
    }
  }, 30_000)

  it('run the same plain, immutable and recorded', () => {
    const world = bankWorld()
    for (const seed of [1, 2, 3]) {
      const { hash } = simulate(world, { seed, deepHash: true })
      expect(simulate(world, { seed, deepHash: true, states: 'immutable' }).hash).toBe(hash)
      expect(simulate(world, { seed, deepHash: true, record: true }).hash).toBe(hash)
    }
  })
})

describe('the planted bugs', () => {
  it('are 3PC-1 to 3PC-6', () => {
    const ids = Object.values(threePhaseCommitBugs).map(({ id }) => id)
    expect(ids).toEqual(['3PC-1', '3PC-2', '3PC-3', '3PC-4', '3PC-5', '3PC-6'])
  })

  it('reject a name that is none', () => {
    const broken = scenario({
      title: 'No such bug',
      nodes: { c: threePhaseCommit({ bug: 'votes-twice' as never }) },
      until: seconds(1),
    })
    expect(() => simulate(broken, { seed: 1 })).toThrow(UsageError)
  })
})
