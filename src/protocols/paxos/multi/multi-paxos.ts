import { UsageError } from '../../../kernel/errors.ts'
import { defineNode } from '../../../node/definition.ts'
import { newReplica } from '../../../problems/sessions.ts'
import { acceptorHandlers } from './accepting.ts'
import { askToLead, awaitLeader, beat, leaderHandlers, request } from './leading.ts'
import { applyChosen, learnerHandlers } from './learning.ts'
import type { MultiPaxosMessage } from './messages.ts'
import { heartbeatHeard, query } from './reads.ts'
import { copyOf, type MultiPaxosNode, type MultiPaxosOptions, machineOf, type Timeout } from './state.ts'

/**
 * Multi-Paxos (Lamport 2001, §3): a log of which every slot is an instance of Paxos. A stable leader has its one
 * ballot promised for all slots and needs phase 2 only, as engineered in Chandra, Griesemer & Redstone, "Paxos Made
 * Live" (2007, §4–5): catch-up, snapshots, reads.
 */
export const multiPaxos = defineNode<MultiPaxosNode, MultiPaxosMessage, MultiPaxosOptions, Timeout>(
  'multi-paxos',
  {
    initial(options) {
      validate(options)
      const machine = machineOf(options)
      return {
        promised: null,
        accepted: {},
        chosen: {},
        snapshot: { slot: 0, replica: newReplica(machine) },
        lastApplied: 0,
        replica: newReplica(machine),
        role: { type: 'follower', leader: null },
      }
    },
    persistent: ['promised', 'accepted', 'chosen', 'snapshot'],
    entries: ['accepted', 'chosen'],
    boot(state, ctx) {
      state.replica = copyOf(state.snapshot.replica)
      state.lastApplied = state.snapshot.slot
      applyChosen(state, ctx)
      awaitLeader(ctx)
    },
    on: {
      ...acceptorHandlers,
      ...leaderHandlers,
      ...learnerHandlers,
      heartbeatHeard,
      query,
      register: request,
      command: request,
    },
    timeout: { leader: askToLead, heartbeat: beat },
  },
)

/** @throws UsageError for options that make no sense. */
function validate({ leaderTimeout, heartbeat, snapshotThreshold = 1 }: MultiPaxosOptions): void {
  const [min, max] = leaderTimeout ?? [1, 1]
  if (!(Number.isSafeInteger(min) && Number.isSafeInteger(max) && min > 0 && max >= min))
    throw new UsageError(
      `Expected multiPaxos({ leaderTimeout }) to be [min, max] in whole µs, such as [ms(150), ms(300)], got ${JSON.stringify(leaderTimeout)}.`,
    )
  if (heartbeat !== undefined && !(Number.isSafeInteger(heartbeat) && heartbeat > 0))
    throw new UsageError(
      `Expected multiPaxos({ heartbeat }) to be a time in whole µs above 0, such as ms(50), got ${heartbeat}.`,
    )
  if (!(Number.isSafeInteger(snapshotThreshold) && snapshotThreshold >= 1))
    throw new UsageError(
      `Expected multiPaxos({ snapshotThreshold }) to be a whole number of slots, 1 or more, got ${snapshotThreshold}.`,
    )
}
