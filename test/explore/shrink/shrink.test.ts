import { describe, expect, it } from 'vitest'
import { always } from '../../../src/checkers/always.ts'
import { eventually } from '../../../src/checkers/eventually.ts'
import { shrink } from '../../../src/explore/shrink/shrink.ts'
import { judgedByOne } from '../../../src/explore/shrink/trials.ts'
import { at, crash } from '../../../src/faults/fault.ts'
import { UsageError } from '../../../src/kernel/errors.ts'
import { ms } from '../../../src/kernel/time.ts'
import { uniform } from '../../../src/network/latency.ts'
import { defineNode } from '../../../src/node/definition.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { scenario } from '../../../src/simulation/scenario.ts'
import { simulate } from '../../../src/simulation/simulate.ts'
import { forgetfulVoters, voter } from './forgetful-voters.ts'

const property = 'one leader a term'
const failingSeed = 11
const judged = judgedByOne(forgetfulVoters, property)

const neverVotes = always('nobody votes', voter, (voters) =>
  voters.every(({ votedFor }) => votedFor === null),
)
const shrunk = shrink(forgetfulVoters, planOf(forgetfulVoters, failingSeed), property)

describe('shrink', () => {
  it('leaves of dozens of faults and thousands of messages what makes two leaders: a voter that forgets', () => {
    const { plan, run, before, after, minimal } = shrunk
    expect(before.faults).toBeGreaterThan(50)
    expect(before.pins).toBeGreaterThan(1_000)
    expect(after.faults + after.pins).toBeLessThanOrEqual(3)
    expect(plan.faults.some(({ fault }) => fault.type === 'crash')).toBe(true)
    expect(run.violations.map((violation) => violation.property)).toEqual([property])
    expect(minimal).toBe(true)
  })

  it('leaves a plan that replays to the byte, and in which every fault is necessary', () => {
    const { plan, run } = shrunk
    const fromJson = JSON.parse(JSON.stringify(plan))
    expect(simulate(judged, { plan: fromJson }).hash).toBe(run.hash)
    for (const index of plan.faults.keys()) {
      const without = { ...plan, faults: plan.faults.toSpliced(index, 1) }
      expect(simulate(judged, { plan: without }).violations).toEqual([])
    }
  })

  it('gives the same plan whenever it is asked', () => {
    const again = shrink(forgetfulVoters, planOf(forgetfulVoters, failingSeed), property)
    expect(again.plan).toEqual(shrunk.plan)
  })

  it('stops when told, with the best so far, which fails too', () => {
    let left = 30
    const { plan, minimal, after, before } = shrink(
      forgetfulVoters,
      planOf(forgetfulVoters, failingSeed),
      property,
      { stop: () => left-- <= 0 },
    )
    expect(minimal).toBe(false)
    expect(after.faults).toBeLessThan(before.faults)
    expect(simulate(judged, { plan }).violations).toHaveLength(1)
  })

  it('comes to an end where no fault is needed at all', () => {
    const votesFreely = { ...forgetfulVoters, violates: [neverVotes] }
    const { after, minimal } = shrink(votesFreely, planOf(votesFreely, 1), 'nobody votes')
    expect(after).toMatchObject({ faults: 0, operations: 0, pins: 0 })
    expect(minimal).toBe(true)
  })

  it('never makes the network slower than it was, where anything late would fail', () => {
    const client = defineNode<{ answered: boolean }, { type: 'ask' } | { type: 'answer' }>('client', {
      initial: () => ({ answered: false }),
      boot: (_state, ctx) => ctx.self === 'c1' && ctx.send('server', { type: 'ask' }),
      on: {
        ask: (_state, _message, ctx) => ctx.reply({ type: 'answer' }),
        answer(state) {
          state.answered = true
        },
      },
    })
    const answers = eventually('an answer', client, (clients) => clients.some(({ answered }) => answered))
    const world = scenario({
      title: 'An answer within 40 ms',
      nodes: { server: client(), c1: client() },
      network: { latency: uniform(ms(1), ms(10)) },
      faults: [at(0, crash('server'))],
      until: ms(40),
      violates: [answers],
    })
    expect(shrink(world, planOf(world, 1), answers.name).plan).toMatchObject({
      faults: [{ at: 0, fault: { type: 'crash', node: 'server' } }],
      network: { latency: ms(5), pins: [] },
    })
  })

  it('refuses a plan in which the property holds', () => {
    const passing = {
      ...planOf(forgetfulVoters, failingSeed),
      faults: [],
      network: { latency: 1_000, pins: [] },
    }
    expect(() => shrink(forgetfulVoters, passing, property)).toThrow(UsageError)
  })
})
