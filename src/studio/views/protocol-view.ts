import type { ComponentType } from 'preact'
import type { Standing } from '../model/marks.ts'

/** A node of the protocol as a view shows it. */
export interface ViewedNode {
  readonly id: string
  readonly kind: string
  readonly up: boolean
  readonly state: unknown
}

/** What a protocol shows of itself besides the trees of its states. */
export interface ProtocolView {
  /** The kinds of node that it knows. */
  readonly kinds: readonly string[]
  /** What a node is, for its lane and its place on the ring. */
  standing(state: unknown): Standing | null
  /** A picture of all nodes of these kinds together. */
  readonly Picture: ComponentType<{ readonly nodes: readonly ViewedNode[] }> | null
}
