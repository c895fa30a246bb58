import { describe, expect, it } from 'vitest'
import { type ClockSkewOptions, clockSkews } from '../../../src/faults/generators/clock-skews.ts'
import { UsageError } from '../../../src/kernel/errors.ts'
import { Random } from '../../../src/kernel/random.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'

const options: ClockSkewOptions = { every: ms(200), lastFor: [ms(10), seconds(1)] }
const nodes = ['n1', 'n2', 'n3']

function drawn(more: Partial<ClockSkewOptions> = {}, seed = 1) {
  return clockSkews({ ...options, ...more })
    .generate(new Random(`${seed}`), { nodes, until: seconds(100) })
    .map(({ fault }) => fault)
}

describe('clock skews', () => {
  it('jump both ways, and never put a clock further off than they may', () => {
    const offsets = new Map<string, number>()
    const reached: number[] = []
    for (const fault of drawn({ kinds: ['clockJump'], offset: ms(100) })) {
      if (fault.type !== 'clockJump') expect.unreachable()
      else {
        const offset = (offsets.get(fault.node) ?? 0) + fault.by
        offsets.set(fault.node, offset)
        reached.push(offset)
        expect(fault.by).not.toBe(0)
      }
    }
    expect(Math.max(...reached)).toBeLessThanOrEqual(ms(100))
    expect(Math.min(...reached)).toBeGreaterThanOrEqual(-ms(100))
    expect(Math.max(...reached)).toBeGreaterThan(ms(50))
    expect(Math.min(...reached)).toBeLessThan(-ms(50))
  })

  it('drift both ways, a little and a lot, and no more than they may', () => {
    const drifts = drawn({ kinds: ['clockDrift'], drift: 50_000 }).map((fault) =>
      fault.type === 'clockDrift' ? fault.drift : expect.unreachable(),
    )
    expect(Math.max(...drifts.map(Math.abs))).toBeLessThanOrEqual(50_000)
    expect(Math.max(...drifts)).toBeGreaterThan(25_000)
    expect(Math.min(...drifts)).toBeLessThan(-25_000)
    expect(drifts.some((drift) => Math.abs(drift) < 100)).toBe(true)
  })

  it('draw the same drifts whether or not clocks jump, too', () => {
    const drifts = (kinds: ClockSkewOptions['kinds']) =>
      drawn(kinds ? { kinds } : {}).filter(({ type }) => type === 'clockDrift')
    expect(drifts(['clockDrift'])).toEqual(drifts(undefined))
    expect(drifts(undefined).length).toBeGreaterThan(100)
  })

  it.each<[Partial<ClockSkewOptions>, string]>([
    [{ offset: 0 }, 'clockSkews({ offset })'],
    [{ drift: 1_000_000 }, 'clockSkews({ drift })'],
    [{ drift: 0.1 }, 'clockSkews({ drift })'],
    [{ kinds: ['clockJumps' as 'clockJump'] }, "Did you mean 'clockJump'?"],
  ])('with %j are refused', (more, where) => {
    expect(() => clockSkews({ ...options, ...more })).toThrow(UsageError)
    expect(() => clockSkews({ ...options, ...more })).toThrow(where)
  })
})
