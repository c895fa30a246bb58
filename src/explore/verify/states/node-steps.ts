import { GrowingInts } from '../order/growing-ints.ts'
import { actions, isOfMessage } from './action.ts'
import type { Budgets } from './budgets.ts'
import { type Configurations, none } from './configurations.ts'
import { bootInput, crashInput, deliverInput, type LocalStates, timeoutInput } from './local-states.ts'

/** The length of a row, and what stands where in it. */
const row = 8
const typeAt = 0
const nodeAt = 1
const detailAt = 2
const transitionAt = 3
const nextAt = 4
const highAt = 5
const lowAt = 6
const effectsAt = 7

/** In the place of the next configuration: nobody has asked for it, or there is no such step. */
const unknown = -1
const noStep = -2

/**
 * What a step does besides changing its node's configuration, as bits: messages leave; clients do, or steps violate,
 * what is judged; or nothing at all, so that it is left out unless some property remembers it.
 */
export const effects = { sends: 1, isJudged: 2, isIdle: 4 } as const

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
 * What can happen to a node in each of its configurations, by number: steps with one of its messages, in their order,
 * then those of itself, whether or not there is still a budget for them. A handler runs when its step is taken first.
 */
export class NodeSteps {
  private readonly local: LocalStates
  private readonly configurations: Configurations
  private readonly budgets: Budgets
  private readonly rules: StepRules
  private readonly rows = new GrowingInts()
  private size = 0
  /** By configuration: its first step (none until somebody asks), the first that is of itself, and behind the last. */
  private readonly begins = new GrowingInts()
  private readonly owns = new GrowingInts()
  private readonly ends = new GrowingInts()
  /** By configuration, how many messages were found to change nothing, and have no step any more. */
  private readonly idles = new GrowingInts()

  constructor(local: LocalStates, configurations: Configurations, budgets: Budgets, rules: StepRules) {
    this.local = local
    this.configurations = configurations
    this.budgets = budgets
    this.rules = rules
  }

  /** How much memory they take, bytes. */
  get bytes(): number {
    const { rows, begins, owns, ends, idles } = this
    return [rows, begins, owns, ends, idles].reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** The first step in a configuration. */
  begin(configuration: number): number {
    if (configuration >= this.begins.length || this.begins.items[configuration] === none)
      this.find(configuration)
    return this.begins.items[configuration]!
  }

  /** The first step that is not of a message; only after `begin`. */
  own(configuration: number): number {
    return this.owns.items[configuration]!
  }

  end(configuration: number): number {
    return this.ends.items[configuration]!
  }

  /** How many messages are known to change nothing. */
  idle(configuration: number): number {
    return this.idles.items[configuration]!
  }

  /** What is done, as in actions. */
  type(step: number): number {
    return this.rows.items[row * step + typeAt]!
  }

  node(step: number): number {
    return this.rows.items[row * step + nodeAt]!
  }

  /** The message or the timer; -1 of others. */
  detail(step: number): number {
    return this.rows.items[row * step + detailAt]!
  }

  /** The transition of the node's state; `none` when it makes none. */
  transition(step: number): number {
    return this.rows.items[row * step + transitionAt]!
  }

  /** The node's next configuration. */
  next(step: number): number {
    return this.rows.items[row * step + nextAt]!
  }

  /** By how much that changes the halves of a fingerprint. */
  high(step: number): number {
    return this.rows.items[row * step + highAt]!
  }

  low(step: number): number {
    return this.rows.items[row * step + lowAt]!
  }

  effects(step: number): number {
    return this.rows.items[row * step + effectsAt]!
  }

  /** Finds where a step leads from its configuration, if that is not known; false when it turns out to be no step. */
  resolve(step: number, configuration: number): boolean {
    const known = this.next(step)
    if (known >= 0) return true
    return known === unknown && this.findNext(step, configuration)
  }

  /** Forgets a step that turned out to be none: those behind it move up. */
  forget(step: number, configuration: number): void {
    const end = this.ends.items[configuration]!
    this.rows.items.copyWithin(row * step, row * (step + 1), row * end)
    this.owns.items[configuration]!--
    this.ends.items[configuration]!--
  }

  /** Whether it turned out that there is no such step. */
  isNone(step: number): boolean {
    return this.next(step) === noStep
  }

  private find(configuration: number): void {
    const { begins, owns, ends, idles, size, local, budgets } = this
    while (begins.length <= configuration) for (const list of [begins, owns, ends, idles]) list.push(none)
    const before = this.configurations.localOf(configuration)
    const { node, up } = local.locals.values[before]!
    begins.items[configuration] = size
    idles.items[configuration] = 0
    const messages = this.configurations.messagesOf(configuration)
    for (const [index, envelope] of messages.entries()) {
      if (index > 0 && this.configurations.areAlike(messages[index - 1]!, envelope)) continue
      if (up || (this.rules.consumes && !this.rules.leavesOutIdle)) this.add(actions.deliver, node, envelope)
      if (up && budgets.duplicatesAt >= 0) this.add(actions.duplicate, node, envelope)
      if (budgets.dropsAt >= 0) this.add(actions.drop, node, envelope)
    }
    owns.items[configuration] = this.size
    if (up) {
      for (const timer of local.timersOf[before]!) this.add(actions.timeout, node, timer)
      if (budgets.crashesAt >= 0 && budgets.crashable[node]!) this.add(actions.crash, node, none)
    } else this.add(actions.restart, node, none)
    ends.items[configuration] = this.size
  }

  private add(type: number, node: number, detail: number): void {
    const { rows } = this
    const at = rows.length
    rows.length += row
    rows.grow(rows.length)
    rows.items[at + typeAt] = type
    rows.items[at + nodeAt] = node
    rows.items[at + detailAt] = detail
    rows.items[at + nextAt] = unknown
    this.size++
  }

  private findNext(step: number, configuration: number): boolean {
    const { configurations, local } = this
    const { transitions } = local
    const { items } = this.rows
    const at = row * step
    const type = items[at + typeAt]!
    const transition = this.findTransition(step, configuration)
    const isIdle = transition !== none && local.isIdle(configurations.localOf(configuration), transition)
    if (isIdle && isOfMessage(type) && this.rules.skipsIdle) {
      if (type === actions.deliver) this.idles.items[configuration]!++
      items[at + nextAt] = noStep
      return false
    }
    const isGone = type === actions.drop || (type === actions.deliver && this.rules.consumes)
    const next = configurations.after(configuration, isGone ? items[at + detailAt]! : none, transition)
    items[at + transitionAt] = transition
    items[at + nextAt] = next
    items[at + highAt] = configurations.high(next) - configurations.high(configuration)
    items[at + lowAt] = configurations.low(next) - configurations.low(configuration)
    if (transition === none) return true
    const sends = transitions.sendsEnd(transition) - transitions.sendsFrom(transition)
    const { breaches } = local.consequences[transition]!
    items[at + effectsAt] =
      (sends > 0 ? effects.sends : 0) |
      (transitions.history(transition) !== 0 || breaches.length > 0 ? effects.isJudged : 0) |
      (isIdle && isOfMessage(type) && this.rules.leavesOutIdle ? effects.isIdle : 0)
    return true
  }

  private findTransition(step: number, configuration: number): number {
    const { local } = this
    const before = this.configurations.localOf(configuration)
    const detail = this.detail(step)
    switch (this.type(step)) {
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
}
