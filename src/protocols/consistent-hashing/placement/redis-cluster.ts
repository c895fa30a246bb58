import { crc16 } from './hashes/crc16.ts'
import { encodeUtf8, utf8Bytes } from './hashes/utf8.ts'

const SLOTS = 16_384
const OPENING_BRACE = 0x7b
const CLOSING_BRACE = 0x7d

/**
 * The hash slot of a key in a Redis Cluster, from 0 to 16383: CRC16/XMODEM modulo 16384. If the first `{` is followed
 * by a `}` with something in between, only that, the hash tag, is hashed (Redis Cluster specification, *Hash tags*).
 */
export function redisSlot(key: string): number {
  const length = encodeUtf8(key)
  const opening = utf8Bytes.subarray(0, length).indexOf(OPENING_BRACE)
  const closing = opening === -1 ? -1 : utf8Bytes.subarray(0, length).indexOf(CLOSING_BRACE, opening + 1)
  const crc = closing > opening + 1 ? crc16(utf8Bytes, opening + 1, closing) : crc16(utf8Bytes, 0, length)
  return crc % SLOTS
}
