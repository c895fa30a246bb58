import { expect, test } from 'vitest'
import { parts, StoreNews } from '../../../src/protocols/consistent-hashing/store-news.ts'

const view = { number: 1, members: [{ id: 'n1' }], base: [], rebuilding: [], complete: false }
const store = { view, incarnation: 7, acknowledged: null }

test('all is new of a node that is looked at for the first time, and nothing the second', () => {
  const news = new StoreNews()
  expect(news.of(store)).toBe(parts.view | parts.acknowledgements)
  expect(news.of({ ...store, cells: { k: 1 } })).toBe(0)
})

test('a view of another number is news, and so is none at all', () => {
  const news = new StoreNews()
  news.of(store)
  expect(news.of({ ...store, view: { ...view, number: 2 } })).toBe(parts.view)
  expect(news.of({ ...store, view: null })).toBe(parts.view)
})

test('what bears on acknowledged writes is news: a view that is complete, another life of the disk, an acknowledgement', () => {
  const news = new StoreNews()
  news.of(store)
  const complete = { ...store, view: { ...view, complete: true } }
  expect(news.of(complete)).toBe(parts.acknowledgements)
  const reborn = { ...complete, incarnation: 8 }
  expect(news.of(reborn)).toBe(parts.acknowledgements)
  const acknowledging = { ...reborn, acknowledged: { key: 'k', counter: 1, writer: 'c1' } }
  expect(news.of(acknowledging)).toBe(parts.acknowledgements)
  expect(news.of(acknowledging)).toBe(0)
})

test('of a membership service its view is news', () => {
  const news = new StoreNews()
  const service = { view, queue: [], transferred: [], admitted: {}, sequences: {} }
  news.of(service)
  expect(news.of({ ...service, transferred: ['n1'] })).toBe(0)
  expect(news.of({ ...service, view: { ...view, complete: true } })).toBe(parts.acknowledgements)
})
