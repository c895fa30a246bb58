import { describeFault, describeTimedFault } from '../../faults/describe.ts'
import { formatTime } from '../../kernel/time.ts'
import type { Pin } from '../../simulation/pinned-network.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import type { TimerPin } from '../../simulation/timer-pins.ts'
import { shortJson } from '../../trace/short-json.ts'

/** A plan as a script for people, a line for each thing in it. */
export function scriptOf(scenario: Scenario, plan: Plan): string[] {
  const all = Object.keys(scenario.nodes)
  const nodes = plan.nodes ?? all
  const { network } = plan
  const lines = [`nodes ${nodes.join(' ')}${nodes.length < all.length ? ` (of ${all.length})` : ''}`]
  if (network) lines.push(`every message takes ${formatTime(network.latency)}`)
  else lines.push(`the network is the scenario's, drawn from seed ${plan.seed}`)
  for (const [node, operations] of Object.entries(plan.operations))
    for (const operation of operations) lines.push(`${node}: ${describeOperation(operation)}`)
  for (const condition of plan.conditions) {
    const source = scenario.faults[condition]
    if (source && 'when' in source)
      lines.push(
        `when ${oneLine(String(source.when))}${source.delay ? `, ${formatTime(source.delay)} later` : ''}: ${describeFault(source.fault)}`,
      )
  }
  for (const timed of [...plan.faults].sort((a, b) => a.at - b.at)) lines.push(describeTimedFault(timed))
  for (const pin of network?.pins ?? []) lines.push(describePin(pin))
  for (const pin of plan.timers ?? []) lines.push(describeTimerPin(pin))
  if (plan.until !== undefined) lines.push(`end at ${formatTime(plan.until)}`)
  return lines
}

/** `n2 → n3 #4 dropped`, `n1 → n2 #7 takes 40 ms`. */
export function describePin({ from, to, nth, arrivals, damage }: Pin): string {
  const message = `${from} → ${to} #${nth}`
  if (arrivals.length === 0) return `${message} dropped`
  const damaged = damage === undefined ? '' : damage === 'detected' ? ', damaged' : ', silently damaged'
  const times = arrivals.map(formatTime).join(' and ')
  return `${message} ${arrivals.length > 1 ? 'arrives after' : 'takes'} ${times}${damaged}`
}

/** `n1: timer election #2 fires after 3 ms`. */
export function describeTimerPin({ node, timer, key, nth, after }: TimerPin): string {
  return `${node}: timer ${timer}${key === undefined ? '' : ` of ${key}`} #${nth} fires after ${formatTime(after)}`
}

function describeOperation(operation: unknown): string {
  const { after, input } = (operation ?? {}) as { after?: unknown; input?: unknown }
  if (typeof after !== 'number' || input === undefined) return shortJson(operation)
  return `${after === 0 ? '' : `after ${formatTime(after)}, `}${shortJson(input)}`
}

function oneLine(source: string): string {
  return source.replace(/\s+/g, ' ').replace(/^\((.*?)\) => /, (_, parameters: string) => `${parameters} => `)
}
