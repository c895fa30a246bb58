import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withinBudget } from '../../src/faults/budget.ts'
import { ms, seconds } from '../../src/kernel/time.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { check, faultSchedules, plans } from '../../src/testing/fast-check.ts'
import { forgetfulVoters } from '../explore/shrink/forgetful-voters.ts'

const short = { ...forgetfulVoters, until: seconds(3) }

it('schedules keep within their budget, and end in time', () => {
  const nodes = ['a', 'b', 'c'] as const
  fc.assert(
    fc.property(faultSchedules(nodes, { until: ms(900), budget: { atMost: 1 } }), (schedule) => {
      expect(withinBudget(schedule, nodes, { atMost: 1 })).toEqual(schedule)
      expect(schedule.every(({ at }) => at <= ms(900))).toBe(true)
    }),
  )
})

describe('plans', () => {
  it('run, and the same way each time', () => {
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
})

describe('check', () => {
  it('fails with the script of the smallest plan that fails', () => {
    const failing = () => check(short, { seed: 1, assert: ({ plan }) => plan.faults.length === 0 })
    expect(failing).toThrow(/\[nodes n1 n2 n3\n[^\n]* drawn from seed 0\nfault#1: at 0 µs [^\n]* for 1 ms\]/)
  })

  it('passes when every run does, and runs as many as it was told', () => {
    let runs = 0
    check(short, { runs: 7, assert: () => ++runs > 0 })
    expect(runs).toBe(7)
  })
})
