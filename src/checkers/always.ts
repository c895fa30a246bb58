import type { NodeKind } from '../node/definition.ts'
import { type Answer, type NodeView, ofKind, type Property, violation } from './property.ts'

/** The states of each of several kinds. */
export type StatesOf<K extends Readonly<Record<string, NodeKind<unknown>>>> = {
  readonly [Name in keyof K]: K[Name] extends NodeKind<infer State> ? readonly State[] : never
}

/**
 * A safety property of single states: `always('AC1 agreement', participant, (participants) => …)`, or of several
 * kinds, `always('…', { coordinator, participant }, ({ coordinator, participant }) => …)`. The predicate gets the
 * states of all nodes of the kind, in the order of their declaration, and says whether they are as they must be; a
 * string says how they are not. Nodes that are down count with what they would restart with.
 */
export function always<State>(
  name: string,
  kind: NodeKind<State>,
  holds: (states: readonly State[], nodes: readonly NodeView<State>[]) => Answer,
): Property
export function always<K extends Readonly<Record<string, NodeKind<unknown>>>>(
  name: string,
  kinds: K,
  holds: (states: StatesOf<K>) => Answer,
): Property
export function always(
  name: string,
  kinds: NodeKind<unknown> | Readonly<Record<string, NodeKind<unknown>>>,
  holds: (states: never, nodes: never) => Answer,
): Property {
  return {
    name,
    type: 'always',
    kinds: kindsRead(kinds),
    rule: { type: 'state', begin: (nodes) => evaluator(kinds, holds, nodes) },
    monitor(nodes) {
      const evaluate = evaluator(kinds, holds, nodes)
      let exercised = 0
      return {
        changed() {
          exercised++
          return violation(evaluate())
        },
        exercised: () => exercised,
      }
    },
  }
}

/** The names of the kinds that a property reads. */
export function kindsRead(kinds: NodeKind<unknown> | Readonly<Record<string, NodeKind<unknown>>>): string[] {
  return isKind(kinds) ? [kinds.kind] : Object.values(kinds).map(({ kind }) => kind)
}

/** A function that collects the states of the kinds anew and asks the predicate. */
export function evaluator(
  kinds: NodeKind<unknown> | Readonly<Record<string, NodeKind<unknown>>>,
  holds: (states: never, nodes: never) => Answer,
  nodes: Parameters<Property['monitor']>[0],
): () => Answer {
  const ask = holds as (states: unknown, nodes: unknown) => Answer
  if (isKind(kinds)) {
    const read = ofKind(nodes, kinds)
    return () =>
      ask(
        read.map(({ state }) => state),
        read,
      )
  }
  const read = Object.entries(kinds).map(([name, kind]) => [name, ofKind(nodes, kind)] as const)
  return () => {
    const states: Record<string, readonly unknown[]> = {}
    for (const [name, views] of read) states[name] = views.map(({ state }) => state)
    return ask(states, null)
  }
}

function isKind(
  kinds: NodeKind<unknown> | Readonly<Record<string, NodeKind<unknown>>>,
): kinds is NodeKind<unknown> {
  return typeof kinds.kind === 'string'
}
