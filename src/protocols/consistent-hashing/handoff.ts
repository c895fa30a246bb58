import { ms } from '../../kernel/time.ts'
import type { Cell } from '../../problems/key-value.ts'
import { restartPhases } from './coordinator.ts'
import { partitioningOf } from './partitioning.ts'
import { receives, receivesAny } from './preference-list.ts'
import { merge, type StoreContext, type StoreNode } from './store-state.ts'
import { isMember, isNewer, type View } from './view.ts'

/**
 * Why no acknowledged write is lost when the replicas of a key change, and reads stay linearizable.
 *
 * Views are numbered; a phase of an operation counts the answers of one view only, and a replica that has installed a
 * view answers no earlier one. A node that newly holds a key in view e + 1 answers for it only when the view is
 * complete, that is, when every member has what it receives: the answers, given in view e + 1, of all nodes of the
 * base but min(R, W) − 1. So of the N replicas that any key had in the base, T = N − min(R, W) + 1 have answered.
 *
 * 1. A write that completed in view e is met by every read quorum of view e + 1. A quorum of nodes that all held the
 *    key before meets the write's, as R + W > N. Any other has a node that received the key, and so heard from T
 *    replicas; these meet the write's W replicas, as T + W > N, in one that had stored the write before it answered.
 * 2. A phase in view e that begins after one has completed in view e + 1 never completes. If the latter's quorum only
 *    has nodes that held the key before, the two quorums meet in one that answers view e no more. If not, the view was
 *    complete, so T replicas of the base had installed it, and as T + R > N and T + W > N too few are left.
 * 3. A node that lost its disk counts as one that newly holds all its keys. Others had its acknowledgements, so it is
 *    readmitted in a new view only, in which the coordinators ask for them anew. It never answers a pull, hence of a
 *    write's W replicas W − 1 are left among N − 1, and these meet the T that it hears from: T + W − 1 > N − 1. With
 *    more than W − 1 disks lost at once nothing can be promised; then too few answer, and the change waits for ever.
 *
 * The membership service hands out the next view only when the last is complete; so these steps chain.
 */
export function install(state: StoreNode, view: View, ctx: StoreContext): void {
  const before = state.view
  if (before !== null && !isNewer(view, before)) return
  state.view = view
  release(state, view)
  if (before?.number === view.number) return
  state.handedOver = []
  state.transferred = false
  restartPhases(state, ctx)
  pull(state, ctx)
}

/** Drops what the node holds no more; until the view is complete it may still have to hand it over. */
function release(state: StoreNode, view: View): void {
  const now = partitioningOf(state.settings, view.members)
  const before = partitioningOf(state.settings, view.base)
  for (const key of Object.keys(state.cells)) {
    if (now.preferenceList(key).includes(state.id)) continue
    if (!view.complete && before.preferenceList(key).includes(state.id)) continue
    delete state.cells[key]
  }
}

/** Asks the nodes of the base for what this one newly holds, again and again until the view is complete. */
export function pull(state: StoreNode, ctx: StoreContext): void {
  const { view, admitted } = state
  if (view === null || view.complete || !admitted || !isMember(view.members, state.id)) return
  const isSound = isMember(view.base, state.id) && !view.rebuilding.includes(state.id)
  if (isSound && !state.handedOver.includes(state.id)) state.handedOver.push(state.id)
  if (!reportTransfer(state, view, ctx))
    for (const { id } of view.base)
      if (id !== state.id && !state.handedOver.includes(id)) ctx.send(id, { type: 'pull', view })
  ctx.after(ms(100), 'pull')
}

/** Tells the membership service when all has come that this node receives; false when more is to come. */
function reportTransfer(state: StoreNode, view: View, ctx: StoreContext): boolean {
  const { settings, handedOver, incarnation } = state
  const missing = view.base.filter(({ id }) => !handedOver.includes(id)).length
  const mayMiss = Math.min(settings.readQuorum, settings.writeQuorum) - 1
  state.transferred = missing <= mayMiss || !receivesAny(settings, view, state.id)
  if (state.transferred)
    ctx.send(ctx.options.membership, { type: 'transferred', incarnation, view: view.number })
  return state.transferred
}

/** Hands over what another node newly holds; having installed the view, this one takes no more writes of earlier ones. */
export function handOver(state: StoreNode, { view }: { readonly view: View }, ctx: StoreContext): void {
  install(state, view, ctx)
  const installed = state.view!
  if (installed.number !== view.number || installed.complete) {
    ctx.reply({ type: 'newerView', view: installed })
    return
  }
  if (!state.admitted || installed.rebuilding.includes(state.id)) return
  const cells: Record<string, Cell> = {}
  for (const [key, cell] of Object.entries(state.cells))
    if (receives(state.settings, installed, ctx.from, key)) cells[key] = cell
  ctx.reply({ type: 'handedOver', view: view.number, cells })
}

export function takeOver(
  state: StoreNode,
  message: { readonly view: number; readonly cells: Readonly<Record<string, Cell>> },
  ctx: StoreContext,
): void {
  const { view } = state
  if (view?.number !== message.view || view.complete || state.handedOver.includes(ctx.from)) return
  for (const [key, cell] of Object.entries(message.cells)) if (merge(state, key, cell)) state.received++
  state.handedOver.push(ctx.from)
  if (state.admitted && !state.transferred) reportTransfer(state, view, ctx)
}
