import { describe, expect, it } from 'vitest'
import { always } from '../../../src/checkers/always.ts'
import { type FailureRecord, failureFormat, savedTrail } from '../../../src/explore/replay/failure-record.ts'
import { replay } from '../../../src/explore/replay/replay.ts'
import { parseToken, tokenOf } from '../../../src/explore/replay/token.ts'
import { judgedByOne } from '../../../src/explore/shrink/trials.ts'
import { crash } from '../../../src/faults/fault.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'
import { constant } from '../../../src/network/latency.ts'
import { cluster, defineNode } from '../../../src/node/definition.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { type Scenario, scenario } from '../../../src/simulation/scenario.ts'
import { simulate } from '../../../src/simulation/simulate.ts'

type Message = { type: 'ping'; count: number } | { type: 'pong' }

/** Plays ball; from the third ball on, a version may hit it later, or say more of it. */
function game({ pause = ms(10), rallies = 5, most = 4, twice = false }) {
  const player = defineNode<{ balls: number }, Message, Record<never, never>, 'serve'>('player', {
    initial: () => ({ balls: 0 }),
    boot: (_state, ctx) => ctx.after(ms(10), 'serve'),
    on: {
      ping(state, { count }, ctx) {
        state.balls = count
        ctx.reply({ type: 'pong' })
        if (twice && count === 3) ctx.reply({ type: 'pong' })
      },
    },
    timeout: {
      serve(state, ctx) {
        if (ctx.self !== 'n1' || state.balls === rallies) return
        state.balls++
        ctx.send('n2', { type: 'ping', count: state.balls })
        ctx.after(state.balls < 3 ? ms(10) : pause, 'serve')
      },
    },
  })
  return scenario({
    title: 'A game',
    nodes: cluster(2, player()),
    network: { latency: constant(ms(1)) },
    until: seconds(1),
    holds: [
      always('few balls', player, (all) => all.every(({ balls }) => balls <= most) || 'too many balls'),
    ],
  })
}

function failureOf(world: Scenario): FailureRecord {
  const property = 'few balls'
  const plan = planOf(world, 1)
  const { hash, trace } = simulate(judgedByOne(world, property), { plan, record: true })
  const trail = savedTrail(trace!.events)
  return { format: failureFormat, engine: '0.1.0', scenario: 'game', property, plan, hash, trail }
}

const saved = failureOf(game({}))
const drift = (now: Scenario, failure = saved) => replay(now, failure, { record: true }).drift

describe('a replay of code that has changed', () => {
  it('names the first event that comes at another time', () => {
    expect(drift(game({ pause: ms(15) }))).toMatchObject({
      from: 13,
      to: 13,
      sentence:
        'The first other decision is event #13: it was "40 ms n1 timeout serve", now it is "45 ms n1 timeout serve".',
    })
  })

  it('names the first event that did not come before', () => {
    expect(drift(game({ twice: true }))?.sentence).toBe(
      'The first other decision is event #13: it was "40 ms n1 timeout serve", now it is "32 ms n1 ← n2 pong".',
    )
  })

  it('tells when the run has ended, and when the saved one had', () => {
    expect(drift(game({ rallies: 3 }))?.sentence).toBe(
      'The first other decision is event #14: it was "41 ms n2 ← n1 ping {count: 4}", now the run ends.',
    )
    const trail = saved.trail!
    const shorter = { events: 3, every: 1, hashes: trail.hashes.slice(0, 9), told: trail.told!.slice(0, 3) }
    expect(drift(game({ pause: ms(15) }), { ...saved, trail: shorter })?.sentence).toBe(
      'The first other decision is event #4: the saved run had ended, now it is "10 ms n2 timeout serve".',
    )
  })

  it('says less where the record says less', () => {
    const world = game({ pause: ms(15) })
    const { told, ...silent } = saved.trail!
    expect(drift(world, { ...saved, trail: silent })?.sentence).toBe(
      'The first other decision is event #13: now it is "45 ms n1 timeout serve".',
    )
    const { trail, ...older } = saved
    expect(replay(world, older, { record: true })).toMatchObject({ outcome: 'drifted', drift: null })
  })

  it('is told by the few hashes of a token as near as these are', () => {
    const long = failureOf(game({ rallies: 100, most: 30 }))
    const token = tokenOf(long)
    const { trail, ...without } = long
    expect(token.length - tokenOf(without).length).toBeLessThan(150)
    const now = drift(game({ pause: ms(15), rallies: 100, most: 30 }), parseToken(token))!
    expect([now.from, now.to]).toEqual([13, 15])
    expect(now.sentence).toBe(
      'It parts among the events #13 to #15: now it is "45 ms n1 timeout serve", "46 ms n2 ← n1 ping {count: 4}", "47 ms n1 ← n2 pong".',
    )
  })
})

it('a record tells the events of a short run, and hashes those of a long one', () => {
  expect(saved.trail!.told).toHaveLength(saved.trail!.events)
  const { events, told } = failureOf(game({ rallies: 1_000, pause: ms(1), most: 900 })).trail!
  expect(events).toBeGreaterThan(500)
  expect(told).toBeUndefined()
})

describe('a replay', () => {
  it('of the same code has not drifted', () => {
    expect(replay(game({}), saved, { record: true })).toMatchObject({ outcome: 'reproduced', drift: null })
  })

  it('that is told to end early has not drifted', () => {
    const { drift: early } = replay(game({ pause: ms(15) }), saved, { record: true, until: ms(20) })
    expect(early).toBeNull()
  })

  it('refuses a scenario that has lost the property', () => {
    const other = { ...game({}), holds: [] }
    expect(() => replay(other, saved)).toThrow(/Expected game to have the property 'few balls'/)
  })

  it('is undecided when it needs more events than the scenario allows', () => {
    expect(replay({ ...game({}), events: 5 }, saved).outcome).toBe('undecided')
  })

  it('passes when the plan ends before the scenario does', () => {
    const early = { ...saved, plan: { ...saved.plan, until: ms(30) } }
    expect(replay(game({}), early).outcome).toBe('passes')
  })

  it('of a plan that names a node that is gone is refused', () => {
    const plan = { ...saved.plan, faults: [{ at: 0, fault: crash('n7') }] }
    expect(() => replay(game({}), { ...saved, plan })).toThrow(/n7/)
  })
})
