import type { Property } from '../../../checkers/property.ts'
import type { Scenario } from '../../../simulation/scenario.ts'
import type { VerifyBounds } from '../../../simulation/verify-bounds.ts'
import { GrowingInts } from '../order/growing-ints.ts'
import { type Action, type Asleep, actions, type Successors } from './action.ts'
import { Budgets } from './budgets.ts'
import { Configurations, none } from './configurations.ts'
import { Histories } from './histories.ts'
import type { Interned } from './interned.ts'
import { type Breach, bootInput, LocalStates } from './local-states.ts'
import { Memories } from './memories.ts'
import { NextState } from './next-state.ts'
import {
  beginAt,
  effects,
  effectsAt,
  endAt,
  highAt,
  idleAt,
  lowAt,
  NodeSteps,
  ownAt,
  spanLength,
  stepLength,
} from './node-steps.ts'
import { counterHigh, counterRise, lowerHalf } from './state-hash.ts'

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
 * each node's configuration, how much of each bound is used up, what each property remembers, and what clients saw. Its
 * hash is the sum of its parts' hashes, so that a step changes it by little.
 */
export class TransitionSystem {
  readonly local: LocalStates
  readonly configurations: Configurations
  readonly memories: readonly Memories[]
  readonly histories: Histories | null
  readonly budgets: Budgets
  readonly steps: NodeSteps
  /** How long a vector is. */
  readonly length: number
  readonly memoriesAt: number
  /** Where the history stands; -1 when none is judged. */
  readonly historyAt: number
  /** A message is gone when it has been delivered. */
  readonly consumes: boolean
  /** Neither what properties remember nor other nodes' timers have a say in any step. */
  readonly isForeseeable: boolean
  /** What the step just found violated. */
  readonly breaches: (Breach & { readonly node: number })[] = []
  /** What some property made of that step depends on other nodes, or is a violation. */
  isEntangled = false

  private readonly nodes: number
  private readonly leavesOutIdle: boolean
  private readonly isSynchronous: boolean
  private readonly next: NextState
  /** The steps that are possible in the state being expanded, and what those with messages are ordered by. */
  private readonly messageSteps = new GrowingInts(64)
  private readonly ownSteps = new GrowingInts(64)
  private readonly keys = new GrowingInts(64)
  private readonly lastAction: Action = { type: 0, node: 0, detail: 0 }
  /** The fingerprint of the state that steps are taken from. */
  private fromHigh = 0
  private fromLow = 0
  /** For how long the timers that may fire in a synchronous system were set. */
  private longest = Infinity

  constructor(
    scenario: Scenario,
    bounds: VerifyBounds,
    operations: Readonly<Record<string, readonly unknown[]>>,
    properties: readonly Property[],
    reductions: Reductions = {},
  ) {
    const { synchronous = false, network = 'unordered' } = bounds
    const leavesOutUnheard = reductions.unheard ?? true
    this.consumes = network === 'unordered' || network === 'ordered'
    const isOrdered = network === 'ordered'
    const isSet = !this.consumes
    this.local = new LocalStates(scenario.nodes, operations, properties, leavesOutUnheard, synchronous, isSet)
    this.configurations = new Configurations(this.local, { isOrdered, isSet })
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
      property.rule?.type === 'memory' ? [new Memories(property, property.rule, this.configurations)] : [],
    )
    at += this.memories.length
    const judges = properties.filter(({ rule }) => rule?.type === 'history')
    this.historyAt = judges.length > 0 ? at++ : -1
    this.histories = judges.length > 0 ? new Histories(this.local, judges) : null
    this.length = at
    this.steps = new NodeSteps(this.local, this.configurations, this.budgets, {
      consumes: this.consumes,
      leavesOutIdle: this.leavesOutIdle,
      // In a queue, what is delivered makes room; what properties remember may change though the node does not.
      skipsIdle: !isOrdered && this.memories.length === 0 && (isSet || this.leavesOutIdle),
    })
    this.next = new NextState(at, this.configurations, this.steps)
    this.isForeseeable = this.memories.length === 0 && !synchronous
  }

  /** How much memory nodes' states, configurations and steps take, bytes, in part estimated. */
  get bytes(): number {
    return this.local.bytes + this.configurations.bytes + this.steps.bytes
  }

  /** The step that was just found; only lent. */
  get action(): Action {
    const { next, steps, lastAction } = this
    const { step } = next
    lastAction.type = step < 0 ? actions.restart : steps.typeOf(step)
    lastAction.node = step < 0 ? none : steps.nodeOf(step)
    lastAction.detail = step < 0 ? none : steps.detailOf(step)
    return lastAction
  }

  /** The transition of a local state in that step; -1 when there was none. */
  get transition(): number {
    const { step } = this.next
    return step < 0 ? none : this.steps.transitionOf(step)
  }

  /** All nodes have booted, in the order of their declaration; properties are told of each. */
  initial(successors: Successors): void {
    const { local, configurations, next, memories, memoriesAt, histories, historyAt } = this
    next.from(new Int32Array(this.length), 0)
    next.take(none, 0, 0, true)
    for (let node = 0; node < this.nodes; node++) {
      const unborn = configurations.of(local.unborn(node))
      next.set(node, unborn, configurations.high(unborn), configurations.low(unborn))
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
      // Each boot is a step of its own, whose slots change once.
      next.from(next.vector.slice(), 0)
      next.take(none, next.high, next.low, true)
      const before = next.before(node)
      const boot = local.transition(configurations.localOf(before), bootInput)
      const after = configurations.after(before, none, boot)
      const high = configurations.high(after) - configurations.high(before)
      next.set(node, after, high, configurations.low(after) - configurations.low(before))
      next.send(node, boot)
      this.react(node, boot)
    }
    successors.found(next)
  }

  /** Tells of every state that is one step away, but for steps that are asleep, in an order that never changes. */
  expand(
    vector: Int32Array,
    start: number,
    high: number,
    low: number,
    successors: Successors,
    asleep: Asleep | null = null,
  ): void {
    this.begin(vector, start, high, low)
    const idle = this.choose(vector, start)
    if (idle > 0 && !this.consumes) successors.stayed(idle)
    const { messageSteps, ownSteps } = this
    for (let index = 0; index < messageSteps.length; index++)
      this.take(messageSteps.items[index]!, successors, asleep)
    for (let index = 0; index < ownSteps.length; index++)
      this.take(ownSteps.items[index]!, successors, asleep)
  }

  /** Tells of every state that is one step away, node by node: faster, where their order makes no difference. */
  expandByNode(vector: Int32Array, start: number, high: number, low: number, successors: Successors): void {
    const { steps, nodes } = this
    this.begin(vector, start, high, low)
    let idle = 0
    for (let node = 0; node < nodes; node++) {
      const span = spanLength * vector[start + node]!
      const { items } = steps.spans
      const end = items[span + endAt]!
      idle += items[span + idleAt]!
      for (let step = items[span + beginAt]!; step < end; step += stepLength)
        if (this.isAllowed(step, vector, start)) this.take(step, successors, null)
    }
    if (idle > 0 && !this.consumes) successors.stayed(idle)
  }

  /**
   * Leaves in `messageSteps` and `ownSteps` the steps that are possible in a state, in their order; tells how many messages
   * are known to change nothing.
   */
  private choose(vector: Int32Array, start: number): number {
    const { steps, messageSteps, ownSteps, nodes } = this
    messageSteps.length = 0
    this.keys.length = 0
    ownSteps.length = 0
    let idle = 0
    for (let node = 0; node < nodes; node++) {
      const span = spanLength * vector[start + node]!
      const { items } = steps.spans
      const own = items[span + ownAt]!
      const end = items[span + endAt]!
      idle += items[span + idleAt]!
      for (let step = items[span + beginAt]!; step < own; step += stepLength)
        if (this.isAllowed(step, vector, start)) this.chooseMessage(step)
      for (let step = own; step < end; step += stepLength)
        if (this.isAllowed(step, vector, start)) ownSteps.push(step)
    }
    return idle
  }

  /** Puts a step among those with messages, behind those that are not behind it. */
  private chooseMessage(step: number): void {
    const { messageSteps, keys } = this
    const key = this.configurations.key(this.steps.detailOf(step))
    let at = messageSteps.length
    messageSteps.push(step)
    keys.push(key)
    for (; at > 0; at--) {
      const other = keys.items[at - 1]!
      if (other < key || (other === key && !this.isBehind(messageSteps.items[at - 1]!, step))) break
      keys.items[at] = other
      messageSteps.items[at] = messageSteps.items[at - 1]!
    }
    keys.items[at] = key
    messageSteps.items[at] = step
  }

  /** Whether a step's message is behind that of another, though they are ordered by the same. */
  private isBehind(step: number, other: number): boolean {
    const { steps, configurations } = this
    return configurations.compare(steps.detailOf(step), steps.detailOf(other)) > 0
  }

  /** Whether there is a budget for a step and, of a timer in a synchronous system, it is its turn. */
  private isAllowed(step: number, vector: Int32Array, start: number): boolean {
    const { budgets, steps, longest } = this
    const type = steps.typeOf(step)
    const node = steps.nodeOf(step)
    if (!budgets.allow(type, node, vector, start)) return false
    if (longest === Infinity || type !== actions.timeout) return true
    return this.waitOf(vector[start + node]!, steps.detailOf(step)) <= longest
  }

  private waitOf(configuration: number, timer: number): number {
    return this.local.waitOf(this.configurations.localOf(configuration), timer)
  }

  /** From now on, steps are taken from this state. */
  private begin(vector: Int32Array, start: number, high: number, low: number): void {
    this.steps.refresh()
    this.enter(vector, start, high, low)
    this.longest = this.isSynchronous ? this.shortestWait(vector, start) : Infinity
  }

  private enter(vector: Int32Array, start: number, high: number, low: number): void {
    this.next.from(vector, start)
    this.fromHigh = high
    this.fromLow = low
  }

  /** Takes a step from a state, if it makes a difference. */
  takeFrom(
    vector: Int32Array,
    start: number,
    high: number,
    low: number,
    step: number,
    successors: Successors,
  ): void {
    this.enter(vector, start, high, low)
    this.take(step, successors, null)
  }

  /** The state after a step that has no other effects than those of which the fingerprint there knows. */
  foreseen(vector: Int32Array, start: number, step: number, high: number, low: number): NextState {
    const { next, steps } = this
    next.from(vector, start)
    next.take(step, high, low, true)
    this.breaches.length = 0
    if ((steps.rows.items[step + effectsAt]! & effects.spends) !== 0) {
      const counter = this.counterOf(step)
      next.change(counter, next.before(counter) + 1)
    }
    return next
  }

  /** Takes a step, if it does not sleep and makes a difference. */
  private take(step: number, successors: Successors, asleep: Asleep | null): void {
    const { steps, next, memories, configurations } = this
    const { items } = steps.rows
    if (asleep?.has(steps.typeOf(step), steps.nodeOf(step), steps.detailOf(step))) return
    if ((items[step + effectsAt]! & effects.isUnknown) !== 0 && !this.resolve(step)) {
      if (!this.consumes) successors.stayed(1)
      return
    }
    const high = (this.fromHigh + items[step + highAt]!) | 0
    const low = (this.fromLow + items[step + lowAt]!) | 0
    next.take(step, high, low, false)
    if (this.breaches.length > 0) this.breaches.length = 0
    const does = items[step + effectsAt]!
    if ((does & effects.spends) !== 0) this.increment(this.counterOf(step))
    // What a message that arrives changes in the fingerprint depends there on what else waits.
    if ((does & effects.sends) !== 0 && !configurations.isAdditive) next.write()
    if (memories.length > 0 || (does & effects.isJudged) !== 0) {
      const highBefore = next.high
      const lowBefore = next.low
      this.isEntangled = false
      if (this.transition !== none) this.react(steps.nodeOf(step), this.transition)
      const isNothingNew = highBefore === next.high && lowBefore === next.low && this.breaches.length === 0
      if (isNothingNew && (does & effects.isIdle) !== 0) return
    }
    successors.found(next)
  }

  /** Finds where a step leads; false when it turns out to be none. */
  private resolve(step: number): boolean {
    const { steps, next } = this
    return steps.resolve(step, next.before(steps.nodeOf(step)))
  }

  /** For how long the timers that may fire in a synchronous system were set; -1 when it is for messages to arrive. */
  private shortestWait(vector: Int32Array, start: number): number {
    const { configurations, local } = this
    let shortest = Infinity
    for (let node = 0; node < this.nodes; node++) {
      const configuration = vector[start + node]!
      if (configurations.messageCount(configuration) > 0) return -1
      for (const wait of local.waitsOf[configurations.localOf(configuration)]!)
        if (wait < shortest) shortest = wait
    }
    return shortest
  }

  /** A node has made a transition: properties remember. */
  private react(node: number, transition: number): void {
    const { local, next, histories, historyAt, memories } = this
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
    const { high, low } = counterRise(slot, value)
    this.next.set(slot, value + 1, high, low)
  }

  /** Where it is counted that a step was taken. */
  private counterOf(step: number): number {
    return this.budgets.counterOf(this.steps.typeOf(step), this.steps.nodeOf(step))
  }
}
