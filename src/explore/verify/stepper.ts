import { planOf, type Seed } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { stateChanges } from '../explain/state-changes.ts'
import { requireBounds, requireSearchable } from './requirements.ts'
import type { Successors } from './states/action.ts'
import type { Breach } from './states/local-states.ts'
import type { NextState } from './states/next-state.ts'
import { type StateProperty, stateProperties } from './states/state-properties.ts'
import { TransitionSystem } from './states/transition-system.ts'
import { type Happening, happeningOf } from './step.ts'
import { messagesOf, type NodeStates, nodeStates } from './visited-state.ts'

/** Something that can happen next, and what it would change. */
export interface Choice extends Happening {
  /** What changes in the node's state, a line for each field. */
  readonly changes: readonly string[]
  /** How many messages are under way then. */
  readonly messages: number
  /** Which properties it violates, and how. */
  readonly violations: readonly { readonly property: string; readonly message: string }[]
}

interface Moment {
  readonly vector: Int32Array
  readonly high: number
  readonly low: number
}

/** A walk through the states of a scenario, a step at a time: forth by choice, and back. */
export class Stepper implements Successors {
  private readonly system: TransitionSystem
  private readonly always: readonly StateProperty[]
  private readonly past: Moment[] = []
  private current: Moment = { vector: new Int32Array(0), high: 0, low: 0 }
  private next: { readonly choice: Choice; readonly moment: Moment }[] = []

  /** @throws UsageError for a scenario that can't be searched. */
  constructor(scenario: Scenario, seed: Seed = 1) {
    const bounds = requireBounds(scenario)
    requireSearchable(scenario)
    const properties = [...scenario.holds, ...scenario.violates]
    const { operations } = planOf(scenario, seed)
    this.system = new TransitionSystem(scenario, bounds, operations, properties)
    this.always = stateProperties(properties, this.system.configurations)
    this.system.initial(this)
    this.enter(this.next[0]!.moment)
  }

  /** How many steps have been taken. */
  get depth(): number {
    return this.past.length
  }

  /** What can happen next, in an order that never changes. */
  get choices(): readonly Choice[] {
    return this.next.map(({ choice }) => choice)
  }

  /** The states of the nodes, by name. */
  get states(): NodeStates {
    return nodeStates(this.system, this.current.vector)
  }

  /** Takes a step, by its index among the choices; false when there is none. */
  take(index: number): boolean {
    const chosen = this.next[index]
    if (chosen === undefined) return false
    this.past.push(this.current)
    this.enter(chosen.moment)
    return true
  }

  /** Takes the last step back; false at the beginning. */
  back(): boolean {
    const before = this.past.pop()
    if (before === undefined) return false
    this.enter(before)
    return true
  }

  found({ vector, length, high, low }: NextState): void {
    const { system } = this
    const { local, configurations, action, transition, breaches } = system
    const { node } = action
    const view = (of: Int32Array) => local.viewOf(configurations.localOf(of[node]!))
    const before = node < 0 || transition < 0 ? null : view(this.current.vector)
    const after = before === null ? null : view(vector)
    const told: Breach[] = [...breaches]
    for (const property of this.always) {
      const message = property.violation(vector, -1)
      if (message !== null) told.push({ property: property.name, message })
    }
    this.next.push({
      moment: { vector: vector.slice(0, length), high, low },
      choice: {
        ...(node < 0 ? { type: 'begin', node: local.ids[0]! } : happeningOf(local, action)),
        changes: before === null ? [] : stateChanges(before.state, after!.state),
        messages: messagesOf(system, vector).length,
        violations: told.map(({ property, message }) => ({ property, message })),
      },
    })
  }

  /** What leads back to the same state is no choice. */
  stayed(): void {}

  private enter(moment: Moment): void {
    this.current = moment
    this.next = []
    const { vector, high, low } = moment
    this.system.expand(vector, 0, high, low, this)
  }
}
