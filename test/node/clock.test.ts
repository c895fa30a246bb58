import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/errors.ts'
import { minutes, ms, seconds } from '../../src/kernel/time.ts'
import { NodeClock, validateClock } from '../../src/node/clock.ts'

const time = fc.nat({ max: 10 ** 12 })
const offset = fc.integer({ min: -(10 ** 10), max: 10 ** 10 })
const drift = fc.oneof(
  fc.integer({ min: -999_999, max: 999_999 }),
  fc.integer({ min: -500, max: 500 }),
  fc.constantFrom(-999_999, 999_999, 0),
)

describe('a clock', () => {
  it('shows true time unless told', () => {
    const clock = new NodeClock({})
    fc.assert(
      fc.property(time, (now) => {
        expect(clock.read(now)).toBe(now)
        expect(clock.whenShows(now, 0)).toBe(now)
      }),
    )
  })

  it('is ahead by its offset, or behind', () => {
    expect(new NodeClock({ offset: ms(5) }).read(ms(100))).toBe(ms(105))
    expect(new NodeClock({ offset: -ms(5) }).read(0)).toBe(-ms(5))
  })

  it('gains so many millionths, or loses them', () => {
    expect(new NodeClock({ drift: 200 }).read(seconds(10))).toBe(seconds(10) + ms(2))
    expect(new NodeClock({ drift: -200 }).read(seconds(10))).toBe(seconds(10) - ms(2))
    expect(new NodeClock({ drift: 500_000 }).read(minutes(2))).toBe(minutes(3))
  })

  it('jumps', () => {
    const clock = new NodeClock({})
    clock.jump(seconds(3))
    expect(clock.read(seconds(1))).toBe(seconds(4))
    clock.jump(-seconds(5))
    expect(clock.read(seconds(1))).toBe(-seconds(1))
  })

  it('shows the same when its drift changes, and goes at the new rate from there', () => {
    fc.assert(
      fc.property(offset, drift, drift, time, time, (ahead, before, after, now, later) => {
        const clock = new NodeClock({ offset: ahead, drift: before })
        const shown = clock.read(now)
        clock.setDrift(after, now)
        expect(clock.read(now)).toBe(shown)
        expect(clock.read(now + later) - shown).toBe(
          Number(BigInt(later) + floored(BigInt(later) * BigInt(after))),
        )
      }),
      { numRuns: 1_000 },
    )
  })

  it('never runs backwards', () => {
    fc.assert(
      fc.property(offset, drift, time, fc.nat({ max: 10 }), (ahead, rate, now, step) => {
        const clock = new NodeClock({ offset: ahead, drift: rate })
        expect(clock.read(now + step)).toBeGreaterThanOrEqual(clock.read(now))
      }),
      { numRuns: 1_000 },
    )
  })

  it('tells the first true time at which it shows a time, and never one that is past', () => {
    fc.assert(
      fc.property(
        offset,
        drift,
        fc.nat({ max: 10 ** 12 }),
        fc.nat({ max: 10 ** 11 }),
        fc.nat({ max: 10 ** 9 }),
        (ahead, rate, changedAt, waited, delay) => {
          const clock = new NodeClock({ offset: ahead })
          clock.setDrift(rate, changedAt)
          const now = changedAt + waited
          const deadline = clock.read(now) + delay - 1_000
          const at = clock.whenShows(deadline, now)
          expect(Number.isSafeInteger(at)).toBe(true)
          expect(at).toBeGreaterThanOrEqual(now)
          expect(clock.read(at)).toBeGreaterThanOrEqual(deadline)
          if (at > now) expect(clock.read(at - 1)).toBeLessThan(deadline)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('shows true time and runs true once it is synchronised', () => {
    const clock = new NodeClock({ offset: 7, drift: 300 })
    clock.synchronise(seconds(5))
    expect([clock.read(seconds(5)), clock.read(seconds(9))]).toEqual([seconds(5), seconds(9)])
  })
})

describe('the options of a clock', () => {
  it.each([
    [{ offset: 0.5 }, 'clocks.n1.offset'],
    [{ offset: Number.NaN }, 'clocks.n1.offset'],
    [{ drift: 0.1 }, 'clocks.n1.drift'],
    [{ drift: -1_000_000 }, 'clocks.n1.drift'],
    [{ drift: 2_000_000 }, 'clocks.n1.drift'],
  ])('%j is refused', (options, where) => {
    expect(() => validateClock(options, 'clocks.n1')).toThrow(UsageError)
    expect(() => validateClock(options, 'clocks.n1')).toThrow(where)
  })

  it('may be left out', () => {
    expect(() => validateClock({}, 'clocks.n1')).not.toThrow()
    expect(() => validateClock({ offset: -ms(5), drift: 200 }, 'clocks.n1')).not.toThrow()
  })
})

function floored(product: bigint): bigint {
  const million = 1_000_000n
  return product >= 0n ? product / million : -((-product + million - 1n) / million)
}
