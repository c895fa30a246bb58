import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/errors.ts'
import { Random } from '../../src/kernel/random.ts'
import { keyChooser } from '../../src/workloads/keys.ts'

function frequencies(options: Parameters<typeof keyChooser>[0], draws = 60_000): Record<string, number> {
  const choose = keyChooser(options)
  const random = new Random('keys')
  const counts: Record<string, number> = {}
  for (let i = 0; i < draws; i++) {
    const key = choose(random)
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

describe('keyChooser', () => {
  it('asks for all keys alike unless told', () => {
    const counts = frequencies({ keys: 4 })
    expect(Object.keys(counts).sort()).toEqual(['k1', 'k2', 'k3', 'k4'])
    for (const count of Object.values(counts)) expect(Math.abs(count - 15_000)).toBeLessThan(600)
  })

  it.each([1, 2] as const)('asks for key k in proportion to 1 / k^%i', (skew) => {
    const counts = frequencies({ keys: 5, skew })
    const weights = [1, 2, 3, 4, 5].map((key) => 1 / key ** skew)
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    for (const [index, weight] of weights.entries()) {
      const expected = (60_000 * weight) / total
      expect(Math.abs(counts[`k${index + 1}`]! - expected)).toBeLessThan(5 * Math.sqrt(expected))
    }
  })

  it('draws among a million keys', () => {
    const choose = keyChooser({ keys: 1_000_000, skew: 1 })
    const random = new Random('many')
    const drawn = Array.from({ length: 2_000 }, () => Number(choose(random).slice(1)))
    expect(Math.max(...drawn)).toBeLessThanOrEqual(1_000_000)
    expect(Math.max(...drawn)).toBeGreaterThan(100_000)
    expect(drawn.filter((key) => key === 1).length).toBeGreaterThan(80)
  })

  it.each([{ keys: 0 }, { keys: 1.5 }, { keys: 2_000_000 }, { skew: 3 as never }])(
    'refuses %o',
    (options) => {
      expect(() => keyChooser(options)).toThrow(UsageError)
    },
  )
})
