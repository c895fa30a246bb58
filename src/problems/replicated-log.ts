import { alwaysWithMemory } from '../checkers/always-with-memory.ts'
import type { Property } from '../checkers/property.ts'
import type { NodeId } from '../node/context.ts'
import type { NodeKind } from '../node/definition.ts'
import type { Applied } from './sessions.ts'

/**
 * The problem *replicated log*: servers that apply the same commands in the same order, and clients that may ask any
 * of them. A protocol solves it if its servers answer these requests; then every workload, property and scenario
 * written for the problem fits it.
 */
export type LogRequest =
  /** Opens a session, in which commands take effect exactly once. */
  | { readonly type: 'register' }
  | {
      readonly type: 'command'
      readonly session: string
      readonly sequence: number
      readonly command: unknown
    }
  /** Reads without a place in the log; answered from a state that no completed operation is missing from. */
  | { readonly type: 'query'; readonly command: unknown }

/** The answers to requests; a server that can't serve names who may, or `null`. */
export type LogResponse = Applied | { readonly type: 'notLeader'; readonly leader: NodeId | null }

/** How to see what a server has applied. */
export interface AppliedLog<State> {
  /** The index of the latest entry applied; 0 when there is none. */
  readonly lastApplied: (state: State) => number
  /** The entry at an index from 1 to `lastApplied`; `undefined` when a snapshot has replaced it. */
  readonly entry: (state: State, index: number) => unknown
}

/**
 * State machine safety: if a server has applied an entry at a given index, no other server ever applies a different
 * entry for it (Ongaro & Ousterhout 2014, Figure 3); Lamport's consistency of every slot.
 */
export function stateMachineSafety<State>(
  kind: NodeKind<State>,
  { lastApplied, entry }: AppliedLog<State>,
): Property {
  return alwaysWithMemory(
    'state machine safety',
    kind,
    () => ({
      /** By index. */
      chosen: [] as { entry: unknown; by: string }[],
      /** The index that each server has applied last. */
      seen: [] as number[],
    }),
    ({ chosen, seen }, state, { id, index: place }) => {
      const now = lastApplied(state)
      const before = seen[place] ?? 0
      if (now === before) return true
      seen[place] = now
      // A server that restarted applies its log again, from where its snapshot ends.
      for (let index = Math.min(before, now) + 1; index <= now; index++) {
        const applying = entry(state, index)
        if (applying === undefined) continue
        const first = (chosen[index] ??= { entry: applying, by: id })
        if (!isSameEntry(first.entry, applying))
          return `${id} applied ${JSON.stringify(applying)} at index ${index}, where ${first.by} had applied ${JSON.stringify(first.entry)}`
      }
      return true
    },
  )
}

/** Whether two entries are the same as data; most that should be are one object, which a message has carried over. */
export function isSameEntry(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
