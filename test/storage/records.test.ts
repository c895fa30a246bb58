import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/errors.ts'
import { crc32, decodeRecords, encodeRecord } from '../../src/storage/records.ts'

const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

function joined(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

describe('CRC-32', () => {
  it.each([
    ['123456789', 0xcbf43926],
    ['', 0],
    ['a', 0xe8b7be43],
    ['The quick brown fox jumps over the lazy dog', 0x414fa339],
  ])('of %j is that of IEEE 802.3', (text, expected) => {
    expect(crc32(ascii(text))).toBe(expected)
  })
})

describe('records', () => {
  const values = fc.array(fc.jsonValue(), { maxLength: 6 }).map((list) => JSON.parse(JSON.stringify(list)))

  it('come back as they were written', () => {
    fc.assert(
      fc.property(values, (list: unknown[]) => {
        const file = joined(...list.map(encodeRecord))
        expect(decodeRecords(file)).toEqual({ records: list, damage: null, end: file.length })
      }),
    )
  })

  it('keep text outside ASCII, half a surrogate pair included, in bytes below 128', () => {
    const list = ['Ω ≤ 𝛌', '\ud800', '\u007f\u0080\uffff', 'ναί']
    const file = joined(...list.map(encodeRecord))
    expect(decodeRecords(file).records).toEqual(list)
    for (const record of list.map(encodeRecord)) expect(Math.max(...record.subarray(12))).toBeLessThan(128)
  })

  it('are read from the middle of a larger buffer', () => {
    const record = encodeRecord({ index: 1 })
    const file = joined(ascii('xyz'), record).subarray(3)
    expect(decodeRecords(file).records).toEqual([{ index: 1 }])
  })

  it('cut off anywhere are torn there, and those before are whole', () => {
    const list = [{ term: 1 }, ['two'], 3]
    const records = list.map(encodeRecord)
    const file = joined(...records)
    const borders = [0, 1, 2, 3].map((count) => joined(...records.slice(0, count)).length)
    for (let length = 0; length <= file.length; length++) {
      const whole = borders.filter((border) => border <= length).length - 1
      expect(decodeRecords(file.subarray(0, length))).toEqual({
        records: list.slice(0, whole),
        damage: borders.includes(length) ? null : 'torn',
        end: borders[whole],
      })
    }
  })

  it('with any one bit flipped are corrupt, and never taken for torn or whole', () => {
    const list = [{ term: 1 }, ['two'], 3]
    const records = list.map(encodeRecord)
    const file = joined(...records)
    const borders = [0, 1, 2, 3].map((count) => joined(...records.slice(0, count)).length)
    for (let bit = 0; bit < file.length * 8; bit++) {
      const damaged = file.slice()
      const byte = Math.floor(bit / 8)
      damaged[byte]! ^= 1 << (bit % 8)
      const whole = borders.filter((border) => border <= byte).length - 1
      expect(decodeRecords(damaged)).toEqual({
        records: list.slice(0, whole),
        damage: 'corrupt',
        end: borders[whole],
      })
    }
  })

  it('do not appear in a run of zeros', () => {
    const record = encodeRecord('whole')
    for (const zeros of [12, 24, 4_096])
      expect(decodeRecords(joined(record, new Uint8Array(zeros), record))).toEqual({
        records: ['whole'],
        damage: 'corrupt',
        end: record.length,
      })
  })

  it('written on from the end overwrite the damage', () => {
    const file = joined(encodeRecord(1), encodeRecord(2).subarray(0, 5))
    const { end } = decodeRecords(file)
    expect(decodeRecords(joined(file.subarray(0, end), encodeRecord(3))).records).toEqual([1, 3])
  })

  it('hold JSON values, nothing else', () => {
    expect(() => encodeRecord(undefined)).toThrow(UsageError)
    expect(() => encodeRecord(() => 1)).toThrow(UsageError)
  })
})
