import { UsageError } from '../kernel/errors.ts'

/** What a file of checksummed records held. */
export interface ReadRecords<Value> {
  /** The records before the first damage. */
  readonly records: Value[]
  /**
   * `null` when the file was whole; `torn` when it ends in the middle of a record, as after a crash; `corrupt` when
   * what is there does not match its checksum. A damaged length is `corrupt` too, never taken for a torn record.
   */
  readonly damage: 'torn' | 'corrupt' | null
  /** Bytes of the file that are whole; writing on from here overwrites the damage. */
  readonly end: number
}

const headerSize = 12

/** A JSON value as a record: its length, the CRC-32 of the length and that of the JSON (each 4 bytes, big-endian), then the JSON in ASCII. */
export function encodeRecord(value: unknown): Uint8Array {
  const json = JSON.stringify(value)
  if (json === undefined)
    throw new UsageError(`Expected a JSON value to write as a record, got ${String(value)}.`)
  const text = json.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const bytes = new Uint8Array(headerSize + text.length)
  for (let i = 0; i < text.length; i++) bytes[headerSize + i] = text.charCodeAt(i)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, text.length)
  view.setUint32(4, crc32(bytes.subarray(0, 4)))
  view.setUint32(8, crc32(bytes.subarray(headerSize)))
  return bytes
}

/** Reads records up to the first damage. */
export function decodeRecords<Value = unknown>(bytes: Uint8Array): ReadRecords<Value> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const records: Value[] = []
  let at = 0
  while (at < bytes.length) {
    if (at + headerSize > bytes.length) return { records, damage: 'torn', end: at }
    // The CRC-32 of four zeros is not zero, so a run of zeros (a gap, a lost page) fails here.
    if (crc32(bytes.subarray(at, at + 4)) !== view.getUint32(at + 4))
      return { records, damage: 'corrupt', end: at }
    const start = at + headerSize
    const end = start + view.getUint32(at)
    if (end > bytes.length) return { records, damage: 'torn', end: at }
    const body = bytes.subarray(start, end)
    if (crc32(body) !== view.getUint32(at + 8)) return { records, damage: 'corrupt', end: at }
    let text = ''
    for (const byte of body) text += String.fromCharCode(byte)
    records.push(JSON.parse(text) as Value)
    at = end
  }
  return { records, damage: null, end: at }
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0)
  return remainder
})

/** CRC-32 as in IEEE 802.3. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
