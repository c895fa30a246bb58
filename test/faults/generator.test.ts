import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, crash } from '../../src/faults/fault.ts'
import { inOrder, scaled, substream } from '../../src/faults/generator.ts'
import { Random } from '../../src/kernel/random.ts'

describe('a scaled draw', () => {
  it('is a whole number from min to max', () => {
    const bound = fc.integer({ min: 1, max: 2 ** 40 })
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), bound, bound, (label, a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)]
        const random = new Random(label)
        for (let i = 0; i < 20; i++) {
          const drawn = scaled(random, min, max)
          expect(Number.isSafeInteger(drawn) && drawn >= min && drawn <= max).toBe(true)
        }
      }),
    )
  })

  it('reaches both ends', () => {
    const random = new Random('ends')
    const drawn = new Set(Array.from({ length: 1_000 }, () => scaled(random, 3, 20)))
    expect([...drawn].sort((a, b) => a - b)).toEqual(Array.from({ length: 18 }, (_, i) => i + 3))
  })
})

describe('substreams', () => {
  it('do not shift when another part draws more', () => {
    const first = (draws: number) => {
      const random = new Random('seed')
      const one = substream(random, 'one')
      for (let i = 0; i < draws; i++) one.bits()
      return substream(random, 'two').bits()
    }
    expect(first(100)).toBe(first(0))
  })

  it('differ by seed and by part', () => {
    const draw = (seed: string, part: string) => substream(new Random(seed), part).bits()
    expect(new Set([draw('1', 'a'), draw('2', 'a'), draw('1', 'b')]).size).toBe(3)
  })
})

describe('a schedule in order', () => {
  it('keeps the faults of one time as they were given', () => {
    const schedule = [at(5, crash('n1')), at(3, crash('n2')), at(5, crash('n3')), at(3, crash('n4'))]
    expect(inOrder(schedule).map(({ fault }) => 'node' in fault && fault.node)).toEqual([
      'n2',
      'n4',
      'n1',
      'n3',
    ])
  })
})
