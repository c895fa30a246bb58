import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { BitTable } from '../../../../src/explore/verify/states/bit-table.ts'

const pair = fc.tuple(fc.nat({ max: 3_000 }), fc.nat({ max: 200 }))

describe('a table of bits', () => {
  test.prop([fc.array(pair, { maxLength: 30 }), fc.array(pair)])(
    'has the pairs that were added and no others, however it has grown since',
    (added, others) => {
      const table = new BitTable(1 << 20)
      for (const [row, column] of added) table.add(row, column)
      const known = new Set(added.map(String))
      for (const [row, column] of [...added, ...others])
        expect(table.has(row, column)).toBe(known.has(String([row, column])))
    },
  )

  it('keeps no pair for which there is no room, and takes none for another', () => {
    const table = new BitTable(8 * 1024)
    table.add(2_047, 31)
    table.add(2_048, 0)
    table.add(0, 32)
    expect(table.has(2_047, 31)).toBe(true)
    expect(table.has(2_048, 0)).toBe(false)
    expect(table.has(0, 32)).toBe(false)
    expect(table.has(1, 0)).toBe(false)
    expect(table.bytes).toBe(8 * 1024)
  })
})
