import type { NodeView } from '../../src/checkers/property.ts'
import type { NodeKind } from '../../src/node/definition.ts'

export interface Counter {
  count: number
}

/** Names a kind without defining nodes of it. */
export const counter: NodeKind<Counter> = { kind: 'counter' }

/** A node as properties see it, whose state the test sets. */
export interface View extends NodeView<Counter>, NodeKind<unknown> {
  state: Counter
}

export function views(...counts: number[]): View[] {
  return counts.map((count, i) => ({ id: `n${i + 1}`, kind: 'counter', up: true, state: { count } }))
}
