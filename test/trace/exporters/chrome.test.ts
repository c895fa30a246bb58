import { expect, it } from 'vitest'
import { chromeTrace } from '../../../src/trace/exporters/chrome.ts'
import { events, nodes } from './recorded.ts'
import { formatComplaints } from './trace-event-format.ts'

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

const trace = JSON.parse([...chromeTrace(events, nodes)].join('\n')) as {
  traceEvents: Entry[]
  displayTimeUnit: string
}
const phase = (ph: string) => trace.traceEvents.filter((entry) => entry.ph === ph)

it('every entry is as the Trace Event Format has it', () => {
  expect(trace.traceEvents.flatMap((entry) => formatComplaints({ ...entry }))).toEqual([])
  expect(Object.keys(trace).sort()).toEqual(['displayTimeUnit', 'traceEvents'])
  expect(['ms', 'ns']).toContain(trace.displayTimeUnit)
})

it.each([
  { ph: 'Q', name: 'x', pid: 1, tid: 0, ts: 0 },
  { ph: 'X', cat: 'x', name: 'x', pid: 1, tid: 0, ts: 0, args: {} },
  { ph: 'X', cat: 'x', name: 'x', pid: 1, tid: 0, ts: -1, dur: 1, args: {} },
  { ph: 'f', cat: 'x', name: 'x', pid: 1, tid: 0, ts: 0, id: 1 },
  { ph: 'M', name: 'thread_colour', pid: 1, tid: 0, args: {} },
])('%j is not', (entry) => {
  expect(formatComplaints(entry)).not.toEqual([])
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
