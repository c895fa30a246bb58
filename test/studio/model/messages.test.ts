import { at, clog, constant, crash, defineNode, isolate, ms, percent, scenario, seconds } from 'lightcone'
import { expect, it } from 'vitest'
import { recordingOf } from '../../../src/explore/recording/recording.ts'
import type { TimedFault } from '../../../src/faults/fault.ts'
import type { NetworkOptions } from '../../../src/network/network.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { flightsOf } from '../../../src/studio/model/messages.ts'
import { Timeline } from '../../../src/studio/model/timeline.ts'

type Message = { type: 'ping'; count: number }

const pinging = defineNode<{ sent: number }, Message, Record<never, never>, 'ping'>('pinging', {
  initial: () => ({ sent: 0 }),
  boot: (_state, ctx) => ctx.after(ms(10), 'ping'),
  timeout: {
    ping(state, ctx) {
      ctx.send('b', { type: 'ping', count: ++state.sent })
      ctx.after(ms(10), 'ping')
    },
  },
})
const pinged = defineNode<{ last: number }, Message>('pinged', {
  initial: () => ({ last: 0 }),
  on: {
    ping(state, { count }) {
      state.last = count
    },
  },
})

function flights(network: NetworkOptions, ...faults: TimedFault<'a' | 'b'>[]) {
  const world = scenario({
    title: 'One pings the other',
    nodes: { a: pinging(), b: pinged() },
    network: { latency: constant(ms(3)), ...network },
    faults,
    until: seconds(1),
  })
  return flightsOf(new Timeline(recordingOf(world, planOf(world, 1))))
}

it('has a message from where it was sent to where it was delivered', () => {
  const [first] = flights({})
  expect(first).toMatchObject({
    from: 0,
    to: 1,
    sentAt: ms(10),
    due: ms(13),
    endedAt: ms(13),
    fate: 'delivered',
  })
  expect(first!.message).toEqual({ type: 'ping', count: 1 })
})

it('tells what the network lost at once, and what was lost at the door of a node that was down', () => {
  const lost = flights({ loss: percent(30) }).filter(({ fate }) => fate === 'lost')
  expect(lost.length).toBeGreaterThan(10)
  expect(lost.every(({ sentAt, endedAt }) => sentAt === endedAt)).toBe(true)
  const down = flights({}, at(ms(500), crash('b'))).filter(({ fate }) => fate === 'lost')
  expect(down.length).toBeGreaterThan(40)
  expect(down.every(({ sentAt, endedAt }) => endedAt - sentAt === ms(3))).toBe(true)
})

it('tells both copies of what was sent twice', () => {
  const copies = flights({ duplication: percent(50) }).filter(({ duplicated }) => duplicated)
  const messages = new Set(copies.map(({ sent }) => sent))
  expect(messages.size).toBeGreaterThan(20)
  expect(copies).toHaveLength(2 * messages.size)
})

it('tells what was held on a clogged link, and until when', () => {
  const held = flights({}, at(ms(100), clog(['a'], ['b'], { lasts: ms(200) }))).filter(
    ({ fate }) => fate === 'late',
  )
  expect(held.length).toBe(20)
  expect(held.every(({ due, endedAt }) => due < endedAt && endedAt === ms(300))).toBe(true)
})

it('tells what was damaged, whether the damage was noticed or not', () => {
  for (const corruptionIs of ['detected', 'silent'] as const) {
    const damaged = flights({ corruption: percent(30), corruptionIs }).filter(
      ({ fate }) => fate === 'damaged',
    )
    expect(damaged.length).toBeGreaterThan(10)
  }
})

it('tells what was cut on its way, and how far it had come', () => {
  const cut = flights({ inFlight: 'lost' }, at(ms(101), isolate('b'))).filter(
    ({ sentAt, endedAt }) => endedAt > sentAt && endedAt === ms(101),
  )
  expect(cut).toMatchObject([{ fate: 'lost', sentAt: ms(100), due: ms(103) }])
})

it('has what is still on its way when the run ends', () => {
  const flying = flights({}).filter(({ fate }) => fate === 'flying')
  expect(flying).toMatchObject([{ sentAt: seconds(1), end: -1 }])
})
