import { ms } from '../../kernel/time.ts'
import { type Cell, compareVersions, type KeyValueRequest, neverWritten } from '../../problems/key-value.ts'
import { rulesWith } from './bugs.ts'
import { copyOf, type Operation, replicasOf, type StoreContext, type StoreNode } from './store-state.ts'

const RETRY_AFTER = ms(40)
/** After so many retries the client has long asked somebody else. */
const RETRIES_MAX = 50

/**
 * Any node coordinates any request (DeCandia et al. 2007, §4.5), in two phases (Attiya, Bar-Noy & Dolev 1995, §3): it
 * queries a read quorum for the newest version, and stores on a write quorum what it read or what is to be written.
 */
export function begin(state: StoreNode, request: KeyValueRequest, ctx: StoreContext): void {
  if (state.view === null) {
    ctx.reply({ type: 'unavailable' })
    return
  }
  const isPut = request.type === 'put'
  state.operations.push({
    id: `${state.incarnation}.${state.boots}.${++state.operationCount}`,
    caller: ctx.caller,
    kind: request.type,
    key: request.key,
    view: state.view.number,
    phase: isPut ? 'update' : 'query',
    cell: copyOf(isPut ? request : neverWritten),
    holders: [],
    answered: [],
    retries: 0,
  })
  ask(state, state.operations.at(-1)!, ctx)
}

/** The operation that is under way by that name. */
function operationOf({ operations }: StoreNode, id: string): Operation | undefined {
  return operations.find((operation) => operation.id === id)
}

/** Asks the replicas that have not answered in this phase, and will again if need be. */
function ask(state: StoreNode, operation: Operation, ctx: StoreContext): void {
  const { id, key, view, phase, cell } = operation
  const done = phase === 'query' ? operation.answered : operation.holders
  const to = replicasOf(state, state.view!, key).filter((node) => !done.includes(node))
  if (phase === 'query') ctx.broadcast({ type: 'query', operation: id, view, key }, to)
  else ctx.broadcast({ type: 'store', operation: id, view, key, cell }, to)
  ctx.after(RETRY_AFTER, 'retry', id)
}

export function retry(state: StoreNode, ctx: StoreContext, id: string): void {
  const operation = operationOf(state, id)
  if (operation === undefined) return
  if (operation.retries++ < RETRIES_MAX) ask(state, operation, ctx)
  else forget(state, id)
}

/** In a new view the phase under way begins anew, with the replicas of that view. */
export function restartPhases(state: StoreNode, ctx: StoreContext): void {
  for (const operation of state.operations) {
    operation.view = state.view!.number
    operation.holders = []
    operation.answered = []
    ask(state, operation, ctx)
  }
}

export function queried(
  state: StoreNode,
  { operation: id, view, cell }: { readonly operation: string; readonly view: number; readonly cell: Cell },
  ctx: StoreContext,
): void {
  const operation = operationOf(state, id)
  if (operation?.phase !== 'query' || operation.view !== view || operation.answered.includes(ctx.from)) return
  operation.answered.push(ctx.from)
  const order = compareVersions(cell, operation.cell)
  if (order > 0) {
    operation.cell = copyOf(cell)
    operation.holders = [ctx.from]
  } else if (order === 0) operation.holders.push(ctx.from)
  if (operation.answered.length < state.settings.readQuorum) return
  if (operation.kind === 'version') {
    ctx.replyTo(operation.caller, { type: 'versionRead', counter: operation.cell.counter })
    end(state, id, ctx)
  } else finishRead(state, operation, ctx)
}

/**
 * What a read returns, a write quorum must have, lest a later read miss it (Attiya, Bar-Noy & Dolev 1995, §3). Where
 * replicas lag behind, the write-back is their read repair (DeCandia et al. 2007, §5).
 */
function finishRead(state: StoreNode, operation: Operation, ctx: StoreContext): void {
  const { writesBack } = rulesWith(state.settings.bug)
  const { id, cell, holders } = operation
  if (cell.counter > 0 && writesBack(holders.length, state.settings.writeQuorum)) {
    operation.phase = 'update'
    ctx.note('read writes back')
    ask(state, operation, ctx)
    return
  }
  ctx.replyTo(operation.caller, { type: 'got', value: cell.value })
  end(state, id, ctx)
}

export function stored(
  state: StoreNode,
  { operation: id, view }: { readonly operation: string; readonly view: number },
  ctx: StoreContext,
): void {
  const operation = operationOf(state, id)
  if (operation?.phase !== 'update' || operation.view !== view || operation.holders.includes(ctx.from)) return
  operation.holders.push(ctx.from)
  if (operation.holders.length < state.settings.writeQuorum) return
  const { caller, kind, key, cell } = operation
  if (kind === 'put') {
    state.acknowledged = { key, counter: cell.counter, writer: cell.writer }
    ctx.replyTo(caller, { type: 'written' })
  } else ctx.replyTo(caller, { type: 'got', value: cell.value })
  end(state, id, ctx)
}

function end(state: StoreNode, id: string, ctx: StoreContext): void {
  forget(state, id)
  ctx.cancel('retry', id)
}

function forget(state: StoreNode, id: string): void {
  state.operations = state.operations.filter((operation) => operation.id !== id)
}
