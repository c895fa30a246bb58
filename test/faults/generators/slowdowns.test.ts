import { expect, test } from 'vitest'
import { slowdowns } from '../../../src/faults/generators/slowdowns.ts'
import { Random } from '../../../src/kernel/random.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'

const options = { every: ms(200), lastFor: [ms(10), seconds(1)] } as const

test('slow nodes are a little slow and very slow, within bounds', () => {
  const factors = slowdowns({ ...options, factor: [2, 64] })
    .generate(new Random('slow'), { nodes: ['n1', 'n2', 'n3'], until: seconds(100) })
    .map(({ fault }) => (fault.type === 'slow' ? fault.factor : expect.unreachable()))
  expect(Math.min(...factors)).toBe(2)
  expect(Math.max(...factors)).toBeGreaterThan(32)
  expect(Math.max(...factors)).toBeLessThanOrEqual(64)
  expect(factors.filter((factor) => factor < 16).length).toBeGreaterThan(factors.length / 3)
})

test('a factor below 1 is refused', () => {
  expect(() => slowdowns({ ...options, factor: [0, 5] })).toThrow('slowdowns({ factor })')
})
