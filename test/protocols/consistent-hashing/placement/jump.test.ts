import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UsageError } from '../../../../src/kernel/errors.ts'
import { jump, jumpHash } from '../../../../src/protocols/consistent-hashing/placement/jump.ts'
import { loadsOf } from '../../../../src/protocols/consistent-hashing/placement/properties.ts'
import { keys, nodes } from './memberships.ts'

function buckets(key: bigint, upTo: number): string {
  return Array.from({ length: upTo }, (_, index) => jumpHash(key, index + 1)).join(' ')
}

test('jump hash gives the known buckets', () => {
  expect(buckets(1n, 19)).toBe('0 0 0 0 0 0 6 6 6 6 6 6 6 6 6 6 6 17 17')
  expect(buckets(0xdeadbeefn, 19)).toBe('0 1 2 3 3 5 5 5 5 5 5 5 5 5 5 5 16 16 16')
  expect(Array.from({ length: 20 }, (_, key) => jumpHash(BigInt(key), 100)).join(' ')).toBe(
    '0 55 62 8 45 59 86 97 82 59 73 37 17 56 86 21 90 37 38 83',
  )
  expect(jumpHash(10863919174838991n, 11)).toBe(6)
  expect(jumpHash(2n, 100_001)).toBe(80343)
})

test('jump hash is the generator of the paper in 64-bit integers', () => {
  const reference = (key: bigint, count: number): number => {
    let bucket = -1
    let next = 0
    while (next < count) {
      bucket = next
      key = BigInt.asUintN(64, key * 2862933555777941757n + 1n)
      next = Math.trunc((bucket + 1) * (2 ** 31 / (Number(key >> 33n) + 1)))
    }
    return bucket
  }
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.integer({ min: 1, max: 1e9 }),
      (key, count) => {
        expect(jumpHash(key, count)).toBe(reference(key, count))
      },
    ),
  )
})

test('a bucket more moves a key there or nowhere', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.integer({ min: 1, max: 1000 }),
      (key, count) => {
        expect([jumpHash(key, count), count]).toContain(jumpHash(key, count + 1))
      },
    ),
  )
})

test('every node is each of the three replicas of a key equally often', () => {
  const placement = jump(nodes(6))
  const counts = new Map<string, number>()
  for (const key of keys(12_000)) {
    for (const [place, node] of placement.place(key, 3).entries()) {
      counts.set(`${place} ${node}`, (counts.get(`${place} ${node}`) ?? 0) + 1)
    }
  }
  expect(counts.size).toBe(18)
  // Each a binomial count of mean 2,000; five standard deviations.
  for (const count of counts.values())
    expect(Math.abs(count - 2_000)).toBeLessThan(5 * Math.sqrt(2_000 * (5 / 6)))
})

test('the primary does not depend on the replicas, and a joiner takes it from every node alike', () => {
  const five = jump(nodes(5))
  const six = five.join({ id: 'n6' })
  const taken = keys(12_000).filter((key) => six.place(key, 1)[0] === 'n6')
  const lost = loadsOf(five, taken)
  for (const count of lost.values()) expect(Math.abs(count - 400)).toBeLessThan(5 * Math.sqrt(400))
})

test('when a joiner takes a place the displaced node drops out, or takes the place that opens', () => {
  const three = jump(nodes(3))
  const four = three.join({ id: 'n4' })
  let took = 0
  for (const key of keys(500)) {
    const before = three.place(key, 3)
    const after = four.place(key, 4)
    const place = after.indexOf('n4')
    if (place < 3) {
      took++
      expect(after).toEqual([...before.with(place, 'n4'), before[place]])
    } else {
      expect(after).toEqual([...before, 'n4'])
    }
  }
  expect(took).toBeGreaterThan(0)
})

test('an impossible number of buckets is refused with a sentence', () => {
  expect(() => jumpHash(1n, 0)).toThrow(
    new UsageError('Expected the number of buckets to be an integer of at least 1, got 0.'),
  )
})
