import type { Micros } from '../kernel/time.ts'
import type { NodeKind } from '../node/definition.ts'
import type { History } from './history.ts'

/** A node as properties see it: of one that is down, what a restart would begin with. */
export interface NodeView<State = unknown> {
  readonly id: string
  readonly up: boolean
  readonly state: State
}

/** What a predicate answers: whether it holds, or a sentence that says how it does not. */
export type Answer = boolean | string

/** What a property is asked of at the end of a run. */
export interface Ending {
  readonly at: Micros
  readonly history: History
  /** How often each label was noted. */
  readonly notes: ReadonlyMap<string, number>
}

/** What a property says that could not be decided within its budget. */
export const undecided: unique symbol = Symbol('undecided')

/** A property at work on one run. Its methods return a sentence when it is violated, and else `null`. */
export interface Monitor {
  /** Called when a node of a kind that the property reads has run, crashed or started. */
  changed?(node: NodeView, now: Micros): string | null
  /** Called when the scenario has healed; once. */
  healed?(now: Micros): string | null
  /** Called once, when the run is over. */
  ended?(ending: Ending): string | null | typeof undecided
  /** How often it was looked at in a situation where it could have failed. */
  exercised(): number
}

/**
 * What a run is judged by.
 * - `always`: must hold in every state.
 * - `eventually`: must come to hold.
 * - `history`: judges what the clients saw.
 * - `sometimes`: must be reached by some run of a batch; no single run can violate it.
 */
export interface Property {
  readonly name: string
  readonly type: 'always' | 'eventually' | 'history' | 'sometimes'
  /** The kinds of node whose changes it wants to see. */
  readonly kinds: readonly string[]
  /** Begins a run; `nodes` stay the same objects throughout, their fields change. */
  monitor(nodes: readonly (NodeView & NodeKind<unknown>)[]): Monitor
}

/** The sentence of a violated predicate, or `null` when it holds. */
export function violation(answer: Answer): string | null {
  if (answer === true) return null
  return answer === false ? '' : answer
}

/** The nodes of one kind. */
export function ofKind<State>(
  nodes: readonly (NodeView & NodeKind<unknown>)[],
  kind: NodeKind<State>,
): NodeView<State>[] {
  // What `defineNode` knows of a kind's state holds for all its nodes.
  return nodes.filter((node) => node.kind === kind.kind) as unknown as NodeView<State>[]
}
