import { applyOnce } from '../../../problems/sessions.ts'
import type { Knowledge, MessageOf, SlotValue } from './messages.ts'
import { serveReads } from './reads.ts'
import { type Ctx, copyOf, type MultiPaxosNode, machineOf } from './state.ts'

/** At most so many chosen slots go into one message. */
const slotsInMessage = 64

/** Takes note that a slot is chosen. */
export function learn(state: MultiPaxosNode, slot: number, value: SlotValue): void {
  if (slot <= state.snapshot.slot) return
  state.chosen[slot] ??= value
  delete state.accepted[slot]
}

/** Applies what is chosen in the order of slots, as far as there is no gap, and answers who waits for it. */
export function applyChosen(state: MultiPaxosNode, ctx: Ctx): void {
  const { role } = state
  for (;;) {
    const slot = state.lastApplied + 1
    const value = state.chosen[slot]
    if (value === undefined) break
    state.lastApplied = slot
    const applied =
      value.type === 'noOp' ? null : applyOnce(state.replica, machineOf(ctx.options), slot, value)
    if (role.type !== 'leader') continue
    const waiting = role.waiting.filter((caller) => caller.slot === slot)
    role.waiting = role.waiting.filter((caller) => caller.slot !== slot)
    if (applied !== null) for (const { caller } of waiting) ctx.replyTo(caller, applied)
  }
  takeSnapshot(state, ctx)
  if (role.type === 'leader') serveReads(state, role, ctx)
}

/** Forgets slots one by one, once there are many, for what they have come to. */
function takeSnapshot(state: MultiPaxosNode, { options: { snapshotThreshold = 100 } }: Ctx): void {
  if (state.lastApplied - state.snapshot.slot < snapshotThreshold) return
  state.snapshot = { slot: state.lastApplied, replica: copyOf(state.replica) }
  forgetUpTo(state, state.lastApplied)
}

function forgetUpTo(state: MultiPaxosNode, slot: number): void {
  for (const record of [state.chosen, state.accepted])
    for (const key of Object.keys(record)) if (Number(key) <= slot) delete record[Number(key)]
}

/** What this replica knows to be chosen from a slot on; all of it, or no more than fits in a message. */
export function knowledgeFrom(
  state: MultiPaxosNode,
  from: number,
  most = Number.POSITIVE_INFINITY,
): Knowledge {
  const { snapshot, chosen } = state
  const slots = Object.keys(chosen)
    .map(Number)
    .filter((slot) => slot >= from)
    .slice(0, most)
  return {
    snapshot: from <= snapshot.slot ? copyOf(snapshot) : null,
    chosen: slots.map((slot) => ({ slot, value: chosen[slot]! })),
  }
}

/** Takes over what another replica knows. */
export function learnAll(state: MultiPaxosNode, { snapshot, chosen }: Knowledge, ctx: Ctx): void {
  if (snapshot !== null && snapshot.slot > state.lastApplied) {
    state.snapshot = snapshot
    state.replica = copyOf(snapshot.replica)
    state.lastApplied = snapshot.slot
    forgetUpTo(state, snapshot.slot)
    ctx.note('a replica catches up by a snapshot')
  }
  for (const { slot, value } of chosen) learn(state, slot, value)
  applyChosen(state, ctx)
}

/**
 * The leader of this ballot knows all slots up to `upTo` to be chosen: what was accepted from it is. A replica that
 * lacks some asks for them.
 */
export function followChosen(
  state: MultiPaxosNode,
  message: MessageOf<'heartbeat' | 'acceptSlot'>,
  ctx: Ctx,
): void {
  const { ballot, chosenUpTo } = message
  for (const key of Object.keys(state.accepted)) {
    const slot = Number(key)
    const proposal = state.accepted[slot]!
    const isOfLeader = proposal.ballot.round === ballot.round && proposal.ballot.proposer === ballot.proposer
    if (slot <= chosenUpTo && isOfLeader) learn(state, slot, proposal.value)
  }
  applyChosen(state, ctx)
  if (state.lastApplied >= chosenUpTo) return
  ctx.note('a replica lags behind')
  ctx.send(ctx.from, { type: 'catchUp', from: state.lastApplied + 1 })
}

export const learnerHandlers = {
  catchUp(state: MultiPaxosNode, { from }: MessageOf<'catchUp'>, ctx: Ctx): void {
    ctx.reply({ type: 'known', known: knowledgeFrom(state, from, slotsInMessage) })
  },
  known(state: MultiPaxosNode, { known }: MessageOf<'known'>, ctx: Ctx): void {
    learnAll(state, known, ctx)
  },
}
