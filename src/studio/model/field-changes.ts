import type { ShownRun } from './shown-run.ts'

/** A field of a node's state. */
export interface Field {
  readonly node: number
  /** The names that lead to it, from the outside in. */
  readonly path: readonly string[]
}

export interface FieldChange {
  readonly entry: number
  readonly value: unknown
}

/** What a field was, from when on; found by going through the whole run once. */
export function fieldChanges({ timeline, rewinder }: ShownRun, { node, path }: Field): FieldChange[] {
  if (rewinder === null) return []
  const changes: FieldChange[] = []
  let [looked, before] = [-1, '']
  for (const entry of timeline.entriesOf[node]!) {
    const step = timeline.stepOf[entry]!
    if (step === looked) continue
    looked = step
    const text = rewinder.peek(step, node, (state) => JSON.stringify(valueAt(state, path)) ?? '')
    if (text === before) continue
    before = text
    changes.push({ entry, value: text === '' ? undefined : JSON.parse(text) })
  }
  return changes
}

function valueAt(state: unknown, path: readonly string[]): unknown {
  let value = state
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Readonly<Record<string, unknown>>)[name]
  }
  return value
}
