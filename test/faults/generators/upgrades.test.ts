import { describe, expect, it } from 'vitest'
import { type UpgradeOptions, upgrades } from '../../../src/faults/generators/upgrades.ts'
import { UsageError } from '../../../src/kernel/errors.ts'
import { Random } from '../../../src/kernel/random.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'
import { mostDown } from './outages.ts'

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5']

function rollOut(options: UpgradeOptions, seed: number) {
  const schedule = upgrades(options).generate(new Random(`${seed}`), { nodes, until: seconds(100) })
  return {
    schedule,
    steps: schedule.map(({ fault }) =>
      fault.type === 'upgrade' ? `${fault.node} ${fault.to}` : expect.unreachable(),
    ),
  }
}

const seeds = Array.from({ length: 100 }, (_, seed) => seed)

describe('upgrades', () => {
  it('upgrade each node once, one version after the other', () => {
    for (const seed of seeds) {
      const { steps } = rollOut({ to: ['v2', 'v3'], every: seconds(2), downFor: [ms(1), ms(5)] }, seed)
      expect(new Set(steps).size).toBe(steps.length)
      const versions = steps.map((step) => step.slice(3))
      expect(versions).toEqual([...versions].sort())
    }
  })

  it('sometimes reach everyone, and sometimes leave two versions side by side', () => {
    const reached = seeds.map((seed) => rollOut({ to: 'v2', every: seconds(5) }, seed).steps.length)
    expect(reached).toContain(5)
    expect(reached.some((count) => count > 0 && count < 5)).toBe(true)
    expect(new Set(seeds.map((seed) => rollOut({ to: 'v2', every: 1_000_000 }, seed).steps[0])).size).toBe(5)
  })

  it('keep within their budget', () => {
    for (const seed of seeds) {
      const { schedule } = rollOut(
        { to: 'v2', every: ms(100), downFor: [ms(50), seconds(1)], atMost: 1 },
        seed,
      )
      expect(mostDown(schedule)).toBeLessThanOrEqual(1)
    }
  })

  it('to no version are refused', () => {
    expect(() => upgrades({ to: [], every: 1 })).toThrow(UsageError)
    expect(() => upgrades({ every: 1 } as unknown as UpgradeOptions)).toThrow('upgrades({ to })')
    expect(() => upgrades({ to: 'v2', every: 1, downFor: [0, 1] })).toThrow('upgrades({ downFor })')
  })
})
