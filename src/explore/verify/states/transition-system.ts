import type { Property } from '../../../checkers/property.ts'
import type { Scenario } from '../../../simulation/scenario.ts'
import type { VerifyBounds } from '../../../simulation/verify-bounds.ts'
import { type Action, type Asleep, actions, type Successors } from './action.ts'
import { Budgets } from './budgets.ts'
import { Histories } from './histories.ts'
import type { Interned } from './interned.ts'
import {
  type Breach,
  bootInput,
  crashInput,
  deliverInput,
  LocalStates,
  timeoutInput,
} from './local-states.ts'
import { Memories } from './memories.ts'
import { NextState } from './next-state.ts'
import { counterHigh, lowerHalf } from './state-hash.ts'

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
  /** Deliveries that certainly change nothing, nor show a violation, are not taken. */
  private readonly skipsIdle: boolean
  private readonly isSynchronous: boolean
  private readonly next: NextState
  private asleep: Asleep | null = null
  /** The places of messages in the vector that is expanded, and how many others are skipped. */
  private chosen = new Int32Array(256)
  private skipped = 0

  constructor(
    scenario: Scenario,
    bounds: VerifyBounds,
    operations: Readonly<Record<string, readonly unknown[]>>,
    properties: readonly Property[],
    reductions: Reductions = {},
  ) {
    const { synchronous = false } = bounds
    const leavesOutUnheard = reductions.unheard ?? true
    const { network = 'unordered' } = bounds
    this.consumes = network === 'unordered' || network === 'ordered'
    this.isOrdered = network === 'ordered'
    this.local = new LocalStates(
      scenario.nodes,
      operations,
      properties,
      leavesOutUnheard,
      synchronous,
      !this.consumes,
    )
    this.isSynchronous = synchronous
    const { ids } = this.local
    this.nodes = ids.length
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
    const { isOrdered, fixed } = this
    // In a queue, what is delivered makes room; what properties remember may change though the node does not.
    this.skipsIdle = !isOrdered && this.memories.length === 0 && (!this.consumes || this.leavesOutIdle)
    this.next = new NextState(this.local, { isOrdered, isSet: !this.consumes, fixed })
  }

  /** All nodes have booted, in the order of their declaration; properties are told of each. */
  initial(successors: Successors): void {
    const { local, next, memories, memoriesAt, histories, historyAt } = this
    const nothing = new Int32Array(this.fixed)
    next.from(nothing, 0, nothing.length, 0, 0)
    next.begin()
    for (let node = 0; node < this.nodes; node++) {
      const { high, low } = local.locals
      const unborn = local.unborn(node)
      next.set(node, unborn, high.items[unborn]!, low.items[unborn]!)
    }
    for (let slot = this.nodes; slot < memoriesAt; slot++)
      next.set(slot, 0, counterHigh(slot, 0), lowerHalf(counterHigh(slot, 0)))
    for (const [index, { initial, values }] of memories.entries())
      next.set(memoriesAt + index, initial, values.high.items[initial]!, values.low.items[initial]!)
    if (histories !== null) {
      const { initial, values } = histories
      next.set(historyAt, initial, values.high.items[initial]!, values.low.items[initial]!)
    }
    if (this.breaches.length > 0) this.breaches.length = 0
    for (let node = 0; node < this.nodes; node++) {
      next.end()
      const { vector, length, high, low } = next
      next.from(vector.slice(0, length), 0, length, high, low)
      next.begin()
      this.react(node, local.transition(vector[node]!, bootInput))
    }
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
    const { local, budgets, nodes, next } = this
    const { isUp } = local
    this.asleep = asleep
    next.from(vector, start, length, high, low)
    this.expandMessages(vector, start, start + length, successors)
    const mayCrash = budgets.allowCrash(vector, start)
    const mayRestart = budgets.allowRestart(vector, start)
    const longest = this.isSynchronous ? this.shortestWait(vector, start, length) : Infinity
    for (let node = 0; node < nodes; node++) {
      const before = vector[start + node]!
      if (isUp.items[before] === 0) {
        if (mayRestart && !this.isAsleep(actions.restart, node, -1))
          this.step(
            successors,
            actions.restart,
            node,
            -1,
            budgets.restartsAt,
            local.transition(before, bootInput),
          )
        continue
      }
      if (budgets.allowTimeout(vector, start, node))
        for (const timer of local.timersOf[before]!) {
          if (this.isAsleep(actions.timeout, node, timer)) continue
          if (this.isSynchronous && local.waitOf(before, timer) > longest) continue
          const counter = budgets.timeoutsAt < 0 ? -1 : budgets.timeoutsAt + node
          this.step(
            successors,
            actions.timeout,
            node,
            timer,
            counter,
            local.transition(before, timeoutInput(timer)),
          )
        }
      if (mayCrash && budgets.crashable[node] && !this.isAsleep(actions.crash, node, -1))
        this.step(
          successors,
          actions.crash,
          node,
          -1,
          budgets.crashesAt,
          local.transition(before, crashInput),
        )
    }
  }

  private expandMessages(vector: Int32Array, start: number, end: number, successors: Successors): void {
    const { local, budgets, consumes } = this
    const mayDrop = budgets.allowDrop(vector, start)
    const mayDuplicate = budgets.allowDuplicate(vector, start)
    const count = this.choose(vector, start, end, this.skipsIdle && !mayDrop)
    if (!consumes && this.skipped > 0) successors.stayed(this.skipped)
    for (let index = 0; index < count; index++) {
      const at = this.chosen[index]!
      const envelope = vector[at]!
      const to = local.receivers.items[envelope]!
      const receiver = vector[start + to]!
      if (local.isUp.items[receiver] === 0) this.deliverInVain(to, envelope, at - start, successors)
      else this.deliver(receiver, to, envelope, at - start, mayDuplicate, successors)
      if (mayDrop) this.drop(to, envelope, at - start, successors)
    }
  }

  /**
   * Leaves in `chosen` the places of the messages that can be delivered, without those that are known to change nothing
   * if these are skipped; tells how many they are.
   */
  private choose(vector: Int32Array, start: number, end: number, skipsIdle: boolean): number {
    const { isOrdered, local } = this
    if (end - start > this.chosen.length) this.chosen = new Int32Array(2 * (end - start))
    const { chosen } = this
    const receivers = local.receivers.items
    const links = local.links.items
    const { idle } = local
    let count = 0
    let skipped = 0
    let before = -1
    for (let at = start + this.fixed; at < end; at++) {
      const envelope = vector[at]!
      // Copies of one message are alike; of a link in order, only the first message can be delivered.
      const group = isOrdered ? links[envelope]! : envelope
      if (group === before) continue
      before = group
      if (skipsIdle && idle.has(vector[start + receivers[envelope]!]!, envelope)) skipped++
      else chosen[count++] = at
    }
    this.skipped = skipped
    return count
  }

  /** A message arrives at a node that is up. */
  private deliver(
    receiver: number,
    to: number,
    envelope: number,
    place: number,
    mayDuplicate: boolean,
    successors: Successors,
  ): void {
    const { local, next, consumes, skipsIdle } = this
    const transition = local.transition(receiver, deliverInput(envelope))
    if (skipsIdle && local.isIdle(receiver, transition)) {
      if (!consumes) successors.stayed(1)
      return
    }
    if (!this.isAsleep(actions.deliver, to, envelope)) {
      this.begin()
      if (consumes) next.remove(place)
      if (this.changes(to, transition)) this.tell(successors, actions.deliver, to, envelope)
    }
    if (mayDuplicate && !this.isAsleep(actions.duplicate, to, envelope)) {
      this.begin()
      this.increment(this.budgets.duplicatesAt)
      if (this.changes(to, transition)) this.tell(successors, actions.duplicate, to, envelope)
    }
  }

  /** A message arrives at a node that is down. */
  private deliverInVain(to: number, envelope: number, place: number, successors: Successors): void {
    if (!this.consumes || this.leavesOutIdle || this.isAsleep(actions.deliver, to, envelope)) return
    this.begin()
    this.next.remove(place)
    this.tell(successors, actions.deliver, to, envelope)
  }

  private drop(to: number, envelope: number, place: number, successors: Successors): void {
    if (this.isAsleep(actions.drop, to, envelope)) return
    this.begin()
    this.increment(this.budgets.dropsAt)
    this.next.remove(place)
    this.tell(successors, actions.drop, to, envelope)
  }

  /** What happens to a node but for messages, and is counted in a slot, or in none (-1). */
  private step(
    successors: Successors,
    type: number,
    node: number,
    detail: number,
    counter: number,
    transition: number,
  ): void {
    this.begin()
    if (counter >= 0) this.increment(counter)
    this.react(node, transition)
    this.tell(successors, type, node, detail)
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

  private begin(): void {
    this.next.begin()
    this.transition = -1
    this.isEntangled = false
    if (this.breaches.length > 0) this.breaches.length = 0
  }

  private tell(successors: Successors, type: number, node: number, detail: number): void {
    const { action, next } = this
    next.end()
    action.type = type
    action.node = node
    action.detail = detail
    successors.found(next)
  }

  /** A node handles a message; false when that changes nothing and is to be left out. */
  private changes(node: number, transition: number): boolean {
    const { next } = this
    const { high, low } = next
    this.react(node, transition)
    return !this.leavesOutIdle || high !== next.high || low !== next.low || this.breaches.length > 0
  }

  /** A node makes a transition; properties remember. */
  private react(node: number, transition: number): void {
    const { local, next, histories, historyAt, memories } = this
    this.transition = transition
    next.react(node, transition)
    const { breaches } = local.consequences[transition]!
    if (breaches.length > 0) for (const breach of breaches) this.breaches.push({ ...breach, node })
    if (histories !== null) {
      const history = local.transitions.history(transition)
      if (history !== 0) {
        const id = histories.next(next.before(historyAt), node, history)
        this.exchange(historyAt, id, histories.values)
        for (const breach of histories.breachesOf(id)) this.breaches.push({ ...breach, node })
      }
    }
    for (let index = 0; index < memories.length; index++)
      this.remember(index, node, local.transitions.next(transition))
  }

  private remember(index: number, node: number, local: number): void {
    const memories = this.memories[index]!
    if (!memories.reads(node)) return
    const slot = this.memoriesAt + index
    const after = memories.next(this.next.before(slot), local, this.next)
    this.exchange(slot, after, memories.values)
    if (memories.isEntangled) this.isEntangled = true
    if (memories.message !== null)
      this.breaches.push({ property: memories.name, message: memories.message, node })
  }

  /** Another value in a slot whose hash is that of a text. */
  private exchange(slot: number, after: number, { high, low }: Interned<unknown>): void {
    const before = this.next.before(slot)
    if (after === before) return
    this.next.set(
      slot,
      after,
      high.items[after]! - high.items[before]!,
      low.items[after]! - low.items[before]!,
    )
  }

  private increment(slot: number): void {
    const value = this.next.before(slot)
    const before = counterHigh(slot, value)
    const after = counterHigh(slot, value + 1)
    this.next.set(slot, value + 1, after - before, lowerHalf(after) - lowerHalf(before))
  }
}
