import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/errors.ts'
import { formatTime, minutes, ms, parseTime, seconds, us } from '../../src/kernel/time.ts'

describe('spans of time', () => {
  it('are whole numbers of microseconds', () => {
    expect([us(7), ms(5), seconds(2), minutes(3)]).toEqual([7, 5_000, 2_000_000, 180_000_000])
    expect([ms(0.1), ms(0.3), ms(1.005), seconds(0.000_001)]).toEqual([100, 300, 1_005, 1])
    expect([ms(-5), ms(0)]).toEqual([-5_000, 0])
  })

  it('may have any number of microseconds, written in any unit', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 ** 12 }), (time) => {
        expect(ms(time / 1_000)).toBe(time)
        expect(seconds(time / 1_000_000)).toBe(time)
        expect(minutes(time / 60_000_000)).toBe(time)
      }),
    )
  })

  it.each([
    ['us(0.5)', () => us(0.5)],
    ['ms(0.0001)', () => ms(0.0001)],
    ['seconds(NaN)', () => seconds(Number.NaN)],
    ['minutes(Infinity)', () => minutes(Infinity)],
  ])('are no finer than a microsecond: %s is refused by its name', (written, span) => {
    expect(span).toThrow(UsageError)
    expect(span).toThrow(written)
  })
})

describe('times as text', () => {
  it.each([
    [0, '0 µs'],
    [999, '999 µs'],
    [1_000, '1 ms'],
    [12_500, '12.5 ms'],
    [120_000, '120 ms'],
    [999_999, '999.999 ms'],
    [3_250_000, '3.25 s'],
    [-5_000, '-5 ms'],
  ])('%d µs is written %s', (time, text) => {
    expect(formatTime(time)).toBe(text)
  })

  it.each([
    ['350us', 350],
    ['350µs', 350],
    ['12.5ms', 12_500],
    [' 3 s ', 3_000_000],
    ['2m', 120_000_000],
    ['2min', 120_000_000],
    ['1h', 3_600_000_000],
    ['0.000001s', 1],
  ])('%s is read as %d µs', (text, time) => {
    expect(parseTime(text)).toBe(time)
  })

  it('are read back exactly as they were written', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 ** 13 }), (time) => {
        expect(parseTime(formatTime(time))).toBe(time)
      }),
    )
  })

  it.each(['', '5', 'ms', '-5ms', '5 parsecs', '1e3ms', '5ms5', '.5s', '1.5us', '0.0001ms', '9999999999h'])(
    '%j is refused',
    (text) => {
      expect(() => parseTime(text)).toThrow(UsageError)
      expect(() => parseTime(text)).toThrow(JSON.stringify(text))
    },
  )
})
