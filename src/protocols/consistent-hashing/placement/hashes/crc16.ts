/** CRC16/XMODEM: width 16, polynomial 0x1021, initial value 0, nothing reflected. */
const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let register = byte << 8
  for (let bit = 0; bit < 8; bit++) register = (register << 1) ^ (register & 0x8000 ? 0x1021 : 0)
  return register
})

/** CRC16/XMODEM of the bytes from `from` up to but not including `to` (Redis Cluster specification, appendix A). */
export function crc16(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0
  for (let offset = from; offset < to; offset++) {
    crc = ((crc << 8) & 0xffff) ^ table[(crc >>> 8) ^ bytes[offset]!]!
  }
  return crc
}
