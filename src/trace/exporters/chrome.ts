import type { TraceEvent } from '../journal.ts'
import { describeEvent } from '../transcript.ts'
import { placeOf, world } from './place.ts'

/**
 * A trace in the JSON of Chrome's tracing and Perfetto (the "Trace Event Format"): a track for each node, a slice of
 * 1 µs for each event, and a flow from where a message was sent to where it was handled. Times are in µs.
 */
export function* chromeTrace(events: Iterable<TraceEvent>, nodes: readonly string[]): Generator<string> {
  const lanes = [world, ...nodes]
  const origins: { readonly tid: number; readonly ts: number }[] = []
  yield '{"displayTimeUnit":"ms","traceEvents":['
  yield record({ ph: 'M', name: 'process_name', pid: 1, tid: 0, args: { name: 'lightcone' } })
  for (const [tid, name] of lanes.entries())
    yield `,${record({ ph: 'M', name: 'thread_name', pid: 1, tid, args: { name } })}`
  for (const event of events) {
    const { index, kind, at: ts, cause, detail } = event
    const tid = lanes.indexOf(placeOf(event))
    origins[index] = { tid, ts }
    const slice = { ph: 'X', cat: kind, name: nameOf(event), pid: 1, tid, ts, dur: 1 }
    yield `,${record({ ...slice, args: { index, event: describeEvent(event), detail: detail ?? null } })}`
    const origin = cause === null ? undefined : origins[cause]
    if (origin === undefined || (kind !== 'deliver' && kind !== 'corrupted')) continue
    const flow = { cat: 'message', name: nameOf(event), id: index, pid: 1 }
    yield `,${record({ ph: 's', ...flow, ...origin })}`
    yield `,${record({ ph: 'f', bp: 'e', ...flow, tid, ts })}`
  }
  yield ']}'
}

function nameOf({ kind, detail }: TraceEvent): string {
  if (kind === 'deliver' || kind === 'corrupted') return (detail as { type: string }).type
  return kind === 'timeout' || kind === 'note' ? String(detail) : kind
}

function record(value: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(value)
}
