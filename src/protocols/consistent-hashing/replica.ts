import { rulesWith } from './bugs.ts'
import type { StoreMessage } from './store-messages.ts'
import { cellOf, merge, type StoreContext, type StoreNode, sayHello, serves } from './store-state.ts'

type Of<Type extends StoreMessage['type']> = Extract<StoreMessage, { readonly type: Type }>

/** A replica answers with what it has, in its own view only. */
export function answerQuery(state: StoreNode, message: Of<'query'>, ctx: StoreContext): void {
  const { operation, view, key } = message
  if (!isInView(state, view, ctx) || !serves(state, state.view!, key)) return
  ctx.reply({ type: 'queried', operation, view, cell: cellOf(state, key) })
}

/** A replica keeps what is newer than what it has, and acknowledges it either way. */
export function storeCell(state: StoreNode, message: Of<'store'>, ctx: StoreContext): void {
  const { operation, view, key, cell } = message
  const installed = state.view?.number ?? 0
  const isLate = view < installed && rulesWith(state.settings.bug).takesWrites(installed, view)
  if (!isLate && !isInView(state, view, ctx)) return
  // A node that waits for its keys keeps what is written meanwhile, but has no say yet.
  merge(state, key, cell)
  if (isLate || serves(state, state.view!, key)) ctx.reply({ type: 'stored', operation, view })
}

/**
 * Whether an operation of that view concerns this node. From the moment a node has installed a view, operations of
 * earlier ones get nothing from it: this is what makes a handover see every write that completes before it.
 */
function isInView(state: StoreNode, view: number, ctx: StoreContext): boolean {
  const installed = state.view?.number ?? 0
  if (installed > view) ctx.send(ctx.from, { type: 'newerView', view: state.view! })
  else if (installed < view) sayHello(state, ctx)
  return installed === view
}
