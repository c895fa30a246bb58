import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deepFreeze } from '../../src/kernel/deep-freeze.ts'
import { corruptedCopy } from '../../src/simulation/corruption.ts'

const leaf = fc.oneof(
  fc.boolean(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string(),
)
const message = fc.record({
  type: fc.constant('put'),
  value: leaf,
  list: fc.array(leaf),
  inner: fc.record({ deep: leaf }),
})

describe('silent corruption', () => {
  it('changes one field, and never the type', () => {
    fc.assert(
      fc.property(message, fc.integer({ min: 0, max: 4_294_967_295 }), (sent, bits) => {
        // As it is on the wire: −0 is 0 there.
        const before = JSON.parse(JSON.stringify(sent)) as typeof sent
        const after = corruptedCopy(sent, bits) as typeof sent
        expect(sent).toEqual(sent)
        expect(after.type).toBe('put')
        const leaves = (of: typeof sent) => [of.value, ...of.list, of.inner.deep]
        const changed = leaves(after).filter((value, i) => !Object.is(value, leaves(before)[i]))
        expect(changed).toHaveLength(1)
      }),
    )
  })

  it('keeps whole numbers whole and near, the largest too', () => {
    const value = 2 ** 53 - 65
    for (let bits = 0; bits < 100; bits++) {
      const { value: damaged } = corruptedCopy(
        { type: 'put', value } as { type: string },
        bits,
      ) as unknown as { value: number }
      expect(Number.isSafeInteger(damaged)).toBe(true)
      expect(Math.abs(damaged - value)).toBeLessThanOrEqual(16)
    }
  })

  it('damages alike by the same bits, and leaves alone what has no field', () => {
    const sent = { type: 'put', a: 1, b: 2, c: 'x' }
    expect(corruptedCopy(sent, 5)).toEqual(corruptedCopy(sent, 5))
    expect(
      new Set(Array.from({ length: 50 }, (_, bits) => JSON.stringify(corruptedCopy(sent, bits)))).size,
    ).toBeGreaterThan(3)
    expect(corruptedCopy({ type: 'ping' }, 5)).toEqual({ type: 'ping' })
  })
})

it('a frozen message cannot be changed anywhere', () => {
  const sent = { type: 'put', list: [1, { deep: 2 }], bytes: new Uint8Array(2) }
  deepFreeze(sent)
  expect(() => sent.list.push(3)).toThrow(TypeError)
  expect(() => {
    ;(sent.list[1] as { deep: number }).deep = 3
  }).toThrow(TypeError)
  expect(() => {
    sent.type = 'get'
  }).toThrow(TypeError)
})
