import { Bits } from '../order/bits.ts'
import { GrowingInts } from '../order/growing-ints.ts'
import { type Action, actions } from '../states/action.ts'
import { PairTable } from '../states/pair-table.ts'
import type { Goal } from '../states/state-properties.ts'
import type { TransitionSystem } from '../states/transition-system.ts'

/**
 * Where a step leads that is not looked at: what comes after it is not `within`, a bound hinders it, or a timer has to
 * wait for messages or for one that was set for a shorter time.
 */
export const hinderedBy = { within: -1, timeouts: -2, synchronous: -3 } as const

/** The states and steps of a search, written down as far as what must come to hold depends on them. */
export class StepGraph {
  /** What must come to hold, and where it does. */
  readonly goals: readonly (Goal & { readonly holds: Bits })[]
  /** By step, the state it leads to, or what hinders it; and the number of its action. */
  readonly targets = new GrowingInts()
  readonly actions = new GrowingInts()
  /** By number: what is done. */
  readonly actionsByNumber: Action[] = []
  private readonly numbers = new PairTable()
  /** By state, where its steps begin and end; both -1 until it has been expanded. */
  private readonly begins = new GrowingInts()
  private readonly ends = new GrowingInts()
  private readonly system: TransitionSystem
  private readonly nodes: number
  private readonly isSynchronous: boolean

  constructor(system: TransitionSystem, goals: readonly Goal[], isSynchronous: boolean) {
    this.isSynchronous = isSynchronous
    this.system = system
    this.nodes = system.local.ids.length
    this.goals = goals.map((goal) => ({ ...goal, holds: new Bits() }))
  }

  /** How many states there are. */
  get size(): number {
    return this.begins.length
  }

  /** How much memory it takes, bytes. */
  get bytes(): number {
    const { targets, actions: done, begins, ends } = this
    return [targets, done, begins, ends].reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** Adds a state. */
  add(vector: Int32Array): void {
    const number = this.begins.length
    this.begins.push(-1)
    this.ends.push(-1)
    for (const { property, holds } of this.goals)
      if (property.violation(vector, -1) === null) holds.add(number)
  }

  /** The steps told of next are those of this state. */
  begin(state: number): void {
    this.begins.items[state] = this.targets.length
  }

  /** Adds the step that was just found. */
  addStep(target: number): void {
    const { type, node, detail } = this.system.action
    this.put(target, type, node, detail)
  }

  /** All steps of the state have been told: what remains are timers that are set and hindered. */
  end(state: number, vector: Int32Array, start: number): void {
    const { local, configurations, budgets } = this.system
    for (let node = 0; node < this.nodes; node++) {
      const id = configurations.localOf(vector[start + node]!)
      if (local.isUp.items[id] !== 1) continue
      const isAllowed = budgets.allow(actions.timeout, node, vector, start)
      for (const timer of local.timersOf[id]!)
        if (!isAllowed) this.put(hinderedBy.timeouts, actions.timeout, node, timer)
        else if (this.isSynchronous && !this.hasTimeout(this.begins.items[state]!, node, timer))
          this.put(hinderedBy.synchronous, actions.timeout, node, timer)
    }
    this.ends.items[state] = this.targets.length
  }

  /** Where a state's steps begin; -1 of one that was not expanded. */
  beginOf(state: number): number {
    return this.begins.items[state]!
  }

  endOf(state: number): number {
    return this.ends.items[state]!
  }

  /** What kind of action it is. */
  typeOf(action: number): number {
    return this.actionsByNumber[action]!.type
  }

  /** A loss, a duplicate or a crash. */
  isFailure(action: number): boolean {
    const type = this.typeOf(action)
    return type === actions.drop || type === actions.duplicate || type === actions.crash
  }

  /** Whether a timer fires in one of the steps from one on. */
  private hasTimeout(begin: number, node: number, timer: number): boolean {
    for (let step = begin; step < this.targets.length; step++) {
      const action = this.actionsByNumber[this.actions.items[step]!]!
      if (action.type === actions.timeout && action.node === node && action.detail === timer) return true
    }
    return false
  }

  private put(target: number, type: number, node: number, detail: number): void {
    const a = type * this.nodes + node
    let number = this.numbers.get(a, detail)
    if (number < 0) {
      number = this.actionsByNumber.push({ type, node, detail }) - 1
      this.numbers.add(a, detail, number)
    }
    this.targets.push(target)
    this.actions.push(number)
  }
}
