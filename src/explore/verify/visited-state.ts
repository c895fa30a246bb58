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
export function visitedState(system: TransitionSystem, vector: Int32Array): VisitedState {
  const { local } = system
  const messages = messagesOf(system, vector).map((envelope) => {
    const { from, to, message } = local.envelopes.values[envelope]!
    return { from: local.ids[from]!, to: local.ids[to]!, message }
  })
  return { nodes: nodeStates(system, vector), messages }
}

/** The states of the nodes in the state whose vector this is. */
export function nodeStates({ local, configurations }: TransitionSystem, vector: Int32Array): NodeStates {
  return Object.fromEntries(
    local.ids.map((id, node) => {
      const { up, state } = local.viewOf(configurations.localOf(vector[node]!))
      return [id, { up, state }]
    }),
  )
}

/** The messages under way in the state whose vector this is, in the order in which they would be looked at. */
export function messagesOf({ local, configurations }: TransitionSystem, vector: Int32Array): number[] {
  return local.ids
    .flatMap((_, node) => [...configurations.messagesOf(vector[node]!)])
    .sort((a, b) => configurations.compare(a, b))
}
