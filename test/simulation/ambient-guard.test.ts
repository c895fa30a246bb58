import { describe, expect, it } from 'vitest'
import { withoutAmbient } from '../../src/simulation/ambient-guard.ts'

const calls: [name: string, call: () => unknown, instead: string][] = [
  ['Math.random', () => Math.random(), 'ctx.random'],
  ['Date.now', () => Date.now(), 'ctx.now'],
  ['new Date()', () => new Date(), 'ctx.now'],
  ['new Date()', () => Date(), 'ctx.now'],
  ['performance.now', () => performance.now(), 'ctx.now'],
  [
    'setTimeout',
    () => setTimeout(() => {}, 0),
    'ctx.after(delay, timeout), or ctx.sleep(delay) in a program',
  ],
  ['setInterval', () => setInterval(() => {}, 9), 'ctx.after(delay, timeout), set again in its handler'],
  ['setImmediate', () => setImmediate(() => {}), 'ctx.after(0, timeout)'],
  ['queueMicrotask', () => queueMicrotask(() => {}), 'ctx.after(0, timeout)'],
  ['fetch', () => fetch('http://localhost'), 'ctx.send(to, message)'],
  ['process.nextTick', () => process.nextTick(() => {}), 'ctx.after(0, timeout)'],
  ['process.hrtime', () => process.hrtime(), 'ctx.now'],
  ['process.hrtime', () => process.hrtime.bigint(), 'ctx.now'],
  ['process.uptime', () => process.uptime(), 'ctx.now'],
  ['crypto.randomUUID', () => crypto.randomUUID(), 'ctx.random'],
  ['crypto.getRandomValues', () => crypto.getRandomValues(new Uint8Array(1)), 'ctx.random'],
]

describe('simulated code', () => {
  it.each(calls)('that calls %s (%s) is told what to use instead', (name, call, instead) => {
    expect(() => withoutAmbient(call)).toThrow(
      `Expected simulated code to be deterministic, but it called ${name}; use ${instead}.`,
    )
  })

  it('may make dates of given times', () => {
    const text = withoutAmbient(() => [
      new Date(0).toISOString(),
      Date.UTC(2000, 0, 1),
      new Date(0) instanceof Date,
    ])
    expect(text).toEqual(['1970-01-01T00:00:00.000Z', 946_684_800_000, true])
  })

  it('leaves everything as it was, after an error and within another run too', () => {
    const before = [Math.random, Date, Date.now, setTimeout, process.hrtime, queueMicrotask]
    expect(() =>
      withoutAmbient(() => {
        throw new Error('from within')
      }),
    ).toThrow('from within')
    withoutAmbient(() => {
      withoutAmbient(() => 1)
      expect(() => Math.random()).toThrow('ctx.random')
    })
    expect([Math.random, Date, Date.now, setTimeout, process.hrtime, queueMicrotask]).toEqual(before)
    expect(performance.now()).toBeGreaterThan(0)
    expect(crypto.randomUUID()).toHaveLength(36)
  })
})
