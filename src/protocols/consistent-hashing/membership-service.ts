import { UsageError } from '../../kernel/errors.ts'
import type { Context, NodeId } from '../../node/context.ts'
import { defineNode } from '../../node/definition.ts'
import { membershipOf } from './placement/membership.ts'
import type { Member } from './placement/placement.ts'
import type { StoreMessage } from './store-messages.ts'
import { concernedBy, isMember, isNewer, type View } from './view.ts'

export interface MembershipOptions {
  /** Those who are members from the start: names of store nodes, or names with weights. */
  readonly members: readonly (NodeId | Member)[]
  /** The least number of members: as many as a key has replicas, 3 unless told. A leave that would go below is refused. */
  readonly replicas?: number
}

/** What an administrator asks for. */
export type MembershipChange = { readonly join: Member } | { readonly leave: NodeId }

type QueuedChange = MembershipChange | { readonly rebuild: NodeId; readonly incarnation: number }

export interface MembershipService {
  view: View
  /** Changes to come, one at a time. */
  queue: QueuedChange[]
  /** The members that have all they receive in the view. */
  transferred: NodeId[]
  /**
   * The incarnations of each node that have been admitted. Which is the present one is not known, as their first words
   * may come in any order; it does not matter, as whoever speaks for the first time is rebuilt, and the dead are silent.
   */
  admitted: Record<NodeId, number[]>
  /** The number of the latest change that each administrator asked for. */
  sequences: Record<NodeId, number>
}

type Ctx = Context<StoreMessage, MembershipOptions>

/**
 * Hands out the store's views, one after the other: Dynamo's explicit changes of membership (DeCandia et al. 2007,
 * §4.8.1), but agreed on in one place instead of by gossip. This node is assumed to be reliable: it may be slow, cut
 * off or down, which only delays changes, as no read or write goes through it; but it must never lose its disk. In
 * practice it would be a replicated log of three or five servers, as ZooKeeper is for others.
 */
export const membershipService = defineNode<MembershipService, StoreMessage, MembershipOptions>(
  'membership-service',
  {
    initial: ({ members, replicas = 3 }) => ({
      view: firstView(members, replicas),
      queue: [],
      transferred: [],
      admitted: {},
      sequences: {},
    }),
    persistent: ['view', 'queue', 'transferred', 'admitted', 'sequences'],
    boot(state, ctx) {
      for (const { id } of state.view.members)
        if (!ctx.nodes.includes(id))
          throw new UsageError(
            `Expected membershipService({ members }) to name nodes of the scenario (${ctx.nodes.join(', ')}), got '${id}'.`,
          )
    },
    on: {
      hello(state, message, ctx) {
        admit(state, ctx.from, message.incarnation)
        proceed(state, ctx)
        if (isNewer(state.view, message) || !message.admitted) tell(state, ctx.from, ctx)
      },
      transferred(state, { incarnation, view }, ctx) {
        if (view !== state.view.number || state.view.complete) return
        if (!state.admitted[ctx.from]?.includes(incarnation)) return
        if (!state.transferred.includes(ctx.from)) state.transferred.push(ctx.from)
        proceed(state, ctx)
      },
      change(state, { sequence, change }, ctx) {
        if (sequence > (state.sequences[ctx.from] ?? 0)) {
          state.sequences[ctx.from] = sequence
          state.queue.push(change)
        }
        ctx.reply({ type: 'accepted', sequence })
        proceed(state, ctx)
      },
    },
  },
)

/**
 * Admits an incarnation that has nothing to have lost: the first of a node, or one of a node that holds nothing. Any
 * other must first be rebuilt. What is known already is old news.
 */
function admit(state: MembershipService, node: NodeId, incarnation: number): void {
  const known = state.admitted[node]
  if (known?.includes(incarnation)) return
  if (known === undefined || !concernedBy(state.view).includes(node)) {
    state.admitted[node] = [...(known ?? []), incarnation]
    return
  }
  const rest = state.queue.filter((queued) => !('rebuild' in queued && queued.rebuild === node))
  state.queue = [{ rebuild: node, incarnation }, ...rest]
}

/** Completes the view when all members have what they receive, and begins the next when there is one to begin. */
function proceed(state: MembershipService, ctx: Ctx): void {
  for (;;) {
    if (!state.view.complete) {
      const waiting = state.view.members.some(
        ({ id }) => !state.transferred.includes(id) && !isToBeRebuilt(state, id),
      )
      if (waiting) return
      state.view = { ...copyOf(state.view), complete: true }
      announce(state, ctx)
    }
    const next = state.queue.shift()
    if (next === undefined) return
    if (!beginChange(state, next, ctx.options.replicas ?? 3)) continue
    announce(state, ctx)
  }
}

/** Whether the node lost its disk once more, and will get all it holds in a later view anyway. */
function isToBeRebuilt(state: MembershipService, node: NodeId): boolean {
  return state.queue.some((change) => 'rebuild' in change && change.rebuild === node)
}

/** Begins the view of a change; false when the change changes nothing. */
function beginChange(state: MembershipService, change: QueuedChange, replicas: number): boolean {
  const { members } = copyOf(state.view)
  if ('join' in change) {
    const { id, weight = 1 } = change.join
    if (isMember(members, id)) return false
    beginView(state, [...members, { id, weight }], [])
    return true
  }
  if ('leave' in change) {
    if (!isMember(members, change.leave) || members.length <= replicas) return false
    beginView(
      state,
      members.filter(({ id }) => id !== change.leave),
      [],
    )
    return true
  }
  const { rebuild, incarnation } = change
  state.admitted[rebuild] = [...(state.admitted[rebuild] ?? []), incarnation]
  if (!isMember(members, rebuild)) return false
  beginView(state, members, [rebuild])
  return true
}

function beginView(
  state: MembershipService,
  members: readonly Member[],
  rebuilding: readonly NodeId[],
): void {
  const { number, members: base } = copyOf(state.view)
  state.view = { number: number + 1, members, base, rebuilding, complete: false }
  state.transferred = []
}

/** A view that shares no part with the state. */
function copyOf({ number, members, base, rebuilding, complete }: View): View {
  const each = (list: readonly Member[]) => list.map(({ id, weight = 1 }): Member => ({ id, weight }))
  return { number, members: each(members), base: each(base), rebuilding: [...rebuilding], complete }
}

function announce(state: MembershipService, ctx: Ctx): void {
  for (const node of concernedBy(state.view)) tell(state, node, ctx)
}

function tell(state: MembershipService, node: NodeId, ctx: Ctx): void {
  ctx.send(node, { type: 'view', view: copyOf(state.view), admitted: [...(state.admitted[node] ?? [])] })
}

function firstView(members: readonly (NodeId | Member)[], replicas: number): View {
  const named = (members ?? []).map((member) => (typeof member === 'string' ? { id: member } : member))
  membershipOf(named)
  if (named.length < replicas)
    throw new UsageError(
      `Expected membershipService({ members }) to name at least as many nodes as a key has replicas (${replicas}), ` +
        `got ${named.length}.`,
    )
  const list = named.map(({ id, weight = 1 }) => ({ id, weight }))
  return { number: 1, members: list, base: [], rebuilding: [], complete: true }
}
