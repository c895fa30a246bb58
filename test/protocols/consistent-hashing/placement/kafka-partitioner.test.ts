import fc from 'fast-check'
import { expect, test } from 'vitest'
import { kafkaPartition } from '../../../../src/protocols/consistent-hashing/placement/kafka-partitioner.ts'

test('the partition is the lower 31 bits of murmur2 modulo the number of partitions', () => {
  expect(kafkaPartition('abc', 1_000)).toBe(479470107 % 1_000)
  expect(kafkaPartition('21', 1_000)).toBe((-973932308 & 0x7fffffff) % 1_000)
  expect(kafkaPartition('foobar', 7)).toBe((-790332482 & 0x7fffffff) % 7)
})

test('every key has a partition', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 100 }), (key, partitions) => {
      const partition = kafkaPartition(key, partitions)
      expect(Number.isInteger(partition) && partition >= 0 && partition < partitions).toBe(true)
    }),
  )
})

test('an impossible number of partitions is refused with a sentence', () => {
  expect(() => kafkaPartition('abc', 0)).toThrow(
    'Expected the number of partitions to be an integer of at least 1, got 0.',
  )
})
