import type { NodeId } from './context.ts'

/** Where a node stands among the nodes of its kind, which share one list: a list of peers each would be quadratic. */
export interface Place {
  /** All nodes of the kind, in the order of their declaration. */
  readonly kind: readonly NodeId[]
  /** The node's index in it. */
  readonly at: number
}

/** The places of nodes, given the kind of each. */
export function places(nodes: readonly NodeId[], kindOf: (node: NodeId) => string): Place[] {
  const kinds = new Map<string, NodeId[]>()
  const found: Place[] = []
  for (const node of nodes) {
    const name = kindOf(node)
    const kind = kinds.get(name) ?? []
    found.push({ kind, at: kind.length })
    kind.push(node)
    kinds.set(name, kind)
  }
  return found
}
