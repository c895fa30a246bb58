import { expect, test } from 'vitest'
import { clogs } from '../../../src/faults/generators/clogs.ts'
import { Random } from '../../../src/kernel/random.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'

test('clogs befall single links, all that a node sends or gets, and groups', () => {
  const sizes = clogs({ every: ms(200), lastFor: [ms(10), seconds(1)] })
    .generate(new Random('clogs'), { nodes: ['n1', 'n2', 'n3', 'n4'], until: seconds(100) })
    .map(({ fault }) => {
      if (fault.type !== 'clog') return expect.unreachable()
      expect(new Set([...fault.from, ...fault.to]).size).toBe(fault.from.length + fault.to.length)
      return `${fault.from.length} to ${fault.to.length}`
    })
  expect([...new Set(sizes)].sort()).toEqual(['1 to 1', '1 to 3', '2 to 2', '3 to 1'])
})
