import type { Property } from '../../../checkers/property.ts'
import type { Scenario } from '../../../simulation/scenario.ts'
import type { VerifyBounds } from '../../../simulation/verify-bounds.ts'
import { type Action, type Asleep, actions, type Successors } from './action.ts'
import { Budgets } from './budgets.ts'
import { Histories } from './histories.ts'
import {
  type Breach,
  bootInput,
  crashInput,
  deliverInput,
  LocalStates,
  timeoutInput,
} from './local-states.ts'
import { Memories } from './memories.ts'
import { counterHigh, lowerHalf, queuedHigh } from './state-hash.ts'

/** Ways to look at fewer states or steps with the same verdict; each is on unless it is false, but for `sleep`. */
export interface Reductions {
  /** Take states for one that differ in the names of the nodes that the bounds call symmetric. */
  readonly symmetry?: boolean
  /**
   * Leave out messages that their receivers have no handler for. In a network that is `ordered`, a counterexample may
   * be the shorter for it, as others need not wait behind them.
   */
  readonly unheard?: boolean
  /**
   * Leave messages under way whose delivery would change nothing, or that nobody is up to receive; not where something
   * must come to hold, which may have to do without them.
   */
  readonly idle?: boolean
  /**
   * Of steps that commute, take one order only (sleep sets): fewer steps to the same states, at the same depths. Only
   * where it is asked for, and only in the order `breadth`, without `within` and without what must come to hold, as it
   * does not always pay: two-phase commit with 8 managers takes 18 % of its steps and two thirds of the cycles in a
   * network without order, two thirds of the steps and four fifths of the cycles in one that is a set; Raft with two
   * elections, whose properties tell most orders apart, 80 % of the steps and 9 % more cycles; and small searches take
   * longer. The sets take up to half as much memory as the visited states and the queue. Under symmetry, how many steps
   * are saved depends on the number of shards.
   */
  readonly sleep?: boolean
}

/**
 * A scenario as a graph: states as vectors of small integers, and the steps between them. A vector holds the number of
 * each node's local state, how much of each bound is used up, what each property remembers, what clients saw, and
 * then the messages under way, by number and in a canonical order. Its hash is the sum of its parts' hashes, so that a
 * step changes it by little.
 */
export class TransitionSystem {
  readonly local: LocalStates
  readonly memories: readonly Memories[]
  readonly histories: Histories | null
  readonly budgets: Budgets
  /** Where the messages begin in a vector. */
  readonly fixed: number
  readonly memoriesAt: number
  /** Where the history stands; -1 when none is judged. */
  readonly historyAt: number
  /** A message is gone when it has been delivered. */
  readonly consumes: boolean
  /** The messages of a link stand behind each other in their order. */
  readonly isOrdered: boolean
  /** What the step just found violated. */
  readonly breaches: (Breach & { readonly node: number })[] = []
  /** The step that was just found. */
  readonly action: Action = { type: 0, node: 0, detail: 0 }
  /** The transition of a local state in that step; -1 when there was none. */
  transition = -1
  /** What some property made of that step depends on other nodes, or is a violation. */
  isEntangled = false

  private readonly nodes: number
  private readonly leavesOutIdle: boolean
  private asleep: Asleep | null = null
  private readonly isSynchronous: boolean
  private scratch = new Int32Array(256)
  private length = 0
  private high = 0
  private low = 0

  constructor(
    scenario: Scenario,
    bounds: VerifyBounds,
    operations: Readonly<Record<string, readonly unknown[]>>,
    properties: readonly Property[],
    reductions: Reductions = {},
  ) {
    const { synchronous = false } = bounds
    const leavesOutUnheard = reductions.unheard ?? true
    this.local = new LocalStates(scenario.nodes, operations, properties, leavesOutUnheard, synchronous)
    this.isSynchronous = synchronous
    const { ids } = this.local
    this.nodes = ids.length
    const { network = 'unordered' } = bounds
    this.consumes = network === 'unordered' || network === 'ordered'
    this.isOrdered = network === 'ordered'
    // In a queue, what is delivered makes room for what is behind it; in a set, nothing is taken away anyway. What must
    // come to hold may have to do without a message that came too early: there, it must not be left for later. Nor where
    // timers wait until it has arrived.
    const isAwaited = synchronous || properties.some(({ type }) => type === 'eventually')
    this.leavesOutIdle = network === 'unordered' && !isAwaited && (reductions.idle ?? true)
    this.budgets = new Budgets(bounds, this.local)
    let at = this.budgets.end
    this.memoriesAt = at
    this.memories = properties.flatMap((property) =>
      property.rule?.type === 'memory' ? [new Memories(property, property.rule, this.local)] : [],
    )
    at += this.memories.length
    const judges = properties.filter(({ rule }) => rule?.type === 'history')
    this.historyAt = judges.length > 0 ? at++ : -1
    this.histories = judges.length > 0 ? new Histories(this.local, judges) : null
    this.fixed = at
  }

  /** All nodes have booted, in the order of their declaration; properties are told of each. */
  initial(successors: Successors): void {
    const { scratch } = this
    scratch.fill(0, 0, this.fixed)
    this.length = this.fixed
    for (let node = 0; node < this.nodes; node++) scratch[node] = this.local.unborn(node)
    for (const [index, memories] of this.memories.entries())
      scratch[this.memoriesAt + index] = memories.initial
    if (this.histories !== null) scratch[this.historyAt] = this.histories.initial
    this.high = 0
    this.low = 0
    for (let slot = 0; slot < this.fixed; slot++) this.count(slot, scratch[slot]!, 1)
    if (this.breaches.length > 0) this.breaches.length = 0
    for (let node = 0; node < this.nodes; node++) this.react(node, bootInput)
    this.tell(successors, actions.restart, -1, -1)
  }

  /** Tells of every state that is one step away, but for steps that are asleep, in an order that never changes. */
  expand(
    vector: Int32Array,
    start: number,
    length: number,
    high: number,
    low: number,
    successors: Successors,
    asleep: Asleep | null = null,
  ): void {
    const { local, budgets, consumes, isOrdered, nodes } = this
    this.asleep = asleep
    const end = start + length
    if (isOrdered) {
      this.high = high
      this.low = low
      this.countQueues(vector, start + this.fixed, end, -1)
      high = this.high
      low = this.low
    }
    const mayDrop = budgets.allowDrop(vector, start)
    const mayDuplicate = budgets.allowDuplicate(vector, start)
    let before = -1
    for (let at = start + this.fixed; at < end; at++) {
      const envelope = vector[at]!
      const { from, to } = local.envelopes.values[envelope]!
      // Copies of one message are alike; of a link in order, only the first message can be delivered.
      const group = isOrdered ? from * nodes + to : envelope
      if (group === before) continue
      before = group
      const isUp = local.locals.values[vector[start + to]!]!.up
      if (isUp && !isOrdered && this.isIdle(vector[start + to]!, envelope)) {
        if (!consumes) successors.stayed()
        if (!consumes || this.leavesOutIdle) {
          if (mayDrop) this.drop(vector, start, length, high, low, at, successors)
          continue
        }
      }
      if ((isUp || (consumes && !this.leavesOutIdle)) && !this.isAsleep(actions.deliver, to, envelope)) {
        this.begin(vector, start, length, high, low)
        if (consumes) this.remove(at - start)
        if (!isUp || this.changes(to, envelope)) this.tell(successors, actions.deliver, to, envelope)
      }
      if (mayDuplicate && isUp && !this.isAsleep(actions.duplicate, to, envelope)) {
        this.begin(vector, start, length, high, low)
        this.increment(this.budgets.duplicatesAt)
        if (this.changes(to, envelope)) this.tell(successors, actions.duplicate, to, envelope)
      }
      if (mayDrop) this.drop(vector, start, length, high, low, at, successors)
    }
    const mayCrash = budgets.allowCrash(vector, start)
    const mayRestart = budgets.allowRestart(vector, start)
    const longest = this.isSynchronous ? this.shortestWait(vector, start, length) : Infinity
    for (let node = 0; node < nodes; node++) {
      const { up } = local.locals.values[vector[start + node]!]!
      if (!up) {
        if (!mayRestart || this.isAsleep(actions.restart, node, -1)) continue
        this.begin(vector, start, length, high, low)
        if (budgets.restartsAt >= 0) this.increment(budgets.restartsAt)
        this.react(node, bootInput)
        this.tell(successors, actions.restart, node, -1)
        continue
      }
      if (budgets.allowTimeout(vector, start, node))
        for (const timer of local.timersOf[vector[start + node]!]!) {
          if (this.isAsleep(actions.timeout, node, timer)) continue
          if (this.isSynchronous && local.waitOf(vector[start + node]!, timer) > longest) continue
          this.begin(vector, start, length, high, low)
          if (budgets.timeoutsAt >= 0) this.increment(budgets.timeoutsAt + node)
          this.react(node, timeoutInput(timer))
          this.tell(successors, actions.timeout, node, timer)
        }
      if (mayCrash && budgets.crashable[node] && !this.isAsleep(actions.crash, node, -1)) {
        this.begin(vector, start, length, high, low)
        this.increment(this.budgets.crashesAt)
        this.react(node, crashInput)
        this.tell(successors, actions.crash, node, -1)
      }
    }
  }

  private drop(
    vector: Int32Array,
    start: number,
    length: number,
    high: number,
    low: number,
    at: number,
    successors: Successors,
  ): void {
    const envelope = vector[at]!
    const { to } = this.local.envelopes.values[envelope]!
    if (this.isAsleep(actions.drop, to, envelope)) return
    this.begin(vector, start, length, high, low)
    this.increment(this.budgets.dropsAt)
    this.remove(at - start)
    this.tell(successors, actions.drop, to, envelope)
  }

  private isAsleep(type: number, node: number, detail: number): boolean {
    return this.asleep?.has(type, node, detail) ?? false
  }

  /** For how long the timers that may fire in a synchronous system were set; -1 when it is for messages to arrive. */
  private shortestWait(vector: Int32Array, start: number, length: number): number {
    if (length > this.fixed) return -1
    const { waitsOf } = this.local
    let shortest = Infinity
    for (let node = 0; node < this.nodes; node++)
      for (const wait of waitsOf[vector[start + node]!]!) if (wait < shortest) shortest = wait
    return shortest
  }

  /** Whether a delivery certainly changes nothing, nor shows a violation. */
  private isIdle(local: number, envelope: number): boolean {
    if (this.memories.length > 0) return false
    const transition = this.local.transition(local, deliverInput(envelope))
    return (
      this.local.next.items[transition] === local &&
      this.local.sendsFrom.items[transition] === this.local.sendsFrom.items[transition + 1] &&
      this.local.history.items[transition] === 0 &&
      this.local.consequences[transition]!.breaches.length === 0
    )
  }

  private begin(vector: Int32Array, start: number, length: number, high: number, low: number): void {
    const { scratch } = this
    for (let index = 0; index < length; index++) scratch[index] = vector[start + index]!
    this.length = length
    this.high = high
    this.low = low
    this.transition = -1
    this.isEntangled = false
    if (this.breaches.length > 0) this.breaches.length = 0
  }

  private tell(successors: Successors, type: number, node: number, detail: number): void {
    if (this.isOrdered) this.countQueues(this.scratch, this.fixed, this.length, 1)
    const { action } = this
    action.type = type
    action.node = node
    action.detail = detail
    successors.found(this.scratch, this.length, this.high, this.low)
  }

  /** A node handles a message; false when that changes nothing and is to be left out. */
  private changes(node: number, envelope: number): boolean {
    const { high, low } = this
    this.react(node, deliverInput(envelope))
    return !this.leavesOutIdle || high !== this.high || low !== this.low || this.breaches.length > 0
  }

  /** A node handles an input: its state changes, its messages leave, properties remember. */
  private react(node: number, input: number): void {
    const { local } = this
    const before = this.scratch[node]!
    const transition = local.transition(before, input)
    this.transition = transition
    const next = local.next.items[transition]!
    if (next !== before) this.set(node, next)
    const sendsEnd = local.sendsFrom.items[transition + 1]!
    for (let at = local.sendsFrom.items[transition]!; at < sendsEnd; at++) this.insert(local.sends.items[at]!)
    const { breaches } = local.consequences[transition]!
    if (breaches.length > 0) for (const breach of breaches) this.breaches.push({ ...breach, node })
    const history = local.history.items[transition]!
    if (history !== 0 && this.histories !== null) {
      const id = this.histories.next(this.scratch[this.historyAt]!, node, history)
      this.set(this.historyAt, id)
      for (const breach of this.histories.breachesOf(id)) this.breaches.push({ ...breach, node })
    }
    for (let index = 0; index < this.memories.length; index++) this.remember(index, node, next)
  }

  private remember(index: number, node: number, local: number): void {
    const memories = this.memories[index]!
    if (!memories.reads(node)) return
    const slot = this.memoriesAt + index
    const before = this.scratch[slot]!
    const next = memories.next(before, local, this.scratch)
    if (next !== before) this.set(slot, next)
    if (memories.isEntangled) this.isEntangled = true
    if (memories.message !== null)
      this.breaches.push({ property: memories.name, message: memories.message, node })
  }

  private set(slot: number, value: number): void {
    this.count(slot, this.scratch[slot]!, -1)
    this.scratch[slot] = value
    this.count(slot, value, 1)
  }

  private increment(slot: number): void {
    this.set(slot, this.scratch[slot]! + 1)
  }

  /** Adds the hash of a value in a slot, or takes it away. */
  private count(slot: number, value: number, sign: 1 | -1): void {
    let high: number
    let low: number
    if (slot < this.nodes) {
      high = this.local.locals.high.items[value]!
      low = this.local.locals.low.items[value]!
    } else if (slot >= this.memoriesAt && slot < this.memoriesAt + this.memories.length) {
      const { values } = this.memories[slot - this.memoriesAt]!
      high = values.high.items[value]!
      low = values.low.items[value]!
    } else if (slot === this.historyAt) {
      high = this.histories!.values.high.items[value]!
      low = this.histories!.values.low.items[value]!
    } else {
      high = counterHigh(slot, value)
      low = lowerHalf(high)
    }
    this.high = (this.high + sign * high) | 0
    this.low = (this.low + sign * low) | 0
  }

  /** Takes away the message at an index of the vector. */
  private remove(at: number): void {
    const { scratch } = this
    if (!this.isOrdered) this.countMessage(scratch[at]!, -1)
    for (let index = at + 1; index < this.length; index++) scratch[index - 1] = scratch[index]!
    this.length--
  }

  private insert(envelope: number): void {
    if (this.length === this.scratch.length) {
      const larger = new Int32Array(2 * this.scratch.length)
      larger.set(this.scratch)
      this.scratch = larger
    }
    const { scratch, fixed } = this
    let at = this.length
    if (this.isOrdered) {
      const link = this.linkOf(envelope)
      while (at > fixed && this.linkOf(scratch[at - 1]!) > link) at--
    } else {
      while (at > fixed && this.isBehind(scratch[at - 1]!, envelope)) at--
      if (!this.consumes && at > fixed && scratch[at - 1] === envelope) return
      this.countMessage(envelope, 1)
    }
    for (let index = this.length; index > at; index--) scratch[index] = scratch[index - 1]!
    scratch[at] = envelope
    this.length++
  }

  /** Messages without order stand in that of their hashes, as their numbers depend on what was looked at first. */
  private isBehind(envelope: number, other: number): boolean {
    const { high, low } = this.local.envelopes
    const difference = high.items[envelope]! - high.items[other]!
    return difference > 0 || (difference === 0 && low.items[envelope]! > low.items[other]!)
  }

  /** The number of the link that a message goes over. */
  linkOf(envelope: number): number {
    const { from, to } = this.local.envelopes.values[envelope]!
    return from * this.nodes + to
  }

  private countMessage(envelope: number, sign: 1 | -1): void {
    const { envelopes } = this.local
    this.high = (this.high + sign * envelopes.high.items[envelope]!) | 0
    this.low = (this.low + sign * envelopes.low.items[envelope]!) | 0
  }

  /** In queues, a message counts with its place: they are left out while a step is made, and counted at its end. */
  private countQueues(vector: Int32Array, from: number, to: number, sign: 1 | -1): void {
    const { envelopes } = this.local
    let place = 0
    let before = -1
    for (let at = from; at < to; at++) {
      const envelope = vector[at]!
      const link = this.linkOf(envelope)
      place = link === before ? place + 1 : 0
      before = link
      const high = queuedHigh(envelopes.high.items[envelope]!, place)
      this.high = (this.high + sign * high) | 0
      this.low = (this.low + sign * lowerHalf(envelopes.low.items[envelope]! ^ high)) | 0
    }
  }
}
