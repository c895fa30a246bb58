import { expect, test } from 'vitest'
import { redisSlot } from '../../../../src/protocols/consistent-hashing/placement/redis-cluster.ts'

test('slots are CRC16/XMODEM modulo 16384', () => {
  expect(redisSlot('123456789')).toBe(0x31c3)
  expect(redisSlot('foo')).toBe(12182)
  expect(redisSlot('foobar')).toBe(12325)
  expect(redisSlot('')).toBe(0)
})

test('of a key with a hash tag only the tag is hashed (Redis Cluster specification, hash tags)', () => {
  expect(redisSlot('{foobar}x')).toBe(12325)
  expect(redisSlot('{user1000}.following')).toBe(redisSlot('{user1000}.followers'))
  expect(redisSlot('foo{{bar}}zap')).toBe(redisSlot('{bar'))
  expect(redisSlot('foo{bar}{zap}')).toBe(redisSlot('bar'))
  expect(redisSlot('a}b{foo}')).toBe(redisSlot('foo'))
})

test('an empty tag or one that does not close is no tag', () => {
  expect(redisSlot('foo{}{bar}')).not.toBe(redisSlot('bar'))
  expect(redisSlot('foo{}{bar}')).toBe(8363)
  expect(redisSlot('x{foo')).not.toBe(redisSlot('foo'))
})
