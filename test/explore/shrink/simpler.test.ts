import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  simplerFaults,
  simplerOperations,
  simplerPins,
  simplerTimes,
} from '../../../src/explore/shrink/simpler.ts'
import { crash, partition, upgrade } from '../../../src/faults/fault.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'

describe('simplerTimes', () => {
  it('offers round times near the given one, none twice', () => {
    const times = simplerTimes(1_234_567)
    expect(times[0]).toBe(0)
    expect(times).toEqual(expect.arrayContaining([seconds(1), ms(1_200), ms(1_230), ms(1_235)]))
    expect(new Set(times).size).toBe(times.length)
  })

  it('always comes to an end', () => {
    fc.assert(
      fc.property(fc.nat(100_000_000), fc.infiniteStream(fc.nat(30)), (start, choices) => {
        let time = start
        for (let steps = 0; ; steps++) {
          const simpler = simplerTimes(time)
          if (simpler.length === 0) return
          expect(steps).toBeLessThan(200)
          time = simpler[(choices.next().value as number) % simpler.length]!
        }
      }),
    )
  })
})

describe('simplerFaults', () => {
  it('offers the fault for ever, for rounder times and at rounder times', () => {
    const variants = simplerFaults({ at: 123_456, fault: crash('n1', { lasts: 7_654 }) })
    expect(variants).toContainEqual({ at: 123_456, fault: crash('n1') })
    expect(variants).toContainEqual({ at: 123_456, fault: crash('n1', { lasts: ms(5) }) })
    expect(variants).toContainEqual({ at: ms(100), fault: crash('n1', { lasts: 7_654 }) })
  })

  it('never offers one that lasts no time', () => {
    const variants = simplerFaults({ at: 0, fault: partition([['n1'], ['n2']], { lasts: 50 }) })
    expect(variants.some(({ fault }) => 'lasts' in fault && fault.lasts === 0)).toBe(false)
  })

  it('lets an upgrade end, as a node that never comes back has not been upgraded', () => {
    const variants = simplerFaults({ at: 0, fault: upgrade('n1', 'v2', { lasts: ms(7) }) })
    expect(variants.every(({ fault }) => 'lasts' in fault)).toBe(true)
  })
})

describe('simplerOperations', () => {
  it('shortens the pause before an operation that has one', () => {
    expect(simplerOperations({ after: ms(17), input: 'x' })).toContainEqual({ after: 0, input: 'x' })
    const afters = simplerOperations({ after: 4_987_654, input: 'x' }).map(
      (one) => (one as { after: number }).after,
    )
    expect(afters.every((after) => after < 4_987_654)).toBe(true)
    expect(simplerOperations({ input: 'x' })).toEqual([])
    expect(simplerOperations('x')).toEqual([])
  })
})

describe('simplerPins', () => {
  it('offers less damage, fewer copies and rounder times', () => {
    const pin = { from: 'n1', to: 'n2', nth: 3, arrivals: [12_345, 99_999], damage: 'detected' as const }
    const variants = simplerPins(pin)
    expect(variants).toContainEqual({ from: 'n1', to: 'n2', nth: 3, arrivals: [12_345, 99_999] })
    expect(variants).toContainEqual({ ...pin, arrivals: [12_345] })
    expect(variants).toContainEqual({ ...pin, arrivals: [12_345, ms(100)] })
  })
})
