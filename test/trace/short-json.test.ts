import { expect, it } from 'vitest'
import { shortJson } from '../../src/trace/short-json.ts'

it.each([
  [{ term: 3, entries: [] }, '{term: 3, entries: []}'],
  ['text', '"text"'],
  [undefined, 'undefined'],
  [{}, '{}'],
  [new Uint8Array(3), '<3 bytes>'],
])('%j is written %s', (value, text) => {
  expect(shortJson(value)).toBe(text)
})

it('counts the items of long lists where the whole is too long, and cuts what is too long still', () => {
  const entries = Array.from({ length: 50 }, (_, index) => ({ term: index }))
  expect(shortJson({ term: 3, entries })).toBe('{term: 3, entries: [50 items]}')
  expect(shortJson('x'.repeat(500), 20)).toHaveLength(20)
})
