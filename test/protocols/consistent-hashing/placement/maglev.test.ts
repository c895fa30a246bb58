import { expect, test } from 'vitest'
import { UsageError } from '../../../../src/kernel/errors.ts'
import {
  type MaglevPlacement,
  maglev,
  populate,
} from '../../../../src/protocols/consistent-hashing/placement/maglev.ts'
import { keys, nodes } from './memberships.ts'

function table(placement: MaglevPlacement): string[] {
  return Array.from({ length: placement.tableSize }, (_, index) => placement.entry(index))
}

function entriesPerNode(placement: MaglevPlacement): number[] {
  const entries = table(placement)
  return placement.nodes.map((node) => entries.filter((entry) => entry === node).length)
}

/** The share of the table (0 to 1) that changes though its node did not leave. */
function disruptedShare(before: MaglevPlacement, leaver: string): number {
  const after = table(before.leave(leaver))
  return table(before).filter((node, index) => node !== leaver && node !== after[index]).length / after.length
}

test('fills the table of the sample in the paper, before and after B1 is removed (table 1)', () => {
  const [b0, b1, b2] = [
    { offset: 3, skip: 4, weight: 1 },
    { offset: 0, skip: 2, weight: 1 },
    { offset: 3, skip: 1, weight: 1 },
  ] as const
  expect([...populate([b0, b1, b2], 7)]).toEqual([1, 0, 1, 0, 2, 2, 0])
  expect([...populate([b0, b2], 7)]).toEqual([0, 0, 0, 0, 1, 1, 1])
})

test("has Envoy's tables", () => {
  const hosts = Array.from({ length: 6 }, (_, index) => ({ id: `127.0.0.1:${90 + index}` }))
  expect(table(maglev(hosts, { tableSize: 7 })).map((host) => Number(host.slice(-2)) - 90)).toEqual([
    2, 4, 0, 1, 5, 0, 3,
  ])
  const named = hosts.map(({ id }) => ({ id: id.slice(-2) }))
  expect(table(maglev(named, { tableSize: 7 })).map((host) => Number(host) - 90)).toEqual([
    2, 5, 0, 3, 4, 1, 0,
  ])
})

test("has Envoy's weighted table", () => {
  const hosts = [{ id: '127.0.0.1:90' }, { id: '127.0.0.1:91', weight: 2 }]
  expect(table(maglev(hosts, { tableSize: 17 })).map((host) => Number(host.slice(-2)) - 90)).toEqual([
    1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1,
  ])
})

test.each([2, 3, 7, 50, 251])('the shares of %i equal nodes differ by one entry at most', (count) => {
  const entries = entriesPerNode(maglev(nodes(count), { tableSize: 1_009 }))
  expect(Math.max(...entries) - Math.min(...entries)).toBeLessThanOrEqual(1)
})

test('with more than 100 entries a node the shares differ by at most 1 % of the mean (§3.4)', () => {
  const entries = entriesPerNode(maglev(nodes(100), { tableSize: 10_007 }))
  expect(Math.max(...entries) - Math.min(...entries)).toBeLessThanOrEqual(0.01 * (10_007 / 100))
})

test('weighted nodes have at most two entries more than their fair share', () => {
  const weights = [0.1, 1, 2.5, 7]
  const members = weights.map((weight, index) => ({ id: `n${index}`, weight }))
  for (const [index, entries] of entriesPerNode(maglev(members, { tableSize: 1_009 })).entries()) {
    expect(entries).toBeLessThanOrEqual(1_009 * (weights[index]! / 10.6) + 2)
    expect(entries).toBeGreaterThanOrEqual(1_009 * (weights[index]! / 10.6) - 2)
  }
})

test.each([3, 5, 10, 20, 100])(
  'one of %i nodes that leaves a table of 65537 entries disrupts less than a hundredth of it',
  (count) => {
    expect(disruptedShare(maglev(nodes(count)), 'n2')).toBeLessThan(0.01)
  },
)

test('the larger the table, the smaller the disruption (§5.3)', () => {
  const small = disruptedShare(maglev(nodes(100), { tableSize: 65_537 }), 'n2')
  const large = disruptedShare(maglev(nodes(100), { tableSize: 655_373 }), 'n2')
  expect(large).toBeLessThan(small / 2)
  expect(large).toBeGreaterThan(0)
})

test('the replicas are the next distinct nodes in the table', () => {
  const placement = maglev(nodes(5), { tableSize: 13 })
  const entries = table(placement)
  for (const key of keys(50)) {
    const replicas = placement.place(key, 5)
    const possible = entries.map((_, start) => [
      ...new Set([...entries.slice(start), ...entries.slice(0, start)]),
    ])
    expect(possible).toContainEqual(replicas)
  }
})

test('impossible tables are refused with a sentence', () => {
  for (const tableSize of [1, 8, 2.5, Number.NaN]) {
    expect(() => maglev(nodes(1), { tableSize })).toThrow(
      new UsageError(
        `Expected \`tableSize\` to be a prime of at most 5000011, such as 251 or 65537, got ${tableSize}.`,
      ),
    )
  }
  expect(() => maglev(nodes(1), { tableSize: 5_000_077 })).toThrow('a prime of at most 5000011')
  expect(() => maglev(nodes(8), { tableSize: 7 })).toThrow(
    'Expected `tableSize` to be at least the number of members, 8, got 7',
  )
  expect(() => maglev(nodes(1), { tableSize: 7 }).entry(7)).toThrow('from 0 to 6, got 7')
})
