import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import leaderCrashes from '../../../scenarios/raft/leader-crashes.ts'
import { linearizable } from '../../../src/checkers/linearizable.ts'
import { keyValue } from '../../../src/checkers/models/key-value.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'
import { cluster } from '../../../src/node/definition.ts'
import { raft } from '../../../src/protocols/raft/raft.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { scenario } from '../../../src/simulation/scenario.ts'
import { simulate } from '../../../src/simulation/simulate.ts'
import {
  drawnOperations,
  keyValueOperations,
  operations,
  plans,
  registerOperations,
  transactionOperations,
  transferInputs,
} from '../../../src/testing/fast-check.ts'
import { logClient } from '../../../src/workloads/replicated-log-client.ts'

const clients = Object.keys(planOf(leaderCrashes, 1).operations)

describe('what a scenario draws', () => {
  it('is drawn as a whole, or in part and in order', () => {
    const client = clients[0]!
    const drawn = fc.sample(drawnOperations(leaderCrashes, client), 40)
    const whole = planOf(leaderCrashes, 1).operations[client]!.length
    expect(drawn.some(({ length }) => length === whole)).toBe(true)
    expect(drawn.some(({ length }) => length < whole)).toBe(true)
  })

  it('shrinks to the operations it takes', () => {
    const isWrite = (operation: unknown) => (operation as { input: { f: string } }).input.f !== 'read'
    const failing = fc.check(
      fc.property(drawnOperations(leaderCrashes, clients[0]!), (all) => all.filter(isWrite).length < 2),
      { seed: 1 },
    )
    expect(failing.counterexample![0]).toHaveLength(2)
  })
})

describe('operations', () => {
  it('of key-value clients write each value only once', () => {
    for (const arbitrary of [keyValueOperations('c1', { keys: 3 }), registerOperations('c1', { keys: 3 })])
      fc.assert(
        fc.property(arbitrary, (all) => {
          const written = all.flatMap(({ input }) => ('value' in input ? [JSON.stringify(input.value)] : []))
          expect(new Set(written).size).toBe(written.length)
          expect(all.every(({ input }) => /^k[123]$/.test(`${input.key}`))).toBe(true)
        }),
      )
  })

  it('come after pauses, and are as many as they were told to be', () => {
    fc.assert(
      fc.property(operations(fc.constant('x'), { maxLength: 4, pause: ms(9) }), (all) => {
        expect(all.length).toBeLessThanOrEqual(4)
        expect(all.every(({ after }) => after >= 0 && after <= ms(9))).toBe(true)
      }),
    )
  })

  it('of transactions go to the coordinators, between two accounts', () => {
    const arbitrary = transactionOperations(['p', 'q'], transferInputs(['a', 'b', 'c'], 5))
    fc.assert(
      fc.property(arbitrary, (all) => {
        for (const { coordinator, input } of all) {
          expect(['p', 'q']).toContain(coordinator)
          if (input.f === 'read') continue
          expect(input.from).not.toBe(input.to)
          expect(input.amount).toBeLessThanOrEqual(5)
        }
      }),
    )
  })

  it('are what clients of a plan do', () => {
    const servers = ['n1', 'n2', 'n3']
    const world = scenario({
      title: 'Three servers and a client',
      nodes: { ...cluster(3, raft()), client: logClient({ servers }) },
      until: seconds(5),
      holds: [linearizable(keyValue())],
    })
    const arbitrary = plans(world, {
      faults: fc.constant([]),
      operations: { client: keyValueOperations('client', { maxLength: 5 }) },
    })
    fc.assert(
      fc.property(arbitrary, (plan) => {
        const { history, verdict } = simulate(world, { plan })
        expect(verdict).toBe('passed')
        const planned = plan.operations.client as { input: unknown }[]
        expect(history.map(({ input }) => input)).toEqual(planned.map(({ input }) => input))
      }),
      { numRuns: 20 },
    )
  })
})
