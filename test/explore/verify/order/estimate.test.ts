import {
  cluster,
  type OrderName,
  resourceManager,
  scenario,
  seconds,
  transactionManager,
  verify,
} from 'lightcone'
import { describe, expect, it } from 'vitest'
import { estimatedStates } from '../../../../src/explore/verify/order/estimate.ts'

// The number of states by number of steps.
const twoPhaseCommitOf8 = [
  1, 17, 136, 688, 2_500, 7_056, 16_408, 32_972, 59_254, 96_816, 143_840, 192_656, 230_412, 244_342, 228_712,
  188_304, 135_833, 85_377, 46_392, 21_560, 8_456, 2_758, 736, 156, 24,
]

describe('the estimate of how many states there are', () => {
  it('goes on as levels do, from a quarter of the states on', () => {
    const all = twoPhaseCommitOf8.reduce((sum, size) => sum + size, 0)
    const factors: number[] = []
    for (const part of [0.25, 0.5, 0.75]) {
      let seen = 0
      const levels = twoPhaseCommitOf8.filter((size) => (seen += size) <= part * all)
      factors.push(estimatedStates(levels)! / all)
    }
    expect(factors.map((factor) => Math.round(factor * 100) / 100)).toEqual([1.17, 1.12, 1.02])
  })

  it('is none where levels are few, or do not begin to slow down', () => {
    expect(estimatedStates([])).toBeNull()
    expect(estimatedStates([1, 4, 9, 12, 9])).toBeNull()
    expect(estimatedStates([1, 2, 4, 8, 16, 32, 64])).toBeNull()
    expect(estimatedStates([1, 3, 7, 20, 100, 800])).toBeNull()
    // They slow down so little that nobody knows.
    expect(estimatedStates([1, 2, 4, 8, 16, 32, 63.99])).toBeNull()
  })

  it.each(['breadth', 'deepening'] as const)('is made of all levels of a search: %s', (order: OrderName) => {
    const managers = 6
    const resourceManagers = Array.from({ length: managers }, (_, index) => `rm${index + 1}`)
    const told = scenario({
      title: 'Two-phase commit',
      nodes: {
        ...cluster(managers, resourceManager({ transactionManager: 'tm' }), 'rm'),
        tm: transactionManager({ resourceManagers }),
      },
      until: seconds(1),
      verify: { network: 'set' },
    })
    const { states, levels, verdict } = verify(told, { order })
    expect(verdict).toBe('verified')
    expect(levels!.slice(0, 5)).toEqual([1, 13, 78, 292, 781])
    expect(levels!.reduce((sum, size) => sum + size, 0)).toBe(states)
    const part = verify(told, { order, bounds: { depth: 12 } })
    expect(part.levels).toEqual(levels!.slice(0, 13))
    expect(verify(told, { order: 'depth', bounds: { states: 100 } }).levels).toBeNull()
  })
})
