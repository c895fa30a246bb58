import { describe, expect, it } from 'vitest'
import { swarmStrategy } from '../../../src/explore/search/swarm-strategy.ts'
import { faultLabel } from '../../../src/faults/label.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { fullWorld } from './worlds.ts'

const seeds = Array.from({ length: 200 }, (_, index) => index + 1)
const swarm = swarmStrategy(fullWorld)
const plans = seeds.map((seed) => ({ whole: planOf(fullWorld, seed), part: swarm.planFor(seed) }))
const kindsOf = (plan: { faults: readonly { fault: Parameters<typeof faultLabel>[0] }[] }) =>
  new Set(plan.faults.map(({ fault }) => faultLabel(fault)))

describe('swarm', () => {
  it('gives each seed a part of its random plan, in the same order', () => {
    for (const { whole, part } of plans) {
      expect(part.seed).toBe(whole.seed)
      const left = new Set(part.faults.map((fault) => JSON.stringify(fault)))
      expect(part.faults).toEqual(whole.faults.filter((fault) => left.has(JSON.stringify(fault))))
      expect(whole.conditions).toEqual(expect.arrayContaining([...part.conditions]))
      for (const [client, operations] of Object.entries(part.operations))
        expect(whole.operations[client]).toEqual(expect.arrayContaining([...operations]))
    }
  })

  it('leaves out whole kinds of fault and of operation, not in every seed the same', () => {
    const kindsLeft = plans.map(({ part }) => [...kindsOf(part)].sort().join(' '))
    expect(new Set(kindsLeft).size).toBeGreaterThan(50)
    const onlyReads = plans.filter(({ part }) => {
      const inputs = Object.values(part.operations).flat() as { input: { f: string } }[]
      return inputs.length > 0 && inputs.every(({ input }) => input.f === 'read')
    })
    expect(onlyReads.length).toBeGreaterThan(5)
  })

  it('keeps what the scenario lists, and what ends faults', () => {
    for (const { whole, part } of plans) {
      const keeps = (type: string) => part.faults.filter(({ fault }) => fault.type === type)
      expect(keeps('restart')).toEqual(whole.faults.filter(({ fault }) => fault.type === 'restart'))
      expect(part.faults).toContain(fullWorld.faults[0])
      expect(part.conditions).toContain(3)
    }
    expect(plans.some(({ part }) => !part.conditions.includes(2))).toBe(true)
  })

  it('gives a seed the same plan every time', () => {
    expect(swarmStrategy(fullWorld).planFor(17)).toEqual(swarm.planFor(17))
  })
})
