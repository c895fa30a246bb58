import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { BitTable } from '../../../../src/explore/verify/states/bit-table.ts'

const pair = fc.tuple(fc.nat({ max: 3_000 }), fc.nat({ max: 200 }))

describe('a table of bits', () => {
  test.prop([fc.array(pair, { maxLength: 30 }), fc.array(pair)])(
    'has the pairs that were added and no others, however it has grown since',
    (added, others) => {
      const table = new BitTable()
      for (const [row, column] of added) {
        table.grow(row + 1, column + 1)
        table.add(row, column)
      }
      const known = new Set(added.map(String))
      for (const [row, column] of [...added, ...others]) {
        table.grow(row + 1, column + 1)
        expect(table.has(row, column)).toBe(known.has(String([row, column])))
      }
    },
  )
})
