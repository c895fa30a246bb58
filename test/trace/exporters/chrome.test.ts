import { expect, it } from 'vitest'
import { chromeTrace } from '../../../src/trace/exporters/chrome.ts'
import { events, nodes } from './recorded.ts'

interface Entry {
  readonly ph: string
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly id?: number
  readonly bp?: string
  readonly args?: { readonly name?: string }
}

const trace = JSON.parse([...chromeTrace(events, nodes)].join('\n')) as { traceEvents: Entry[] }
const phase = (ph: string) => trace.traceEvents.filter((entry) => entry.ph === ph)

it('every entry has the fields of its phase (Trace Event Format: "Complete", "Flow" and "Metadata Events")', () => {
  for (const { ph, name, pid, tid, ts, dur, id, bp, args } of trace.traceEvents) {
    expect('XMsf').toContain(ph)
    expect(typeof name).toBe('string')
    expect(Number.isInteger(pid) && Number.isInteger(tid) && tid >= 0).toBe(true)
    if (ph === 'M') expect(typeof args?.name).toBe('string')
    else expect(Number.isFinite(ts) && ts >= 0).toBe(true)
    if (ph === 'X') expect(dur).toBeGreaterThan(0)
    if (ph === 's' || ph === 'f') expect(Number.isInteger(id)).toBe(true)
    if (ph === 'f') expect(bp).toBe('e')
  }
})

it('each node has a track, and each event a slice', () => {
  expect(phase('M').map(({ args }) => args?.name)).toEqual(['lightcone', '(world)', ...nodes])
  expect(phase('X').map(({ ts }) => ts)).toEqual(events.map(({ at }) => at))
})

it('every flow begins in a slice of its own track, not later than it ends', () => {
  const slices = new Set(phase('X').map(({ tid, ts }) => `${tid} ${ts}`))
  const [begins, ends] = [phase('s'), phase('f')]
  expect(begins.length).toBeGreaterThan(50)
  expect(begins.map(({ id }) => id)).toEqual(ends.map(({ id }) => id))
  for (const [index, { tid, ts }] of begins.entries()) {
    expect(slices.has(`${tid} ${ts}`)).toBe(true)
    expect(ts).toBeLessThanOrEqual(ends[index]!.ts)
  }
})
