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
  private readonly nodes: number
  /** By type of step and node: where it is counted, -1 where it is not; and how often it may be taken. */
  private readonly slots: Int32Array
  private readonly limits: Int32Array

  constructor(bounds: VerifyBounds, local: LocalStates) {
    const { ids } = local
    this.nodes = ids.length
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
    this.end = at
    this.slots = new Int32Array((actions.restart + 1) * ids.length).fill(-1)
    this.limits = new Int32Array(this.slots.length)
    for (const [node, id] of ids.entries()) {
      const count = (type: number, slot: number, limit = 0) => {
        this.slots[type * ids.length + node] = slot
        this.limits[type * ids.length + node] = limit
      }
      count(actions.crash, this.crashesAt, bounds.crashes)
      count(actions.restart, this.restartsAt, bounds.restarts)
      count(actions.drop, this.dropsAt, bounds.drops)
      count(actions.duplicate, this.duplicatesAt, bounds.duplicates)
      const limit = typeof timeouts === 'object' ? timeouts[id] : timeouts
      if (timeouts !== undefined) count(actions.timeout, this.timeoutsAt + node, limit)
    }
  }

  /** Whether steps of different nodes, or losses, can use up a bound together. */
  get areShared(): boolean {
    return this.crashesAt >= 0 || this.restartsAt >= 0 || this.dropsAt >= 0 || this.duplicatesAt >= 0
  }

  /** Whether a node may take one more step of a type. */
  allow(type: number, node: number, vector: Int32Array, start: number): boolean {
    const budget = type * this.nodes + node
    const slot = this.slots[budget]!
    return slot < 0 || vector[start + slot]! < this.limits[budget]!
  }

  /** Whether what they have in common lets two steps of a type happen, at different nodes or of different messages. */
  allowTwo(type: number, vector: Int32Array, start: number): boolean {
    if (type === actions.timeout) return true
    const budget = type * this.nodes
    const slot = this.slots[budget]!
    return slot < 0 || vector[start + slot]! + 2 <= this.limits[budget]!
  }

  /** Where it is counted what a node does; -1 where it is not. */
  counterOf(type: number, node: number): number {
    return this.slots[type * this.nodes + node]!
  }
}
