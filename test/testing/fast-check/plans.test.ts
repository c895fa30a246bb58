import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crash } from '../../../src/faults/fault.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { simulate } from '../../../src/simulation/simulate.ts'
import { faultSchedules, plans } from '../../../src/testing/fast-check.ts'
import { forgetfulVoters } from '../../explore/shrink/forgetful-voters.ts'
import lock from '../lock-server.ts'

const short = { ...forgetfulVoters, until: seconds(3) }

it('plans run, and the same way each time', () => {
  fc.assert(
    fc.property(plans(short), (plan) => {
      expect(simulate(short, { plan }).hash).toBe(simulate(short, { plan }).hash)
    }),
    { numRuns: 20 },
  )
})

it('print as scripts', () => {
  const [plan] = fc.sample(plans(short, { faults: fc.constant([]) }), { numRuns: 1, seed: 1 })
  expect(fc.stringify(plan)).toBe(
    `nodes n1 n2 n3\nthe network is the scenario's, drawn from seed ${plan!.seed}`,
  )
})

it('are plain data, and as tokens carry them', () => {
  const [plan] = fc.sample(plans(short), 1)
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
})

describe('faults', () => {
  it('are those that the scenario draws, or some of them', () => {
    const drawn = fc.sample(plans(lock), 30).map(({ faults }) => faults)
    const nodes = new Set(drawn.flat().map(({ fault }) => (fault.type === 'crash' ? fault.node : fault.type)))
    expect(nodes).toEqual(new Set(['server']))
    expect(new Set(drawn.map(({ length }) => length)).size).toBeGreaterThan(3)
  })

  it('leave no node down that the scenario brings back', () => {
    const faults = [
      { at: ms(1), fault: crash('n1') },
      { at: ms(9), fault: { type: 'restart', node: 'n1' } as const },
    ]
    for (const plan of fc.sample(plans({ ...short, faults }), 20))
      expect(plan.faults.at(-1)).toEqual(faults[1])
  })

  it('of a scenario that has none are none', () => {
    const drawn = fc.sample(plans({ ...short, faults: [] }), 20)
    expect(drawn.every(({ faults }) => faults.length === 0)).toBe(true)
  })

  it('can be had otherwise', () => {
    const faults = faultSchedules(['n1'], { until: ms(5) })
    const times = fc.sample(plans(short, { faults }), 20).flatMap((plan) => plan.faults.map(({ at }) => at))
    expect(Math.max(...times)).toBeLessThan(ms(5))
  })
})

it('conditional faults are armed, or left out', () => {
  const conditional = [
    { when: () => true, fault: crash('n1') },
    { when: () => true, fault: crash('n2') },
  ]
  const armed = fc
    .sample(plans({ ...short, faults: conditional }), 400)
    .map(({ conditions }) => conditions.join())
  expect(new Set(armed)).toEqual(new Set(['', '0', '1', '0,1']))
})

it('clients that the scenario does not have are told', () => {
  expect(() => plans(short, { operations: { client: fc.constant([]) } })).toThrow(
    "Expected plans({ operations }) to name clients that plan what they do (there are none), got 'client'.",
  )
  expect(planOf(short, 0).operations).toEqual({})
})
