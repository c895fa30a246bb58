import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/errors.ts'
import { Random } from '../../src/kernel/random.ts'
import { ms, seconds } from '../../src/kernel/time.ts'
import { pauseDrawer } from '../../src/workloads/pace.ts'

function pauses(options: Parameters<typeof pauseDrawer>[0], count = 20_000): number[] {
  const draw = pauseDrawer(options)
  const random = new Random('pauses')
  return Array.from({ length: count }, () => draw(random))
}

describe('pauseDrawer', () => {
  it('draws pauses from 0 to 200 ms unless told', () => {
    const drawn = pauses({})
    expect(Math.min(...drawn)).toBeLessThan(100)
    expect(Math.max(...drawn)).toBeGreaterThan(ms(199))
    expect(Math.max(...drawn)).toBeLessThanOrEqual(ms(200))
  })

  it('draws exponential pauses for a rate: the mean is its inverse, and so is the deviation', () => {
    const drawn = pauses({ rate: 50 })
    const mean = drawn.reduce((sum, pause) => sum + pause, 0) / drawn.length
    const variance = drawn.reduce((sum, pause) => sum + (pause - mean) ** 2, 0) / drawn.length
    expect(Math.abs(mean - ms(20))).toBeLessThan(ms(1))
    expect(Math.abs(Math.sqrt(variance) - ms(20))).toBeLessThan(ms(1))
    expect(drawn.every((pause) => Number.isSafeInteger(pause) && pause >= 0)).toBe(true)
  })

  it.each([
    { rate: 0 },
    { rate: Number.NaN },
    { rate: 5, thinkTime: [0, seconds(1)] as const },
    { thinkTime: [ms(2), ms(1)] as const },
    { thinkTime: [0.5, 2] as const },
  ])('refuses %o', (options) => {
    expect(() => pauseDrawer(options)).toThrow(UsageError)
  })
})
