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
  return counts.map((count, index) => ({
    id: `n${index + 1}`,
    index,
    kind: 'counter',
    up: true,
    state: { count },
  }))
}
