import { describeFault } from '../faults/describe.ts'
import type { Fault } from '../faults/fault.ts'
import { formatTime } from '../kernel/time.ts'
import type { TraceEvent } from './journal.ts'
import { shortJson } from './short-json.ts'

/** One line for each event of a run, made as it is read: `  412.3 ms  n2 ← n1  appendEntries {term: 3}`. */
export function* transcriptOf(events: Iterable<TraceEvent>): Generator<string> {
  for (const event of events) yield `${formatTime(event.at).padStart(13)}  ${describeEvent(event)}`
}

/** An event in words. */
export function describeEvent({ kind, node, peer, detail }: TraceEvent): string {
  switch (kind) {
    case 'deliver':
      return `${node} ← ${peer}  ${describeMessage(detail)}`
    case 'corrupted':
      return `${node} ← ${peer}  damaged: ${describeMessage(detail)}`
    case 'lost': {
      const { reason, message } = detail as { reason: string; message: unknown }
      const link = node === null ? '' : `${peer} ⇢ ${node}  `
      return `${link}lost (${reason})${message === null ? '' : `: ${describeMessage(message)}`}`
    }
    case 'held':
      return `${peer} ⇢ ${node}  held: ${describeMessage(detail)}`
    case 'duplicate':
      return `${peer} ⇢ ${node}  sent twice: ${describeMessage(detail)}`
    case 'timeout':
      return `${node}  timeout ${String(detail)}`
    case 'synced':
      return `${node}  ${String(detail)} is synced`
    case 'boot':
      return `${node}  starts`
    case 'crash':
      return `${node}  crashes${detail === true ? ', its disk is lost' : ''}`
    case 'fault':
      return `✂ ${describeFault(detail as Fault)}`
    case 'fault-end':
      return `✂ over: ${describeFault(detail as Fault)}`
    case 'heal':
      return '✂ all is healed'
    case 'note':
      return `${node}  note: ${String(detail)}`
    case 'invoke':
      return `${node}  asks for ${shortJson(detail)}`
    case 'return':
      return `${node}  got ${shortJson(detail)}`
    case 'violation': {
      const { property, message } = detail as { property: string; message: string }
      return `✗ ${property}: ${message}`
    }
    default:
      return kind satisfies never
  }
}

function describeMessage(message: unknown): string {
  const { type, ...payload } = message as { type: string }
  return Object.keys(payload).length === 0 ? type : `${type} ${shortJson(payload)}`
}
