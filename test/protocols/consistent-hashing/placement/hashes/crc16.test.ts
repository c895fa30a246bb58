import { expect, test } from 'vitest'
import { crc16 } from '../../../../../src/protocols/consistent-hashing/placement/hashes/crc16.ts'

test('CRC16/XMODEM of "123456789" is 0x31c3, its published check value', () => {
  const bytes = new TextEncoder().encode('x123456789x')
  expect(crc16(bytes, 1, 10)).toBe(0x31c3)
})

test('the CRC of nothing is 0', () => {
  expect(crc16(new Uint8Array(4), 2, 2)).toBe(0)
})
