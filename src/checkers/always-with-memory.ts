import type { NodeKind } from '../node/definition.ts'
import { type Answer, type NodeView, type Property, remembering } from './property.ts'

/**
 * A safety property over what has been so far ("at most one leader can be elected in a given term"). The memory is a
 * history variable in TLA+'s sense: plain JSON data that the run itself never sees. `observe` gets the node that has
 * just changed, may write to the memory, and says whether the property still holds; being asked for one node only,
 * it costs the same in a cluster of any size.
 */
export function alwaysWithMemory<State, Memory extends object>(
  name: string,
  kind: NodeKind<State>,
  memory: () => Memory,
  observe: (memory: Memory, state: State, node: NodeView<State>) => Answer,
): Property {
  return remembering(name, [kind.kind], {
    memory,
    // It is shown nodes of this kind only.
    observer: () => observe as (memory: Memory, state: unknown, node: NodeView) => Answer,
  })
}
