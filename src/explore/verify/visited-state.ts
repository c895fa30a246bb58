import type { LocalStates } from './states/local-states.ts'
import type { TransitionSystem } from './states/transition-system.ts'

/** The states of nodes, by name. */
export type NodeStates = Readonly<Record<string, { readonly up: boolean; readonly state: unknown }>>

/** A state of the whole, as visitors see it. */
export interface VisitedState {
  readonly nodes: NodeStates
  /** The messages under way. */
  readonly messages: readonly { readonly from: string; readonly to: string; readonly message: unknown }[]
}

/** The state whose vector this is. */
export function visitedState(system: TransitionSystem, vector: Int32Array, length: number): VisitedState {
  const { local, fixed } = system
  const messages = [...vector.subarray(fixed, length)].map((envelope) => {
    const { from, to, message } = local.envelopes.values[envelope]!
    return { from: local.ids[from]!, to: local.ids[to]!, message }
  })
  return { nodes: nodeStates(local, vector), messages }
}

/** The states of the nodes in the state whose vector this is. */
export function nodeStates(local: LocalStates, vector: Int32Array): NodeStates {
  return Object.fromEntries(
    local.ids.map((id, node) => {
      const { up, state } = local.viewOf(vector[node]!)
      return [id, { up, state }]
    }),
  )
}
