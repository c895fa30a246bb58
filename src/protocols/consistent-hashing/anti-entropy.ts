import type { NodeId } from '../../node/context.ts'
import { type Cell, compareVersions, neverWritten, type Version } from '../../problems/key-value.ts'
import { partitioningOf } from './partitioning.ts'
import type { StoreMessage } from './store-messages.ts'
import { cellOf, merge, type StoreContext, type StoreNode } from './store-state.ts'

/**
 * Anti-entropy (DeCandia et al. 2007, §4.7): now and then a node compares the keys that it shares with another one, and
 * both repair what they lack. The comparison is by version of each key; Merkle trees would only spare bytes.
 */
export function compareWithAnother(state: StoreNode, ctx: StoreContext): void {
  ctx.after(state.settings.repairEvery, 'repair')
  const { view } = state
  if (view === null) return
  const others = view.members.filter(({ id }) => id !== state.id)
  if (others.length === 0 || others.length === view.members.length) return
  const { id: peer } = ctx.random.pick(others)
  const versions: Record<string, Version> = {}
  for (const key of sharedKeys(state, peer)) {
    const { counter, writer } = state.cells[key]!
    versions[key] = { counter, writer }
  }
  ctx.send(peer, { type: 'compare', view: view.number, versions })
}

export function repairDifferences(
  state: StoreNode,
  { view, versions }: { readonly view: number; readonly versions: Readonly<Record<string, Version>> },
  ctx: StoreContext,
): void {
  if (state.view?.number !== view) return
  const cells: Record<string, Cell> = {}
  for (const key of sharedKeys(state, ctx.from)) {
    const cell = state.cells[key]!
    const theirs = Object.hasOwn(versions, key) ? versions[key]! : neverWritten
    if (compareVersions(cell, theirs) > 0) cells[key] = cell
  }
  const wanted = Object.keys(versions).filter(
    (key) => compareVersions(versions[key]!, cellOf(state, key)) > 0,
  )
  if (wanted.length > 0 || Object.keys(cells).length > 0) ctx.reply({ type: 'repair', view, cells, wanted })
}

export function repair(
  state: StoreNode,
  { view, cells, wanted }: Extract<StoreMessage, { readonly type: 'repair' }>,
  ctx: StoreContext,
): void {
  if (state.view?.number !== view) return
  for (const [key, cell] of Object.entries(cells)) if (merge(state, key, cell)) ctx.note('replica repaired')
  const answer: Record<string, Cell> = {}
  for (const key of wanted) if (Object.hasOwn(state.cells, key)) answer[key] = state.cells[key]!
  if (Object.keys(answer).length > 0) ctx.reply({ type: 'repair', view, cells: answer, wanted: [] })
}

/** The keys that this node has, and that it holds together with `peer`. */
function sharedKeys(state: StoreNode, peer: NodeId): readonly string[] {
  const partitioning = partitioningOf(state.settings, state.view!.members)
  return Object.keys(state.cells).filter((key) => {
    const replicas = partitioning.preferenceList(key)
    return replicas.includes(peer) && replicas.includes(state.id)
  })
}
