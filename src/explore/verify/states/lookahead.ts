import { highBefore, lowBefore } from '../order/frontier.ts'
import { GrowingInts } from '../order/growing-ints.ts'
import {
  beginAt,
  effects,
  effectsAt,
  endAt,
  highAt,
  idleAt,
  lowAt,
  nextAt,
  spanLength,
  stepLength,
} from './node-steps.ts'
import {
  Prospects,
  prospectHighAt,
  prospectLength,
  prospectLowAt,
  prospectNodeAt,
  prospectPlaceAt,
  prospectStepAt,
} from './prospects.ts'
import { counterRise } from './state-hash.ts'
import type { TransitionSystem } from './transition-system.ts'

/** How many integers a step that is put aside takes: itself, its node, and the state that it is taken from. */
const asideLength = 3

/** From how many states steps are looked at together. */
export const statesTogether = 64

/**
 * What can happen in many states at once, as far as it can be told without taking a step what fingerprint it leads to:
 * most of what is found is known already, and a loop over rows of integers that calls nothing takes a fraction of what
 * steps take one by one. Not for systems where it can't be told of any step (`isForeseeable`).
 */
export class Lookahead {
  readonly prospects = new Prospects()
  /** By index of the state, how many of its prospects lead elsewhere. */
  readonly moves = new Int32Array(statesTogether)
  /** Steps that have to be taken, each with the index of the state that it is taken from. */
  readonly unforeseen = new GrowingInts(64)
  /** How many messages are known to change nothing; 0 where messages are consumed, and such are none any more. */
  idle = 0

  private readonly system: TransitionSystem
  /** By how much a step that was put aside changes the fingerprint. */
  private high = 0
  private low = 0
  /** Steps of which the row does not tell everything. */
  private readonly aside = new GrowingInts(64)
  /** The effects that they have. */
  private readonly heeded: number

  constructor(system: TransitionSystem) {
    this.system = system
    const { isUnknown, isUnforeseen, spends, sends } = effects
    this.heeded = isUnknown | isUnforeseen | spends | (system.configurations.isAdditive ? 0 : sends)
  }

  /**
   * Looks at some states, whose vectors stand in `chunk`, the first from `first` on and each so many integers after the
   * one before it, with its fingerprint before it.
   */
  look(chunk: Int32Array, first: number, distance: number, count: number): void {
    const { system, prospects, aside, moves, heeded } = this
    const { steps, budgets } = system
    steps.refresh()
    const nodes = system.local.ids.length
    prospects.clear(count * nodes * steps.most)
    aside.grow(asideLength * count * nodes * steps.most)
    const { items } = prospects
    const asides = aside.items
    const spans = steps.spans.items
    const rows = steps.rows.items
    const countsIdle = !system.consumes
    let to = 0
    let idle = 0
    let toAside = 0
    for (let state = 0; state < count; state++) {
      const place = first + state * distance
      const high = chunk[place - highBefore]!
      const low = chunk[place - lowBefore]!
      let still = to
      for (let node = 0; node < nodes; node++) {
        const span = spanLength * chunk[place + node]!
        const end = spans[span + endAt]!
        if (countsIdle) idle += spans[span + idleAt]!
        for (let step = spans[span + beginAt]!; step < end; step += stepLength) {
          if ((rows[step + effectsAt]! & heeded) !== 0) {
            if (!budgets.allow(steps.typeOf(step), node, chunk, place)) continue
            asides[toAside] = step
            asides[toAside + 1] = node
            asides[toAside + 2] = state
            toAside += asideLength
            continue
          }
          const changeHigh = rows[step + highAt]!
          const changeLow = rows[step + lowAt]!
          if ((changeHigh | changeLow) === 0) still += prospectLength
          items[to + prospectStepAt] = step
          items[to + prospectNodeAt] = node
          items[to + prospectHighAt] = high + changeHigh
          items[to + prospectLowAt] = low + changeLow
          items[to + prospectPlaceAt] = place
          to += prospectLength
        }
      }
      moves[state] = (to - still) / prospectLength
    }
    prospects.end = to
    aside.length = toAside
    this.idle = idle
    this.unforeseen.length = 0
    if (toAside > 0) this.lookCloser(chunk, first, distance)
  }

  /** Sees what becomes of the steps that were put aside. */
  private lookCloser(chunk: Int32Array, first: number, distance: number): void {
    const { system, prospects, unforeseen, moves } = this
    const { steps, budgets, configurations } = system
    const { items } = prospects
    const { items: asides, length } = this.aside
    const rows = steps.rows.items
    for (let at = 0; at < length; at += asideLength) {
      const step = asides[at]!
      const node = asides[at + 1]!
      const state = asides[at + 2]!
      const place = first + state * distance
      const type = steps.typeOf(step)
      if ((rows[step + effectsAt]! & effects.isUnknown) !== 0 && !steps.resolve(step, chunk[place + node]!)) {
        if (!system.consumes) this.idle++
        continue
      }
      const does = rows[step + effectsAt]!
      if ((does & effects.isUnforeseen) !== 0) {
        unforeseen.push(step)
        unforeseen.push(state)
        continue
      }
      this.high = rows[step + highAt]!
      this.low = rows[step + lowAt]!
      if ((does & effects.spends) !== 0) this.countSpending(budgets.counterOf(type, node), chunk, place)
      if ((does & effects.sends) !== 0 && !configurations.isAdditive)
        this.countSending(step, node, chunk, place)
      const { end } = prospects
      items[end + prospectStepAt] = step
      items[end + prospectNodeAt] = node
      items[end + prospectHighAt] = chunk[place - highBefore]! + this.high
      items[end + prospectLowAt] = chunk[place - lowBefore]! + this.low
      items[end + prospectPlaceAt] = place
      prospects.end = end + prospectLength
      if ((this.high | this.low) !== 0) moves[state]!++
    }
  }

  private countSpending(slot: number, chunk: Int32Array, place: number): void {
    const { high, low } = counterRise(slot, chunk[place + slot]!)
    this.high = (this.high + high) | 0
    this.low = (this.low + low) | 0
  }

  private countSending(step: number, node: number, chunk: Int32Array, place: number): void {
    const { steps, configurations } = this.system
    const { transitions, receivers } = configurations.local
    const transition = steps.transitionOf(step)
    const end = transitions.sendsEnd(transition)
    const sends = transitions.sends.items
    let { high, low } = this
    for (let at = transitions.sendsFrom(transition); at < end; at++) {
      const to = receivers.items[sends[at]!]!
      if (to === node) continue
      const before = chunk[place + to]!
      const after = configurations.arrive(before, sends[at]!)
      high = (high + configurations.high(after) - configurations.high(before)) | 0
      low = (low + configurations.low(after) - configurations.low(before)) | 0
    }
    this.high = high
    this.low = low
  }

  /** Takes the steps of all prospects, where a copy of the vector that it is taken from stands at the place of each. */
  take(vectors: Int32Array): void {
    const { items, end } = this.prospects
    const { steps } = this.system
    const rows = steps.rows.items
    for (let at = 0; at < end; at += prospectLength) {
      const step = items[at + prospectStepAt]!
      const node = items[at + prospectNodeAt]!
      const place = items[at + prospectPlaceAt]!
      vectors[place + node] = rows[step + nextAt]!
      const does = rows[step + effectsAt]!
      if (does !== 0) this.finish(step, node, does, vectors, place)
    }
  }

  private finish(step: number, node: number, does: number, vectors: Int32Array, place: number): void {
    const { steps, budgets, configurations } = this.system
    if ((does & effects.spends) !== 0) vectors[place + budgets.counterOf(steps.typeOf(step), node)]!++
    if ((does & effects.sends) !== 0)
      configurations.send(node, steps.transitionOf(step), vectors, place, null)
  }
}
