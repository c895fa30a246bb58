import { GrowingInts } from '../order/growing-ints.ts'
import { actions, isOfMessage } from './action.ts'
import type { Budgets } from './budgets.ts'
import { type Configurations, none } from './configurations.ts'
import { bootInput, crashInput, deliverInput, type LocalStates, timeoutInput } from './local-states.ts'

/**
 * How many integers a step takes in `rows` and as many in `details`. In `rows` stands what a search looks at all the
 * time:
 */
export const stepLength = 4
/** what else it does than change its node's configuration, */
export const effectsAt = 0
/** by how much that, and what is sent where that is known, changes the halves of a fingerprint, */
export const highAt = 1
export const lowAt = 2
/** the node's next configuration. */
export const nextAt = 3

/** What stands where in `details`. */
export const detailAt = {
  /** What is done, as in actions; its node, and the message or the timer, -1 of others. */
  type: 0,
  node: 1,
  detail: 2,
  /** The transition of the node's state; -1 when it makes none. */
  transition: 3,
} as const

/** How many integers a configuration takes: */
export const spanLength = 4
/** where its steps begin, where those of itself do, and where they end, */
export const beginAt = 0
export const ownAt = 1
export const endAt = 2
/** and how many messages were found to change nothing, and have no step any more. */
export const idleAt = 3

/** In the place of the next configuration of what turned out to be no step. */
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
  /** What it makes of a fingerprint is only known when it is taken. */
  isUnforeseen: 16,
  /** Nobody has asked yet. */
  isUnknown: 32,
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
 * itself, whether or not there is still a budget for them. They are known by where they stand in `rows`. A handler runs
 * when its step is taken for the first time.
 */
export class NodeSteps {
  private readonly local: LocalStates
  private readonly configurations: Configurations
  private readonly budgets: Budgets
  private readonly rules: StepRules
  /** By step, see above. */
  readonly rows = new GrowingInts()
  readonly details = new GrowingInts()
  /** By configuration. */
  readonly spans = new GrowingInts()
  /** How many steps a configuration has at most. */
  most = 0
  /** Configurations with steps that turned out to be none. */
  private readonly outdated = new GrowingInts(64)

  constructor(local: LocalStates, configurations: Configurations, budgets: Budgets, rules: StepRules) {
    this.local = local
    this.configurations = configurations
    this.budgets = budgets
    this.rules = rules
  }

  /** How much memory they take, bytes. */
  get bytes(): number {
    return this.rows.bytes + this.details.bytes + this.spans.bytes
  }

  /** What a step does, as in actions. */
  typeOf(step: number): number {
    return this.details.items[step + detailAt.type]!
  }

  nodeOf(step: number): number {
    return this.details.items[step + detailAt.node]!
  }

  /** Its message or its timer; -1 of others. */
  detailOf(step: number): number {
    return this.details.items[step + detailAt.detail]!
  }

  /** The transition of the node's state; -1 when it makes none. */
  transitionOf(step: number): number {
    return this.details.items[step + detailAt.transition]!
  }

  /**
   * Sees to it that all configurations have steps, and that those are forgotten that turned out to be none. Until the
   * next time, steps stay where they are, and it is not known what happens in configurations that are new.
   */
  refresh(): void {
    const { outdated, configurations } = this
    for (let index = 0; index < outdated.length; index++) this.forget(outdated.items[index]!)
    outdated.length = 0
    while (this.spans.length < spanLength * configurations.size) this.find(this.spans.length / spanLength)
  }

  /** Finds where a step leads from its configuration; false when it turns out to be no step. */
  resolve(step: number, configuration: number): boolean {
    const { configurations, local } = this
    const { transitions } = local
    const { items } = this.rows
    if (items[step + nextAt] === noStep) return false
    const type = this.typeOf(step)
    const detail = this.detailOf(step)
    const before = configurations.localOf(configuration)
    const transition = transitionOf(local, before, type, detail)
    const isIdle = isOfMessage(type) && transition !== none && local.isIdle(before, transition)
    if (isIdle && this.rules.skipsIdle) {
      if (type === actions.deliver) this.spans.items[spanLength * configuration + idleAt]!++
      this.outdated.push(configuration)
      items[step + nextAt] = noStep
      return false
    }
    const isGone = type === actions.drop || (type === actions.deliver && this.rules.consumes)
    const next = configurations.after(configuration, isGone ? detail : none, transition)
    this.details.items[step + detailAt.transition] = transition
    items[step + nextAt] = next
    items[step + highAt] = configurations.high(next) - configurations.high(configuration)
    items[step + lowAt] = configurations.low(next) - configurations.low(configuration)
    const spends = this.budgets.counterOf(type, this.nodeOf(step)) >= 0 ? effects.spends : 0
    const isJudged =
      transition !== none &&
      (transitions.history(transition) !== 0 || local.consequences[transition]!.breaches.length > 0)
    items[step + effectsAt] =
      spends |
      (transition === none ? 0 : this.countSends(step, transition)) |
      (isJudged ? effects.isJudged | effects.isUnforeseen : 0) |
      (isIdle && this.rules.leavesOutIdle ? effects.isIdle : 0)
    return true
  }

  /** Forgets the steps that turned out to be none: those behind them move up. */
  private forget(configuration: number): void {
    const spans = this.spans.items
    const rows = this.rows.items
    const span = spanLength * configuration
    const own = spans[span + ownAt]!
    const end = spans[span + endAt]!
    let to = spans[span + beginAt]!
    for (let step = to; step < end; step += stepLength) {
      if (step === own) spans[span + ownAt] = to
      if (rows[step + nextAt] === noStep) continue
      rows.copyWithin(to, step, step + stepLength)
      this.details.items.copyWithin(to, step, step + stepLength)
      to += stepLength
    }
    if (own === end) spans[span + ownAt] = to
    spans[span + endAt] = to
  }

  private find(configuration: number): void {
    const { spans, rows, local, configurations, budgets, rules } = this
    const at = spanLength * configuration
    spans.length += spanLength
    spans.grow(spans.length)
    const before = configurations.localOf(configuration)
    const { node, up } = local.locals.values[before]!
    spans.items[at + beginAt] = rows.length
    spans.items[at + idleAt] = 0
    const messages = configurations.messagesOf(configuration)
    for (let index = 0; index < messages.length; index++) {
      const envelope = messages[index]!
      if (index > 0 && configurations.areAlike(messages[index - 1]!, envelope)) continue
      if (up || (rules.consumes && !rules.leavesOutIdle)) this.add(actions.deliver, node, envelope)
      if (up && budgets.duplicatesAt >= 0) this.add(actions.duplicate, node, envelope)
      if (budgets.dropsAt >= 0) this.add(actions.drop, node, envelope)
    }
    spans.items[at + ownAt] = rows.length
    if (up) {
      for (const timer of local.timersOf[before]!) this.add(actions.timeout, node, timer)
      if (budgets.crashesAt >= 0 && budgets.crashable[node]!) this.add(actions.crash, node, none)
    } else this.add(actions.restart, node, none)
    spans.items[at + endAt] = rows.length
    this.most = Math.max(this.most, (rows.length - spans.items[at + beginAt]!) / stepLength)
  }

  private add(type: number, node: number, detail: number): void {
    const { rows, details } = this
    const step = rows.length
    rows.length += stepLength
    rows.grow(rows.length)
    details.grow(rows.length)
    rows.items[step + effectsAt] = effects.isUnknown
    details.items[step + detailAt.type] = type
    details.items[step + detailAt.node] = node
    details.items[step + detailAt.detail] = detail
  }

  /** Counts what others are sent as far as that does not depend on them; how they are sent it, as effects. */
  private countSends(step: number, transition: number): number {
    const { transitions, receivers, envelopes } = this.local
    const { items } = this.rows
    const from = transitions.sendsFrom(transition)
    const end = transitions.sendsEnd(transition)
    const sends = transitions.sends.items
    let how = 0
    for (let at = from; at < end; at++) {
      const envelope = sends[at]!
      const receiver = receivers.items[envelope]!
      if (receiver === this.nodeOf(step)) continue
      how |= effects.sends
      if (!this.configurations.isAdditive) {
        // What the second of two messages for one node changes depends on the first.
        for (let before = from; before < at; before++)
          if (receivers.items[sends[before]!] === receiver) how |= effects.isUnforeseen
        continue
      }
      items[step + highAt]! += envelopes.high.items[envelope]!
      items[step + lowAt]! += envelopes.low.items[envelope]!
    }
    return how
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
