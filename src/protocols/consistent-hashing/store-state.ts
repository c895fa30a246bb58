import type { Caller, Context, NodeId } from '../../node/context.ts'
import { type Cell, compareVersions, neverWritten, type Version } from '../../problems/key-value.ts'
import { preferenceList, receives } from './preference-list.ts'
import type { StoreOptions, StoreSettings } from './settings.ts'
import type { StoreMessage } from './store-messages.ts'
import type { View } from './view.ts'

/** A get or put under way at its coordinator (DeCandia et al. 2007, §4.5). */
export interface Operation {
  readonly id: string
  readonly caller: Caller
  readonly kind: 'get' | 'version' | 'put'
  readonly key: string
  /** The view in which the phase began; a phase counts answers of one view only. */
  view: number
  phase: 'query' | 'update'
  /** The newest cell known; what is stored in the update phase. */
  cell: Cell
  /** The replicas known to have `cell`. */
  holders: NodeId[]
  /** The replicas that answered the query. */
  answered: NodeId[]
  retries: number
}

export interface StoreNode {
  id: NodeId
  settings: StoreSettings
  /** Names this life of the disk; 0 before the first boot. Whoever lost its disk has another one. */
  incarnation: number
  /** Whether the membership service knows this incarnation, so that it may answer for what it holds. */
  admitted: boolean
  boots: number
  view: View | null
  cells: Record<string, Cell>
  operations: Operation[]
  operationCount: number
  /** The nodes of the view's base whose data has been merged, with this one if it has kept its own. */
  handedOver: NodeId[]
  /** Whether all that this node receives in the view has come. */
  transferred: boolean
  /** How many keys this node received because of changes of membership. */
  received: number
  acknowledged: (Version & { readonly key: string }) | null
}

export type StoreTimeout = 'hello' | 'retry' | 'pull' | 'repair'
export type StoreContext = Context<StoreMessage, StoreOptions, StoreTimeout>

/** The nodes that hold `key` in the view that `state` has installed. */
export function replicasOf(state: StoreNode, view: View, key: string): readonly NodeId[] {
  return preferenceList(state.settings, view.members, key)
}

/** Whether the node answers for `key`: it is one of its replicas, lost nothing, and waits for nothing. */
export function serves(state: StoreNode, view: View, key: string): boolean {
  if (!state.admitted) return false
  if (view.complete) return replicasOf(state, view, key).includes(state.id)
  return replicasOf(state, view, key).includes(state.id) && !receives(state.settings, view, state.id, key)
}

export function cellOf(state: StoreNode, key: string): Cell {
  return Object.hasOwn(state.cells, key) ? state.cells[key]! : neverWritten
}

/** Keeps a cell unless what the node has is as new; true when it was newer. */
export function merge(state: StoreNode, key: string, cell: Cell): boolean {
  if (compareVersions(cell, cellOf(state, key)) <= 0) return false
  state.cells[key] = copyOf(cell)
  return true
}

export function copyOf({ counter, writer, value }: Cell): Cell {
  return { counter, writer, value }
}

export function sayHello(state: StoreNode, ctx: StoreContext): void {
  const { incarnation, admitted, view } = state
  ctx.send(ctx.options.membership, {
    type: 'hello',
    incarnation,
    admitted,
    number: view?.number ?? 0,
    complete: view?.complete ?? false,
  })
}
