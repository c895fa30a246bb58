import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { ms } from '../../../src/kernel/time.ts'
import { simulate } from '../../../src/simulation/simulate.ts'
import { pinnedNetworks, plans } from '../../../src/testing/fast-check.ts'
import { persistentLock } from '../lock-server.ts'

const nodes = ['server', 'c1', 'c2']

it('give some messages a fate of their own: dropped, delayed, or twice', () => {
  const networks = fc.sample(pinnedNetworks(nodes, { latencyMax: ms(5), delayMax: ms(50), messages: 9 }), 50)
  const pins = networks.flatMap((network) => network.pins)
  expect(new Set(pins.map(({ arrivals }) => arrivals.length))).toEqual(new Set([0, 1, 2]))
  expect(pins.every(({ from, to, nth }) => from !== to && nth >= 1 && nth <= 9)).toBe(true)
  expect(Math.max(...pins.flatMap(({ arrivals }) => arrivals))).toBeLessThanOrEqual(ms(50))
  expect(Math.max(...networks.map(({ latency }) => latency))).toBeLessThanOrEqual(ms(5))
})

it('are networks of plans, which run without chance', () => {
  const arbitrary = plans(persistentLock, { network: pinnedNetworks(nodes) })
  fc.assert(
    fc.property(arbitrary, (plan) => {
      expect(simulate(persistentLock, { plan }).hash).toBe(simulate(persistentLock, { plan }).hash)
    }),
    { numRuns: 20 },
  )
})

it('shrink to the one message it takes', () => {
  const { counterexample } = fc.check(
    fc.property(pinnedNetworks(nodes), ({ pins }) => pins.every(({ arrivals }) => arrivals.length > 0)),
    { seed: 1 },
  )
  const dropped = { from: expect.any(String), to: expect.any(String), nth: 1, arrivals: [] }
  expect(counterexample).toEqual([{ latency: ms(1), pins: [dropped] }])
})

it('of a single node have nothing to pin', () => {
  expect(fc.sample(pinnedNetworks(['n1']), 5).every(({ pins }) => pins.length === 0)).toBe(true)
})
