import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mapped } from '../../src/kernel/mapped.ts'

it('is what map makes, indexes included', () => {
  const of = (item: number, index: number) => `${index}: ${item}`
  fc.assert(
    fc.property(fc.array(fc.integer()), (items) => {
      expect(mapped(items, of)).toEqual(items.map(of))
    }),
  )
})
