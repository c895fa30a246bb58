import type { VerifyBounds } from '../../../simulation/verify-bounds.ts'
import { actions } from './action.ts'
import type { LocalStates } from './local-states.ts'

/** How much of each bound on failures and timeouts is used up, as counters in a state's vector behind its nodes. */
export class Budgets {
  /** Where each counter stands; -1 where nothing is counted. */
  readonly crashesAt: number
  readonly restartsAt: number
  readonly dropsAt: number
  readonly duplicatesAt: number
  /** Where the counts of timeouts begin, one for each node; -1 when they are not bounded. */
  readonly timeoutsAt: number
  /** Behind the last counter. */
  readonly end: number
  readonly crashable: readonly boolean[]
  /** How often the timers of each node may fire, if that is bounded. */
  private readonly timeouts: readonly number[]
  private readonly bounds: VerifyBounds

  constructor(bounds: VerifyBounds, local: LocalStates) {
    this.bounds = bounds
    const { ids } = local
    const { mayCrash, timeouts } = bounds
    this.crashable = ids.map((id, node) => mayCrash?.includes(id) ?? !local.specOf(node).definition.client)
    let at = ids.length
    const slots = (isBounded: boolean, count: number) => {
      if (!isBounded) return -1
      at += count
      return at - count
    }
    this.crashesAt = slots((bounds.crashes ?? 0) > 0, 1)
    this.restartsAt = slots(bounds.restarts !== undefined, 1)
    this.dropsAt = slots((bounds.drops ?? 0) > 0, 1)
    this.duplicatesAt = slots((bounds.duplicates ?? 0) > 0, 1)
    this.timeoutsAt = slots(timeouts !== undefined, ids.length)
    this.timeouts = ids.map((id) => (typeof timeouts === 'object' ? (timeouts[id] ?? 0) : (timeouts ?? 0)))
    this.end = at
  }

  allowCrash(vector: Int32Array, start: number): boolean {
    return this.crashesAt >= 0 && vector[start + this.crashesAt]! < this.bounds.crashes!
  }

  allowRestart(vector: Int32Array, start: number): boolean {
    return this.restartsAt < 0 || vector[start + this.restartsAt]! < this.bounds.restarts!
  }

  allowDrop(vector: Int32Array, start: number): boolean {
    return this.dropsAt >= 0 && vector[start + this.dropsAt]! < this.bounds.drops!
  }

  allowDuplicate(vector: Int32Array, start: number): boolean {
    return this.duplicatesAt >= 0 && vector[start + this.duplicatesAt]! < this.bounds.duplicates!
  }

  /** Whether steps of different nodes, or losses, can use up a bound together. */
  get areShared(): boolean {
    return this.crashesAt >= 0 || this.restartsAt >= 0 || this.dropsAt >= 0 || this.duplicatesAt >= 0
  }

  /** Whether there is one left for a step. */
  allow(type: number, node: number, vector: Int32Array, start: number): boolean {
    switch (type) {
      case actions.deliver:
        return true
      case actions.duplicate:
        return this.allowDuplicate(vector, start)
      case actions.drop:
        return this.allowDrop(vector, start)
      case actions.crash:
        return this.allowCrash(vector, start)
      case actions.restart:
        return this.allowRestart(vector, start)
      default:
        return this.allowTimeout(vector, start, node)
    }
  }

  /** Whether what they have in common lets two steps of a type happen, at different nodes or of different messages. */
  allowTwo(type: number, vector: Int32Array, start: number): boolean {
    switch (type) {
      case actions.crash:
        return vector[start + this.crashesAt]! + 2 <= this.bounds.crashes!
      case actions.restart:
        return this.restartsAt < 0 || vector[start + this.restartsAt]! + 2 <= this.bounds.restarts!
      case actions.drop:
        return vector[start + this.dropsAt]! + 2 <= this.bounds.drops!
      case actions.duplicate:
        return vector[start + this.duplicatesAt]! + 2 <= this.bounds.duplicates!
      default:
        return true
    }
  }

  /** Where it is counted what a node does; -1 where it is not. */
  counterOf(type: number, node: number): number {
    switch (type) {
      case actions.timeout:
        return this.timeoutsAt < 0 ? -1 : this.timeoutsAt + node
      case actions.crash:
        return this.crashesAt
      case actions.restart:
        return this.restartsAt
      case actions.drop:
        return this.dropsAt
      case actions.duplicate:
        return this.duplicatesAt
      default:
        return -1
    }
  }

  allowTimeout(vector: Int32Array, start: number, node: number): boolean {
    return this.timeoutsAt < 0 || vector[start + this.timeoutsAt + node]! < this.timeouts[node]!
  }
}
