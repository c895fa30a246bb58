import type { NodeKind } from '../node/definition.ts'
import { evaluator } from './always.ts'
import { type NodeView, ofKind, type Property } from './property.ts'

/**
 * An interesting situation that a batch of runs must reach, lest its passing mean little: either a predicate over
 * the states of a kind, or, by name alone, a label that handlers `note`.
 */
export function sometimes(name: string): Property
export function sometimes<State>(
  name: string,
  kind: NodeKind<State>,
  holds: (states: readonly State[], nodes: readonly NodeView<State>[]) => boolean,
): Property
export function sometimes<State>(
  name: string,
  kind?: NodeKind<State>,
  holds?: (states: readonly State[], nodes: readonly NodeView<State>[]) => boolean,
): Property {
  return {
    name,
    type: 'sometimes',
    kinds: kind ? [kind.kind] : [],
    rule:
      kind && holds ? { type: 'state', begin: (nodes) => evaluator(kind, holds, nodes) } : { type: 'note' },
    monitor(nodes) {
      let reached = 0
      if (!kind || !holds)
        return {
          ended({ notes }) {
            reached = notes.get(name) ?? 0
            return null
          },
          exercised: () => reached,
        }
      const read = ofKind(nodes, kind)
      return {
        changed() {
          if (reached === 0) {
            const states = read.map(({ state }) => state)
            if (holds(states, read)) reached = 1
          }
          return null
        },
        isAttentive: () => reached === 0,
        exercised: () => reached,
      }
    },
  }
}
