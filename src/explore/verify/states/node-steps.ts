import { GrowingInts } from '../order/growing-ints.ts'
import { actions, isOfMessage } from './action.ts'
import type { Budgets } from './budgets.ts'
import { type Configurations, none } from './configurations.ts'
import { bootInput, crashInput, deliverInput, type LocalStates, timeoutInput } from './local-states.ts'

/** How many integers a step takes, and what stands where among them. */
export const stepLength = 9
export const stepAt = {
  /** What is done, as in actions; its node, and the message or the timer, -1 of others. */
  type: 0,
  node: 1,
  detail: 2,
  /** Of a message: what it is ordered by. */
  key: 3,
  /** The transition of the node's state; -1 when it makes none. */
  transition: 4,
  /** The node's next configuration, or below 0 `unknown` or `noStep`. */
  next: 5,
  /** By how much that, and what is sent where that is known, changes the halves of a fingerprint. */
  high: 6,
  low: 7,
  /** What else it does. */
  effects: 8,
} as const

/** How many integers a configuration takes: where its steps begin, where those of itself do, and where they end. */
const spanLength = 5
export const spanAt = {
  begin: 0,
  own: 1,
  end: 2,
  /** How many messages were found to change nothing, and have no step any more. */
  idle: 3,
  /** How many steps have turned out to be none since somebody asked. */
  outdated: 4,
} as const

/** In the place of the next configuration: nobody has asked for it, or there is no such step. */
const unknown = -1
const noStep = -2

/** What a step does besides changing its node's configuration, as bits. */
export const effects = {
  /** Others are sent messages. */
  sends: 1,
  /** It uses up a budget. */
  spends: 2,
  /** A client's operation, or what the step itself violates, is judged. */
  isJudged: 4,
  /** Nothing at all: it is left out unless some property remembers it. */
  isIdle: 8,
} as const

/** Which steps there are. */
export interface StepRules {
  /** A message is gone when it has been delivered. */
  readonly consumes: boolean
  /** A message that changes nothing, or that nobody is up to receive, stays under way. */
  readonly leavesOutIdle: boolean
  /** A delivery that certainly changes nothing, nor shows a violation, is no step. */
  readonly skipsIdle: boolean
}

/**
 * What can happen to a node in each of its configurations: steps with one of its messages, in their order, then those of
 * itself, whether or not there is still a budget for them. They are known by where they stand in `rows`, as a search
 * looks at little else. A handler runs when its step is taken for the first time.
 */
export class NodeSteps {
  private readonly local: LocalStates
  private readonly configurations: Configurations
  private readonly budgets: Budgets
  private readonly rules: StepRules
  /** By step and by configuration, see above; a configuration that nobody has asked for begins at -1. */
  readonly rows = new GrowingInts()
  readonly spans = new GrowingInts()

  constructor(local: LocalStates, configurations: Configurations, budgets: Budgets, rules: StepRules) {
    this.local = local
    this.configurations = configurations
    this.budgets = budgets
    this.rules = rules
  }

  /** How much memory they take, bytes. */
  get bytes(): number {
    return this.rows.bytes + this.spans.bytes
  }

  /** Where the span of a configuration stands in `spans`. */
  spanOf(configuration: number): number {
    const span = spanLength * configuration
    if (span >= this.spans.length || this.spans.items[span]! < 0) this.find(configuration)
    else if (this.spans.items[span + spanAt.outdated]! > 0) this.forget(configuration)
    return span
  }

  /** Finds where a step leads from its configuration; false when it turns out to be no step. */
  resolve(step: number, configuration: number): boolean {
    const { configurations, local } = this
    const { transitions } = local
    const { items } = this.rows
    const type = items[step + stepAt.type]!
    const detail = items[step + stepAt.detail]!
    const before = configurations.localOf(configuration)
    const transition = transitionOf(local, before, type, detail)
    const isIdle = isOfMessage(type) && transition !== none && local.isIdle(before, transition)
    if (isIdle && this.rules.skipsIdle) {
      const span = spanLength * configuration
      if (type === actions.deliver) this.spans.items[span + spanAt.idle]!++
      this.spans.items[span + spanAt.outdated]!++
      items[step + stepAt.next] = noStep
      return false
    }
    const isGone = type === actions.drop || (type === actions.deliver && this.rules.consumes)
    const next = configurations.after(configuration, isGone ? detail : none, transition)
    items[step + stepAt.transition] = transition
    items[step + stepAt.next] = next
    items[step + stepAt.high] = configurations.high(next) - configurations.high(configuration)
    items[step + stepAt.low] = configurations.low(next) - configurations.low(configuration)
    const spends = this.budgets.counterOf(type, items[step + stepAt.node]!) >= 0 ? effects.spends : 0
    items[step + stepAt.effects] = spends
    if (transition === none) return true
    const isJudged =
      transitions.history(transition) !== 0 || local.consequences[transition]!.breaches.length > 0
    items[step + stepAt.effects] =
      spends |
      (this.countSends(step, transition) ? effects.sends : 0) |
      (isJudged ? effects.isJudged : 0) |
      (isIdle && this.rules.leavesOutIdle ? effects.isIdle : 0)
    return true
  }

  /** Forgets the steps that turned out to be none: those behind them move up. */
  private forget(configuration: number): void {
    const spans = this.spans.items
    const rows = this.rows.items
    const span = spanLength * configuration
    const own = spans[span + spanAt.own]!
    const end = spans[span + spanAt.end]!
    let to = spans[span + spanAt.begin]!
    for (let step = to; step < end; step += stepLength) {
      if (step === own) spans[span + spanAt.own] = to
      if (rows[step + stepAt.next] === noStep) continue
      rows.copyWithin(to, step, step + stepLength)
      to += stepLength
    }
    if (own === end) spans[span + spanAt.own] = to
    spans[span + spanAt.end] = to
    spans[span + spanAt.outdated] = 0
  }

  private find(configuration: number): void {
    const { spans, rows, local, configurations, budgets, rules } = this
    const at = spanLength * configuration
    while (spans.length <= at) for (let place = 0; place < spanLength; place++) spans.push(-1)
    const before = configurations.localOf(configuration)
    const { node, up } = local.locals.values[before]!
    spans.items[at + spanAt.begin] = rows.length
    spans.items[at + spanAt.idle] = 0
    spans.items[at + spanAt.outdated] = 0
    const messages = configurations.messagesOf(configuration)
    for (const [index, envelope] of messages.entries()) {
      if (index > 0 && configurations.areAlike(messages[index - 1]!, envelope)) continue
      const key = configurations.key(envelope)
      if (up || (rules.consumes && !rules.leavesOutIdle)) this.add(actions.deliver, node, envelope, key)
      if (up && budgets.duplicatesAt >= 0) this.add(actions.duplicate, node, envelope, key)
      if (budgets.dropsAt >= 0) this.add(actions.drop, node, envelope, key)
    }
    spans.items[at + spanAt.own] = rows.length
    if (up) {
      for (const timer of local.timersOf[before]!) this.add(actions.timeout, node, timer)
      if (budgets.crashesAt >= 0 && budgets.crashable[node]!) this.add(actions.crash, node, none)
    } else this.add(actions.restart, node, none)
    spans.items[at + spanAt.end] = rows.length
  }

  private add(type: number, node: number, detail: number, key = 0): void {
    const { rows } = this
    const step = rows.length
    rows.length += stepLength
    rows.grow(rows.length)
    rows.items[step + stepAt.type] = type
    rows.items[step + stepAt.node] = node
    rows.items[step + stepAt.detail] = detail
    rows.items[step + stepAt.key] = key
    rows.items[step + stepAt.next] = unknown
  }

  /** Counts what others are sent as far as that does not depend on them; whether they are sent anything. */
  private countSends(step: number, transition: number): boolean {
    const { transitions, receivers, envelopes } = this.local
    const { items } = this.rows
    const end = transitions.sendsEnd(transition)
    let sendsAny = false
    for (let at = transitions.sendsFrom(transition); at < end; at++) {
      const envelope = transitions.sends.items[at]!
      if (receivers.items[envelope] === items[step + stepAt.node]) continue
      sendsAny = true
      if (!this.configurations.isAdditive) continue
      items[step + stepAt.high]! += envelopes.high.items[envelope]!
      items[step + stepAt.low]! += envelopes.low.items[envelope]!
    }
    return sendsAny
  }
}

/** The transition of a node's state at a step of its own or with a message; -1 when it makes none. */
export function transitionOf(local: LocalStates, before: number, type: number, detail: number): number {
  switch (type) {
    case actions.timeout:
      return local.transition(before, timeoutInput(detail))
    case actions.crash:
      return local.transition(before, crashInput)
    case actions.restart:
      return local.transition(before, bootInput)
    case actions.drop:
      return none
    default:
      // What arrives at a node that is down is lost.
      return local.isUp.items[before] === 1 ? local.transition(before, deliverInput(detail)) : none
  }
}
