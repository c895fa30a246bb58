import { expect, test } from 'vitest'
import { pauses } from '../../../src/faults/generators/pauses.ts'
import { UsageError } from '../../../src/kernel/errors.ts'
import { Random } from '../../../src/kernel/random.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'
import { mostDown } from './outages.ts'

const options = { every: ms(100), lastFor: [ms(10), seconds(1)] } as const
const outlook = { nodes: ['n1', 'n2', 'n3', 'n4', 'n5'], until: seconds(30) }

test('pauses keep to their budget, a minority unless told', () => {
  for (const [atMost, most] of [
    [undefined, 2],
    [1, 1],
    [4, 4],
  ] as const) {
    const generator = pauses({ ...options, ...(atMost && { atMost }) })
    const drawn = Array.from({ length: 20 }, (_, seed) =>
      mostDown(generator.generate(new Random(`${seed}`), outlook)),
    )
    expect(Math.max(...drawn)).toBe(most)
  }
})

test('pauses of an impossible rhythm are refused', () => {
  expect(() => pauses({ ...options, every: -1 })).toThrow(UsageError)
  expect(() => pauses({ ...options, lastFor: [ms(2), ms(1)] })).toThrow('pauses({ lastFor })')
})
