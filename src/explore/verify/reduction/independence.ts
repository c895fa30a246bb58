import { GrowingInts } from '../order/growing-ints.ts'
import { type Action, actions, isOfMessage } from '../states/action.ts'
import type { NextState } from '../states/next-state.ts'
import { transitionOf } from '../states/node-steps.ts'
import type { TransitionSystem } from '../states/transition-system.ts'

/** How a step changes what properties remember; `entangled`, when that depends on more than its node. */
const quiet = 0
const remembered = 1
const entangled = 2
const unknown = 3

/** A transition that nobody has asked for yet. */
const notLookedUp = -2

/**
 * Which of the steps that are possible in a state commute there (Godefroid 1996, §3.4: valid conditional
 * dependency): after either, the other is still possible, both orders lead to the same state, and on all four ways
 * what properties remember and what clients saw shows no violation.
 *
 * - Steps of one node do not commute. Those of two nodes do as far as nodes and messages go: each takes what was sent
 *   to it, and adds what nobody else can have sent. In a queue one takes the head and the other adds to the end.
 * - The loss of a message is no node's step, and commutes with all but other fates of this message, and where messages
 *   are a set with its being sent again.
 * - Steps that use up one bound commute while it allows both.
 * - Of what properties remember and of what clients saw, both orders are looked up.
 */
export class Independence {
  /** What a step makes of its node matters, not only whose step it is. */
  readonly looksCloser: boolean
  private readonly system: TransitionSystem
  private readonly isSet: boolean
  /** Whether steps of different nodes always commute. */
  private readonly isPlain: boolean
  private readonly types = new GrowingInts(64)
  /** The node whose step it is; -1 of a loss. */
  private readonly actors = new GrowingInts(64)
  private readonly details = new GrowingInts(64)
  private readonly transitions = new GrowingInts(64)
  private readonly effects = new GrowingInts(64)
  private size = 0
  private vector: Int32Array = new Int32Array(0)
  private start = 0
  /** The configurations of all nodes after some steps. */
  private readonly changed: { readonly vector: Int32Array }

  constructor(system: TransitionSystem) {
    const { memories, histories, budgets, consumes, local } = system
    this.system = system
    this.isSet = !consumes
    this.looksCloser = memories.length > 0 || histories !== null || (this.isSet && budgets.dropsAt >= 0)
    this.isPlain = !this.looksCloser && !budgets.areShared
    this.changed = { vector: new Int32Array(local.ids.length) }
  }

  /** Begins with another state, whose vector stands in `vector` from `start` on. */
  look(vector: Int32Array, start: number): void {
    this.vector = vector
    this.start = start
    this.size = 0
  }

  /** Takes in the step that the system has just found, and the state that it leads to. */
  addTaken({ type, node, detail }: Action, next: NextState): void {
    const { memories, memoriesAt, isEntangled, transition } = this.system
    let effect = isEntangled ? entangled : quiet
    for (let slot = memoriesAt; slot < memoriesAt + memories.length && effect === quiet; slot++)
      if (next.vector[slot] !== this.vector[this.start + slot])
        effect = this.changing(node, this.system.configurations.localOf(next.vector[node]!))
    this.add(type, node, detail, transition, effect)
  }

  /** Takes in a step that is possible, and what was kept of it; 0 if nothing was. */
  addKept({ type, node, detail }: Action, kept: number): void {
    const transition = kept === 0 ? notLookedUp : (kept >> 1) - 3
    this.add(type, node, detail, transition, (kept & 1) === 1 || !this.looksCloser ? quiet : unknown)
  }

  /**
   * What is to be kept of a step, as a positive number, for the state after another that commutes with it, in which
   * nodes may have other names.
   */
  kept(step: number, other: number, isRenamed: boolean): number {
    const isQuiet = this.effects.items[step] === quiet && this.effects.items[other] === quiet
    const transition = isRenamed ? notLookedUp : this.transitions.items[step]!
    return 2 * (transition + 3) + (isQuiet ? 1 : 0)
  }

  /** Whether two different steps commute; steps are counted from 0 in the order in which they were added. */
  commute(a: number, b: number): boolean {
    const actorA = this.actors.items[a]!
    const actorB = this.actors.items[b]!
    if (this.isPlain) return actorA !== actorB
    if (actorA === actorB && actorA >= 0) return false
    const type = this.types.items[a]!
    if (type === this.types.items[b]! && !this.system.budgets.allowTwo(type, this.vector, this.start))
      return false
    if (actorA < 0 && !this.mayBeLost(a, b)) return false
    if (actorB < 0 && !this.mayBeLost(b, a)) return false
    return !this.looksCloser || (this.memoriesCommute(a, b) && this.historiesCommute(a, b))
  }

  private add(type: number, node: number, detail: number, transition: number, effect: number): void {
    const step = this.size++
    const { types, actors, details, transitions, effects } = this
    if (step === types.items.length)
      for (const list of [types, actors, details, transitions, effects]) list.grow(step + 1)
    types.items[step] = type
    actors.items[step] = type === actions.drop ? -1 : node
    details.items[step] = detail
    transitions.items[step] = transition
    effects.items[step] = effect
  }

  /** The transition of the step's node; -1 when it makes none. */
  private transitionOf(step: number): number {
    const { items } = this.transitions
    if (items[step] === notLookedUp) items[step] = this.lookUp(step)
    return items[step]!
  }

  private lookUp(step: number): number {
    const node = this.actors.items[step]!
    if (node < 0) return -1
    const { types, details } = this
    return transitionOf(this.system.local, this.localOf(node), types.items[step]!, details.items[step]!)
  }

  /** Whether the loss of a message commutes with a step of a node, or with another loss. */
  private mayBeLost(loss: number, other: number): boolean {
    const envelope = this.details.items[loss]!
    const type = this.types.items[other]!
    if (isOfMessage(type) && this.details.items[other] === envelope) return false
    if (!this.isSet) return true
    const transition = this.transitionOf(other)
    if (transition < 0) return true
    const { transitions } = this.system.local
    const end = transitions.sendsEnd(transition)
    for (let at = transitions.sendsFrom(transition); at < end; at++)
      if (transitions.sends.items[at] === envelope) return false
    return true
  }

  private memoriesCommute(a: number, b: number): boolean {
    const { memories, memoriesAt } = this.system
    if (memories.length === 0) return true
    const effectA = this.effectOf(a)
    const effectB = this.effectOf(b)
    if (effectA === quiet && effectB === quiet) return true
    // What is lost is no property's business.
    if (this.transitionOf(a) < 0 || this.transitionOf(b) < 0) return true
    const nodeA = this.actors.items[a]!
    const nodeB = this.actors.items[b]!
    if (effectA === entangled || effectB === entangled) return false
    const localA = this.nextLocal(a)
    const localB = this.nextLocal(b)
    for (let index = 0; index < memories.length; index++) {
      if (!memories[index]!.reads(nodeA) || !memories[index]!.reads(nodeB)) continue
      const memory = this.vector[this.start + memoriesAt + index]!
      const afterA = this.remember(index, memory, localA, nodeA, localA, -1, 0)
      const afterB = this.remember(index, memory, localB, nodeB, localB, -1, 0)
      if (afterA === memory && afterB === memory) continue
      const both = this.remember(index, afterA, localB, nodeA, localA, nodeB, localB)
      if (both < 0 || both !== this.remember(index, afterB, localA, nodeA, localA, nodeB, localB))
        return false
    }
    return true
  }

  private effectOf(step: number): number {
    if (this.effects.items[step] === unknown) this.effects.items[step] = this.findEffect(step)
    return this.effects.items[step]!
  }

  private findEffect(step: number): number {
    const { memories, memoriesAt } = this.system
    if (this.transitionOf(step) < 0) return quiet
    const node = this.actors.items[step]!
    const next = this.nextLocal(step)
    let effect = quiet
    for (let index = 0; index < memories.length; index++) {
      if (!memories[index]!.reads(node)) continue
      const memory = this.vector[this.start + memoriesAt + index]!
      const after = this.remember(index, memory, next, node, next, -1, 0)
      if (after < 0) return entangled
      if (after !== memory) effect = this.changing(node, next)
    }
    return effect
  }

  /** Whether a message that changes nothing but what is remembered arrives at all depends on what is remembered. */
  private changing(node: number, next: number): number {
    return next === this.localOf(node) ? entangled : remembered
  }

  /** The state of a node in the state that is looked at. */
  private localOf(node: number): number {
    return this.system.configurations.localOf(this.vector[this.start + node]!)
  }

  private nextLocal(step: number): number {
    return this.system.local.transitions.next(this.transitionOf(step))
  }

  /** What a property remembers after `local`, seeing one or two nodes changed; -1 when that depends on other nodes. */
  private remember(
    index: number,
    memory: number,
    local: number,
    nodeA: number,
    localA: number,
    nodeB: number,
    localB: number,
  ): number {
    const memories = this.system.memories[index]!
    const known = memories.alone(memory, local)
    if (known !== null) return known
    const { changed, vector, start } = this
    const after = changed.vector
    for (let node = 0; node < after.length; node++) after[node] = vector[start + node]!
    // Whatever waits for them: properties do not see it.
    const { configurations } = this.system
    after[nodeA] = configurations.of(localA)
    if (nodeB >= 0) after[nodeB] = configurations.of(localB)
    memories.next(memory, local, changed)
    return memories.alone(memory, local)!
  }

  private historiesCommute(a: number, b: number): boolean {
    const { histories, historyAt, local } = this.system
    if (histories === null) return true
    const transitionA = this.transitionOf(a)
    const transitionB = this.transitionOf(b)
    if (transitionA < 0 || transitionB < 0) return true
    const stepsA = local.transitions.history(transitionA)
    const stepsB = local.transitions.history(transitionB)
    if (stepsA === 0 || stepsB === 0) return true
    const nodeA = this.actors.items[a]!
    const nodeB = this.actors.items[b]!
    const history = this.vector[this.start + historyAt]!
    const afterA = histories.next(history, nodeA, stepsA)
    const afterB = histories.next(history, nodeB, stepsB)
    const both = histories.next(afterA, nodeB, stepsB)
    if (both !== histories.next(afterB, nodeA, stepsA)) return false
    return [afterA, afterB, both].every((id) => histories.breachesOf(id).length === 0)
  }
}
