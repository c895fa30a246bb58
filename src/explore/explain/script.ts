import { describeFault, describeTimedFault } from '../../faults/describe.ts'
import type { TimedFault } from '../../faults/fault.ts'
import { formatTime } from '../../kernel/time.ts'
import type { Pin } from '../../simulation/pinned-network.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import type { TimerPin } from '../../simulation/timer-pins.ts'
import { shortJson } from '../../trace/short-json.ts'

/** The parts of a plan that a script numbers, each kind from 1 on. */
export interface NumberedParts {
  readonly operation: readonly { readonly node: string; readonly operation: unknown }[]
  /** Armed conditional faults, by their index in the scenario's faults. */
  readonly condition: readonly number[]
  /** In order of time. */
  readonly fault: readonly TimedFault[]
  readonly pin: readonly Pin[]
  readonly timer: readonly TimerPin[]
}

/** The parts of a plan in the order in which its script numbers them: `fault#2` is the second of `fault`. */
export function numberedParts(plan: Plan): NumberedParts {
  const { operations, conditions, faults, network, pins = [], timers = [] } = plan
  return {
    operation: Object.entries(operations).flatMap(([node, all]) =>
      all.map((operation) => ({ node, operation })),
    ),
    condition: conditions,
    fault: [...faults].sort((a, b) => a.at - b.at),
    pin: network?.pins ?? pins,
    timer: timers,
  }
}

/** A plan as a script for people, a line for each thing in it; what can be left out is numbered. */
export function scriptOf(scenario: Scenario, plan: Plan): string[] {
  const all = Object.keys(scenario.nodes)
  const nodes = plan.nodes ?? all
  const { network } = plan
  const { operation, condition, fault, pin, timer } = numberedParts(plan)
  const lines = [`nodes ${nodes.join(' ')}${nodes.length < all.length ? ` (of ${all.length})` : ''}`]
  if (network) lines.push(`every message takes ${formatTime(network.latency)}`)
  else lines.push(`the network is the scenario's, drawn from seed ${plan.seed}`)
  const number = (kind: keyof NumberedParts, texts: readonly string[]) => {
    for (const [index, text] of texts.entries()) lines.push(`${kind}#${index + 1}: ${text}`)
  }
  number(
    'operation',
    operation.map(({ node, operation: what }) => `${node}: ${describeOperation(what)}`),
  )
  number(
    'condition',
    condition.map((index) => describeCondition(scenario, index)),
  )
  number('fault', fault.map(describeTimedFault))
  number('pin', pin.map(describePin))
  number('timer', timer.map(describeTimerPin))
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

function describeCondition({ faults }: Scenario, index: number): string {
  const source = faults[index]
  if (source === undefined || !('when' in source))
    return `the fault ${index} of the scenario, which is no condition`
  const { when, delay, fault } = source
  return `when ${oneLine(String(when))}${delay ? `, ${formatTime(delay)} later` : ''}: ${describeFault(fault)}`
}

function oneLine(source: string): string {
  return source.replace(/\s+/g, ' ').replace(/^\((.*?)\) => /, (_, parameters: string) => `${parameters} => `)
}
