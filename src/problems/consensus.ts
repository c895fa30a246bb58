import { alwaysWithMemory } from '../checkers/always-with-memory.ts'
import { eventually } from '../checkers/eventually.ts'
import type { Property } from '../checkers/property.ts'
import type { Micros } from '../kernel/time.ts'
import type { NodeKind } from '../node/definition.ts'

/**
 * The problem *consensus*: of the values that are proposed, one is chosen, and those who learn learn that one
 * (Lamport, "Paxos Made Simple", 2001, §2.1). A protocol solves it if its nodes can tell what they have decided.
 */
export type Decided<State> = (state: State) => unknown

/** Agreement: whoever decides decides the same, for good, crashes or not. */
export function agreement<State>(kind: NodeKind<State>, decided: Decided<State>): Property {
  return alwaysWithMemory(
    'agreement',
    kind,
    () => ({ first: null as { value: string; by: string } | null }),
    (memory, state, { id }) => {
      const decision = decided(state)
      if (decision === null || decision === undefined) return true
      const value = JSON.stringify(decision)
      memory.first ??= { value, by: id }
      return (
        memory.first.value === value ||
        `${id} decided ${value}, where ${memory.first.by} had decided ${memory.first.value}`
      )
    },
  )
}

/** Validity: only a value that was proposed is decided ("only a value that has been proposed may be chosen"). */
export function validity<State>(
  kind: NodeKind<State>,
  decided: Decided<State>,
  proposed: readonly unknown[],
): Property {
  const known = new Set(proposed.map((value) => JSON.stringify(value)))
  return alwaysWithMemory(
    'validity',
    kind,
    () => ({}),
    (_memory, state, { id }) => {
      const decision = decided(state)
      if (decision === null || decision === undefined) return true
      const value = JSON.stringify(decision)
      return known.has(value) || `${id} decided ${value}, which nobody proposed`
    },
  )
}

/** Progress: once a majority is up and messages arrive, everyone decides. */
export function everyoneDecides<State>(
  kind: NodeKind<State>,
  decided: Decided<State>,
  options: { readonly within?: Micros } = {},
): Property {
  return eventually(
    'everyone decides',
    kind,
    (states, nodes) => {
      const undecided = nodes.filter((_, index) => (decided(states[index]!) ?? null) === null)
      return undecided.length === 0 || `${undecided.map(({ id }) => id).join(', ')} have not decided`
    },
    options,
  )
}
