import type { Micros } from '../kernel/time.ts'
import type { NodeKind } from '../node/definition.ts'
import type { News } from '../node/news.ts'
import type { History } from './history.ts'
import type { HistoryPicture } from './history-picture.ts'

/** A node as properties see it: of one that is down, what a restart would begin with. */
export interface NodeView<State = unknown> {
  readonly id: string
  /** Its place among the nodes of the run, from 0: memories of nodes are lists sooner than records by name. */
  readonly index: number
  readonly up: boolean
  readonly state: State
}

/** What a predicate answers: whether it holds, or a sentence that says how it does not. */
export type Answer = boolean | string

/** What a property is asked of at the end of a run. */
export interface Ending {
  readonly at: Micros
  readonly history: History
  /** How often each label was noted. */
  readonly notes: ReadonlyMap<string, number>
}

/** What a property says that could not be decided within its budget. */
export const undecided: unique symbol = Symbol('undecided')

/** A property at work on one run. Its methods return a sentence when it is violated, and else `null`. */
export interface Monitor {
  /** Called when a node of a kind that the property reads has run, crashed or started. */
  changed?(node: NodeView, now: Micros): string | null
  /**
   * Whether changes can tell it anything yet, or any more; asked as the run begins and after each call of `changed` and
   * `healed`. Where they can't, it need not be shown any. Unless told, they always can.
   */
  isAttentive?(): boolean
  /** Called when the scenario has healed; once. */
  healed?(now: Micros): string | null
  /** Called once, when the run is over. */
  ended?(ending: Ending): string | null | typeof undecided
  /** How often it was looked at in a situation where it could have failed. */
  exercised(): number
}

/** The nodes of a run, as a property is shown them: they stay the same objects throughout, their fields change. */
export type WatchedNodes = readonly (NodeView & NodeKind<unknown>)[]

/**
 * How a search asks a property, which goes from state to state in no order of time: what a monitor remembers of a run
 * is laid open, so that it can be a part of the state.
 * - `state`: one state decides.
 * - `step`: what a node was and what it is decide.
 * - `memory`: an observer gets the node that has just changed, and what earlier calls wrote into the memory, plain JSON;
 *   `null` says that nothing was at risk.
 * - `history`: what the clients saw decides.
 * - `note`: the label must be noted.
 * - `progress`: one state, of all nodes, tells whether anything waits; nothing may wait for ever, even though who is down stays down.
 */
export type Rule =
  | { readonly type: 'state'; begin(nodes: WatchedNodes): () => Answer }
  | {
      readonly type: 'step'
      view(state: unknown): unknown
      holds(before: unknown, after: unknown, node: NodeView): Answer
    }
  | ({ readonly type: 'memory' } & Remembering)
  | { readonly type: 'history'; judge(history: History): string | null | typeof undecided }
  | { readonly type: 'note' }
  | { readonly type: 'progress'; begin(nodes: WatchedNodes): () => Answer }

/** A property that writes down what it needs of the past. */
export interface Remembering<Memory extends object = object> {
  /** The memory of a run that has not begun: plain JSON. */
  readonly memory: () => Memory
  readonly observer: (
    nodes: WatchedNodes,
  ) => (memory: Memory, state: unknown, node: NodeView) => Answer | null
  /** A last look at the end of a run; a search has no such end. */
  readonly ending?: (nodes: WatchedNodes) => (memory: Memory) => Answer
}

/**
 * What a run is judged by.
 * - `always`: must hold in every state.
 * - `eventually`: must come to hold.
 * - `history`: judges what the clients saw.
 * - `sometimes`: must be reached by some run of a batch; no single run can violate it.
 */
export interface Property {
  readonly name: string
  readonly type: 'always' | 'eventually' | 'history' | 'sometimes'
  /** The kinds of node whose changes it wants to see. */
  readonly kinds: readonly string[]
  /**
   * Begins to watch a node for what the property reads of it. Where none of that is new, the monitor is not asked; unless told,
   * it always is.
   */
  readonly news?: () => News
  /**
   * The parts of the news that it reads, as bits; all unless told. Where none of them is new it is spared the look, as what it
   * would say is known.
   */
  readonly reads?: number
  /** What it would say where it is spared the look: unless told that it holds, as it did, which is counted as a look. */
  readonly unread?: 'holds' | 'nothing at risk'
  /** Begins a run; `nodes` stay the same objects throughout, their fields change. */
  monitor(nodes: WatchedNodes): Monitor
  /** How a search asks it; one that has none can only judge runs. */
  readonly rule?: Rule
  /** What can be drawn of how it judged a history; `null` when that would take too long. */
  readonly depict?: (history: History) => HistoryPicture | null
}

/** A safety property that remembers what it needs in plain JSON. */
export function remembering<Memory extends object>(
  name: string,
  kinds: readonly string[],
  by: Remembering<Memory>,
): Property {
  return {
    name,
    type: 'always',
    kinds,
    // It is shown no other memories than its own.
    rule: { type: 'memory', ...(by as unknown as Remembering) },
    monitor: (nodes) => new RememberingMonitor(by, nodes),
  }
}

class RememberingMonitor<Memory extends object> implements Monitor {
  private readonly memory: Memory
  private readonly observe: (memory: Memory, state: unknown, node: NodeView) => Answer | null
  private readonly atEnd: ((memory: Memory) => Answer) | null
  private count = 0

  constructor({ memory, observer, ending }: Remembering<Memory>, nodes: WatchedNodes) {
    this.memory = memory()
    this.observe = observer(nodes)
    this.atEnd = ending === undefined ? null : ending(nodes)
  }

  changed(node: NodeView): string | null {
    const { observe } = this
    const answer = observe(this.memory, node.state, node)
    if (answer === null) return null
    this.count++
    return answer === true ? null : violation(answer)
  }

  ended(): string | null {
    return this.atEnd === null ? null : violation(this.atEnd(this.memory))
  }

  exercised(): number {
    return this.count
  }
}

/** The sentence of a violated predicate, or `null` when it holds. */
export function violation(answer: Answer): string | null {
  if (answer === true) return null
  return answer === false ? '' : answer
}

/** The nodes of one kind. */
export function ofKind<State>(nodes: WatchedNodes, kind: NodeKind<State>): NodeView<State>[] {
  // What `defineNode` knows of a kind's state holds for all its nodes.
  return nodes.filter((node) => node.kind === kind.kind) as unknown as NodeView<State>[]
}
