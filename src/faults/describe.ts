import { formatTime, type Micros } from '../kernel/time.ts'
import type { Latency } from '../network/latency.ts'
import type { LinkOptions } from '../network/link.ts'
import type { PartitionShape } from '../network/partition.ts'
import type { Fault, TimedFault } from './fault.ts'

/**
 * A fault in plain words: `crash n1 for 300 ms`, `partition {n1 | n2 n3}`, `n2 → n3 clogged for 2 s`; `parseFault`
 * reads them back.
 */
export function describeFault(fault: Fault): string {
  switch (fault.type) {
    case 'crash':
    case 'pause':
    case 'wipe':
      return `${fault.type} ${fault.node}${during(fault.lasts)}`
    case 'restart':
    case 'resume':
      return `${fault.type} ${fault.node}`
    case 'slow':
      return `slow ${fault.node} down ${fault.factor} times${during(fault.lasts)}`
    case 'upgrade':
      return `upgrade ${fault.node} to ${fault.to}${fault.lasts !== undefined ? `, down for ${formatTime(fault.lasts)}` : ''}`
    case 'partition':
      return `${describeCut(fault.cut)}${during(fault.lasts)}`
    case 'clog':
      return `${names(fault.from)} → ${names(fault.to)} clogged${during(fault.lasts)}`
    case 'degrade':
      return `${links(fault.from, fault.to)}: ${describeChange(fault.change)}${during(fault.lasts)}`
    case 'heal':
      return 'heal all links'
    case 'clockJump':
      return `set the clock of ${fault.node} ${formatTime(Math.abs(fault.by))} ${fault.by < 0 ? 'back' : 'forward'}`
    case 'clockDrift': {
      const size = `${Math.abs(fault.drift)} millionths too ${fault.drift < 0 ? 'slow' : 'fast'}`
      return `clock of ${fault.node} runs ${fault.drift === 0 ? 'true' : size}${during(fault.lasts)}`
    }
    case 'disk':
      return `disk of ${fault.node}: ${fault.fault}${during(fault.lasts)}`
    default:
      return fault satisfies never
  }
}

/** A line of a script: `at 120 ms partition {n1 | n2 n3}`. */
export function describeTimedFault({ at, fault }: TimedFault): string {
  return `at ${formatTime(at)} ${describeFault(fault)}`
}

function describeCut(cut: PartitionShape): string {
  switch (cut.shape) {
    case 'groups':
      return `partition ${groups(cut.groups)}`
    case 'oneWay':
      return `cut ${names(cut.from)} → ${names(cut.to)}`
    case 'bridge':
      return `partition ${groups(cut.sides)} bridged by ${cut.bridge}`
    case 'ring':
      return `partition into a ring ${names(cut.ring)}`
    case 'isolate':
      return `isolate ${cut.node}`
    default:
      return cut satisfies never
  }
}

function describeChange(change: Partial<LinkOptions>): string {
  const parts: string[] = []
  for (const name of ['loss', 'duplication', 'corruption'] as const) {
    const parted = change[name]
    if (parted !== undefined) parts.push(`${name} ${parted / 10_000} %`)
  }
  if (change.corruptionIs !== undefined) parts.push(`corruption is ${change.corruptionIs}`)
  if (change.latency !== undefined) parts.push(`latency ${describeLatency(change.latency)}`)
  if (change.order !== undefined) parts.push(`order ${change.order}`)
  if (change.bandwidth !== undefined)
    parts.push(change.bandwidth === null ? 'bandwidth unlimited' : `bandwidth ${change.bandwidth} bytes/s`)
  return parts.join(', ') || 'unchanged'
}

function describeLatency(latency: Latency): string {
  switch (latency.type) {
    case 'constant':
      return formatTime(latency.latency)
    case 'uniform':
      return `${formatTime(latency.min)} … ${formatTime(latency.max)}`
    case 'exponential':
      return `exponential, ${formatTime(latency.min)} or more, mean ${formatTime(latency.mean)}`
    case 'logNormal':
      return `log-normal, median ${formatTime(latency.median)}, sigma ${latency.sigma}`
    case 'bimodal':
      return `${inBrackets(latency.usual)}, and rarely (${latency.rarely / 10_000} %) ${describeLatency(latency.tail)}`
    default:
      return latency satisfies never
  }
}

/** A mixture within a mixture would else be read as the other way round. */
function inBrackets(latency: Latency): string {
  const words = describeLatency(latency)
  return latency.type === 'bimodal' ? `(${words})` : words
}

function links(from: readonly string[] | undefined, to: readonly string[] | undefined): string {
  if (from === undefined && to === undefined) return 'all links'
  return `${from ? names(from) : 'all'} → ${to ? names(to) : 'all'}`
}

function names(nodes: readonly string[]): string {
  return nodes.join(' ')
}

function groups(parts: readonly (readonly string[])[]): string {
  return `{${parts.map(names).join(' | ')}}`
}

function during(lasts: Micros | undefined): string {
  return lasts === undefined ? '' : ` for ${formatTime(lasts)}`
}
