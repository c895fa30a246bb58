import { expect, it } from 'vitest'
import { Journal } from '../../src/trace/journal.ts'

it('a journal gives back what was added, in order', () => {
  const journal = new Journal(['a', 'b'])
  const message = { type: 'ping' }
  expect(journal.add('boot', 0, 0, -1, -1, null)).toBe(0)
  expect(journal.add('deliver', 9_007_199_254_740_000, 1, 0, 0, message)).toBe(1)
  expect(journal.length).toBe(2)
  expect(journal.at(1)).toEqual({
    index: 1,
    at: 9_007_199_254_740_000,
    kind: 'deliver',
    node: 'b',
    peer: 'a',
    cause: 0,
    detail: message,
  })
  expect(journal.at(1)!.detail).toBe(message)
  expect([...journal].map(({ kind, node, peer, cause }) => [kind, node, peer, cause])).toEqual([
    ['boot', 'a', null, null],
    ['deliver', 'b', 'a', 0],
  ])
})

it('a journal has nothing where nothing was added', () => {
  const journal = new Journal(['a'])
  journal.add('boot', 0, 0, -1, -1, null)
  expect([-1, 1, 0.5, Number.NaN].map((index) => journal.at(index)?.kind)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

it('a journal grows and keeps what it had', () => {
  const journal = new Journal(['a', 'b', 'c'])
  for (let i = 0; i < 9_000; i++) journal.add('timeout', i * 3, i % 3, -1, i - 1, `timer ${i}`)
  expect(journal.length).toBe(9_000)
  for (const event of journal) {
    const i = event.index
    expect(event).toEqual({
      index: i,
      at: i * 3,
      kind: 'timeout',
      node: 'abc'[i % 3],
      peer: null,
      cause: i === 0 ? null : i - 1,
      detail: `timer ${i}`,
    })
  }
})

it('a journal has room for 16,382 nodes, and says so', () => {
  const names = Array.from({ length: 16_383 }, (_, i) => `n${i + 1}`)
  expect(() => new Journal(names)).toThrow(
    /^Expected a recorded run to have fewer than 16383 nodes, got 16383/,
  )
  const journal = new Journal(names.slice(1))
  journal.add('violation', 7, 16_381, 16_380, 0, 'last')
  expect(journal.at(0)).toMatchObject({ kind: 'violation', node: 'n16383', peer: 'n16382', cause: 0 })
})

it('a journal keeps times that are hours apart', () => {
  const journal = new Journal(['a'])
  const times = Array.from({ length: 5_000 }, (_, i) => i * i * 1_000_003)
  for (const time of times) journal.add('boot', time, 0, -1, -1, null)
  expect([...journal].map(({ at }) => at)).toEqual(times)
})
