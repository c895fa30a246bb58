import type { NodeKind } from '../node/definition.ts'
import { type Answer, type NodeView, ofKind, type Property, type Rule, violation } from './property.ts'

/**
 * A safety property of single steps of one node, from what it was to what it is. As handlers change the state in
 * place, `view` takes what is to be compared out of it (a plain value or a fresh object; never a part of the state
 * itself). A crash is a step too.
 */
export function alwaysStep<State, View>(
  name: string,
  kind: NodeKind<State>,
  view: (state: State) => View,
  holds: (before: View, after: View, node: NodeView<State>) => Answer,
): Property {
  return {
    name,
    type: 'always',
    kinds: [kind.kind],
    // A search shows it nodes of this kind only.
    rule: { type: 'step', view, holds } as unknown as Rule,
    monitor(nodes) {
      const before = new Map(ofKind(nodes, kind).map((node) => [node.id, view(node.state)]))
      let exercised = 0
      return {
        changed(changed) {
          const node = changed as NodeView<State>
          const after = view(node.state)
          const answer = holds(before.get(node.id) as View, after, node)
          before.set(node.id, after)
          exercised++
          return violation(answer)
        },
        exercised: () => exercised,
      }
    },
  }
}
