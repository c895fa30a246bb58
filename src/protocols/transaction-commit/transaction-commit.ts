import { always } from '../../checkers/always.ts'
import { type Micros, ms } from '../../kernel/time.ts'
import type { Context, NodeId } from '../../node/context.ts'
import { defineNode } from '../../node/definition.ts'

/** The messages of two-phase commit as Gray & Lamport specify it ("Consensus on Transaction Commit", 2006, §3). */
export type TransactionCommitMessage =
  | { readonly type: 'prepared' }
  | { readonly type: 'commit' }
  | { readonly type: 'abort' }

/** A resource manager (§2, Figure 1). */
export interface ResourceManager {
  state: 'working' | 'prepared' | 'committed' | 'aborted'
}

export interface ResourceManagerOptions {
  readonly transactionManager: NodeId
  /** When it is ready to commit, drawn anew, µs; after 10–50 ms unless told. */
  readonly prepareAfter?: readonly [min: Micros, max: Micros]
  /** When it loses patience, drawn anew, µs; after 40–400 ms unless told. */
  readonly abortAfter?: readonly [min: Micros, max: Micros]
}

type ResourceManagerTimeout = 'prepare' | 'chooseToAbort'

/** Prepares, or chooses to abort as long as it has not. */
export const resourceManager = defineNode<
  ResourceManager,
  TransactionCommitMessage,
  ResourceManagerOptions,
  ResourceManagerTimeout
>('resource-manager', {
  initial: () => ({ state: 'working' }),
  persistent: ['state'],
  boot(rm, ctx) {
    if (rm.state !== 'working') return
    ctx.after(ctx.options.prepareAfter ?? [ms(10), ms(50)], 'prepare')
    ctx.after(ctx.options.abortAfter ?? [ms(40), ms(400)], 'chooseToAbort')
  },
  timeout: {
    prepare(rm, ctx) {
      leaveWorking(rm, 'prepared', ctx)
      ctx.send(ctx.options.transactionManager, { type: 'prepared' })
    },
    chooseToAbort(rm, ctx) {
      leaveWorking(rm, 'aborted', ctx)
    },
  },
  on: {
    commit: (rm, _message, ctx) => leaveWorking(rm, 'committed', ctx),
    abort: (rm, _message, ctx) => leaveWorking(rm, 'aborted', ctx),
  },
})

function leaveWorking(
  rm: ResourceManager,
  state: ResourceManager['state'],
  ctx: Context<TransactionCommitMessage, ResourceManagerOptions, ResourceManagerTimeout>,
): void {
  rm.state = state
  ctx.cancel('prepare')
  ctx.cancel('chooseToAbort')
}

/** The transaction manager (§3, Figure 2). */
export interface TransactionManager {
  state: 'init' | 'committed' | 'aborted'
  /** The resource managers that are known to be prepared. */
  prepared: Record<NodeId, true>
}

export interface TransactionManagerOptions {
  readonly resourceManagers: readonly NodeId[]
  /** How long it waits for all to be prepared, drawn anew, µs; 100–200 ms unless told. */
  readonly abortAfter?: readonly [min: Micros, max: Micros]
  /** How long it takes to decide, µs; 1–5 ms unless told. */
  readonly commitAfter?: readonly [min: Micros, max: Micros]
}

type TransactionManagerTimeout = 'commit' | 'abort'

/** Commits once all are prepared, or aborts before. */
export const transactionManager = defineNode<
  TransactionManager,
  TransactionCommitMessage,
  TransactionManagerOptions,
  TransactionManagerTimeout
>('transaction-manager', {
  initial: () => ({ state: 'init', prepared: {} }),
  persistent: ['state'],
  boot(tm, ctx) {
    if (tm.state === 'init') ctx.after(ctx.options.abortAfter ?? [ms(100), ms(200)], 'abort')
  },
  on: {
    prepared(tm, _message, ctx) {
      if (tm.state !== 'init') return
      tm.prepared[ctx.from] = true
      if (ctx.options.resourceManagers.every((id) => tm.prepared[id]))
        ctx.after(ctx.options.commitAfter ?? [ms(1), ms(5)], 'commit')
    },
  },
  timeout: {
    commit: (tm, ctx) => decide(tm, 'commit', ctx),
    abort: (tm, ctx) => decide(tm, 'abort', ctx),
  },
})

function decide(
  tm: TransactionManager,
  decision: 'commit' | 'abort',
  ctx: Context<TransactionCommitMessage, TransactionManagerOptions, TransactionManagerTimeout>,
): void {
  tm.state = decision === 'commit' ? 'committed' : 'aborted'
  ctx.cancel('commit')
  ctx.cancel('abort')
  ctx.broadcast({ type: decision }, ctx.options.resourceManagers)
}

/** TCConsistent (§2): no resource manager has aborted where another has committed. */
export const transactionCommitConsistency = always('consistency', resourceManager, (managers) => {
  const has = (state: ResourceManager['state']) => managers.some((manager) => manager.state === state)
  return !(has('committed') && has('aborted'))
})
