import type { Property } from '../../../checkers/property.ts'
import type { Scenario } from '../../../simulation/scenario.ts'
import type { VerifyBounds } from '../../../simulation/verify-bounds.ts'
import { type Action, type Asleep, actions, type Successors } from './action.ts'
import { Budgets } from './budgets.ts'
import { Configurations, none } from './configurations.ts'
import { Histories } from './histories.ts'
import type { Interned } from './interned.ts'
import { type Breach, bootInput, LocalStates } from './local-states.ts'
import { Memories } from './memories.ts'
import { NextState } from './next-state.ts'
import { effects, NodeSteps } from './node-steps.ts'
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
 * each node's configuration, how much of each bound is used up, what each property remembers, and what clients saw. Its
 * hash is the sum of its parts' hashes, so that a step changes it by little.
 */
export class TransitionSystem {
  readonly local: LocalStates
  readonly configurations: Configurations
  readonly memories: readonly Memories[]
  readonly histories: Histories | null
  readonly budgets: Budgets
  /** How long a vector is. */
  readonly length: number
  readonly memoriesAt: number
  /** Where the history stands; -1 when none is judged. */
  readonly historyAt: number
  /** A message is gone when it has been delivered. */
  readonly consumes: boolean
  /** What the step just found violated. */
  readonly breaches: (Breach & { readonly node: number })[] = []
  /** The step that was just found. */
  readonly action: Action = { type: 0, node: 0, detail: 0 }
  /** The transition of a local state in that step; -1 when there was none. */
  transition = none
  /** What some property made of that step depends on other nodes, or is a violation. */
  isEntangled = false

  private readonly nodes: number
  private readonly leavesOutIdle: boolean
  private readonly isSynchronous: boolean
  private readonly steps: NodeSteps
  private readonly next: NextState
  /** The steps with messages that are possible in the state being expanded, and what they are ordered by. */
  private chosen = new Int32Array(256)
  private keys = new Int32Array(256)

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
    this.local = new LocalStates(
      scenario.nodes,
      operations,
      properties,
      leavesOutUnheard,
      synchronous,
      isSet,
    )
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
      property.rule?.type === 'memory'
        ? [new Memories(property, property.rule, this.configurations)]
        : [],
    )
    at += this.memories.length
    const judges = properties.filter(({ rule }) => rule?.type === 'history')
    this.historyAt = judges.length > 0 ? at++ : -1
    this.histories = judges.length > 0 ? new Histories(this.local, judges) : null
    this.length = at
    this.next = new NextState(at)
    this.steps = new NodeSteps(this.local, this.configurations, this.budgets, {
      consumes: this.consumes,
      leavesOutIdle: this.leavesOutIdle,
      // In a queue, what is delivered makes room; what properties remember may change though the node does not.
      skipsIdle: !isOrdered && this.memories.length === 0 && (isSet || this.leavesOutIdle),
    })
  }

  /** How much memory nodes' states, configurations and steps take, bytes, in part estimated. */
  get bytes(): number {
    return this.local.bytes + this.configurations.bytes + this.steps.bytes
  }

  /** All nodes have booted, in the order of their declaration; properties are told of each. */
  initial(successors: Successors): void {
    const { local, configurations, next, memories, memoriesAt, histories, historyAt } = this
    next.from(new Int32Array(this.length), 0, 0, 0)
    next.begin()
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
      const before = next.vector[node]!
      const boot = local.transition(configurations.localOf(before), bootInput)
      this.become(node, configurations.after(before, none, boot))
      this.send(node, boot)
      this.react(node, boot)
    }
    this.tell(successors, actions.restart, -1, -1)
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
    const { local, configurations, steps, budgets, nodes } = this
    this.next.from(vector, start, high, low)
    const count = this.chooseMessages(vector, start, successors)
    for (let index = 0; index < count; index++) this.take(this.chosen[index]!, successors, asleep)
    const mayCrash = budgets.allowCrash(vector, start)
    const mayRestart = budgets.allowRestart(vector, start)
    const longest = this.isSynchronous ? this.shortestWait(vector, start) : Infinity
    for (let node = 0; node < nodes; node++) {
      const configuration = vector[start + node]!
      const end = steps.end(configuration)
      for (let step = steps.own(configuration); step < end; step++) {
        const type = steps.type(step)
        if (type === actions.timeout) {
          if (!budgets.allowTimeout(vector, start, node)) continue
          const before = configurations.localOf(configuration)
          if (longest < Infinity && local.waitOf(before, steps.detail(step)) > longest) continue
        } else if (type === actions.crash ? !mayCrash : !mayRestart) continue
        this.take(step, successors, asleep)
      }
    }
  }

  /** Leaves in `chosen` the steps with messages that there is a budget for, in order; tells how many they are. */
  private chooseMessages(vector: Int32Array, start: number, successors: Successors): number {
    const { steps, budgets, nodes } = this
    const mayDrop = budgets.allowDrop(vector, start)
    const mayDuplicate = budgets.allowDuplicate(vector, start)
    let count = 0
    let idle = 0
    for (let node = 0; node < nodes; node++) {
      const configuration = vector[start + node]!
      const begin = steps.begin(configuration)
      for (let step = begin; step < steps.own(configuration); step++) {
        while (step < steps.own(configuration) && steps.isNone(step)) steps.forget(step, configuration)
        if (step >= steps.own(configuration)) break
        const type = steps.type(step)
        if (type === actions.drop ? !mayDrop : type === actions.duplicate && !mayDuplicate) continue
        this.choose(step, count++)
      }
      idle += steps.idle(configuration)
    }
    if (!this.consumes && idle > 0) successors.stayed(idle)
    return count
  }

  /** Puts a step among the first of `chosen`, behind those that are not behind it. */
  private choose(step: number, count: number): void {
    if (count === this.chosen.length) this.makeRoom()
    const { configurations, steps, chosen, keys } = this
    const envelope = steps.detail(step)
    const key = configurations.key(envelope)
    let at = count
    for (; at > 0; at--) {
      const other = keys[at - 1]!
      if (other < key) break
      if (other === key && configurations.compare(steps.detail(chosen[at - 1]!), envelope) <= 0) break
      keys[at] = other
      chosen[at] = chosen[at - 1]!
    }
    keys[at] = key
    chosen[at] = step
  }

  private makeRoom(): void {
    const { chosen, keys } = this
    this.chosen = new Int32Array(2 * chosen.length)
    this.chosen.set(chosen)
    this.keys = new Int32Array(2 * keys.length)
    this.keys.set(keys)
  }

  /** Takes a step, if it does not sleep and makes a difference. */
  private take(step: number, successors: Successors, asleep: Asleep | null): void {
    const { steps, next, memories } = this
    const type = steps.type(step)
    const node = steps.node(step)
    const detail = steps.detail(step)
    if (asleep?.has(type, node, detail)) return
    next.begin()
    if (!steps.resolve(step, next.vector[node]!)) {
      if (!this.consumes) successors.stayed(1)
      return
    }
    if (this.breaches.length > 0) this.breaches.length = 0
    this.isEntangled = false
    const transition = steps.transition(step)
    this.transition = transition
    const counter = this.budgets.counterOf(type, node)
    if (counter >= 0) this.increment(counter)
    next.set(node, steps.next(step), steps.high(step), steps.low(step))
    const does = steps.effects(step)
    if ((does & effects.sends) !== 0) this.send(node, transition)
    if (transition !== none && (memories.length > 0 || (does & effects.isJudged) !== 0)) {
      const { high, low } = next
      this.react(node, transition)
      const isNothingNew = high === next.high && low === next.low && this.breaches.length === 0
      if (isNothingNew && (does & effects.isIdle) !== 0) return
    }
    this.tell(successors, type, node, detail)
  }

  private tell(successors: Successors, type: number, node: number, detail: number): void {
    const { action } = this
    action.type = type
    action.node = node
    action.detail = detail
    successors.found(this.next)
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

  /** The messages of a transition reach the other nodes, where they wait. */
  private send(node: number, transition: number): void {
    const { configurations, next } = this
    const { transitions, receivers } = this.local
    const end = transitions.sendsEnd(transition)
    for (let at = transitions.sendsFrom(transition); at < end; at++) {
      const envelope = transitions.sends.items[at]!
      const to = receivers.items[envelope]!
      if (to !== node) this.become(to, configurations.arrive(next.vector[to]!, envelope))
    }
  }

  private become(node: number, after: number): void {
    const { configurations, next } = this
    const before = next.vector[node]!
    if (after === before) return
    const high = configurations.high(after) - configurations.high(before)
    next.set(node, after, high, configurations.low(after) - configurations.low(before))
  }

  /** A node has made a transition: properties remember. */
  private react(node: number, transition: number): void {
    const { local, next, histories, historyAt, memories } = this
    const { breaches } = local.consequences[transition]!
    if (breaches.length > 0) for (const breach of breaches) this.breaches.push({ ...breach, node })
    if (histories !== null) {
      const history = local.transitions.history(transition)
      if (history !== 0) {
        const id = histories.next(next.vector[historyAt]!, node, history)
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
    const after = memories.next(this.next.vector[slot]!, local, this.next)
    this.exchange(slot, after, memories.values)
    if (memories.isEntangled) this.isEntangled = true
    if (memories.message !== null)
      this.breaches.push({ property: memories.name, message: memories.message, node })
  }

  /** Another value in a slot whose hash is that of a text. */
  private exchange(slot: number, after: number, { high, low }: Interned<unknown>): void {
    const before = this.next.vector[slot]!
    if (after === before) return
    this.next.set(
      slot,
      after,
      high.items[after]! - high.items[before]!,
      low.items[after]! - low.items[before]!,
    )
  }

  private increment(slot: number): void {
    const value = this.next.vector[slot]!
    const before = counterHigh(slot, value)
    const after = counterHigh(slot, value + 1)
    this.next.set(slot, value + 1, after - before, lowerHalf(after) - lowerHalf(before))
  }
}
