import { reachedByMajority } from './configuration.ts'
import { currentConfiguration } from './log.ts'
import type { Ctx, Leader, Progress, Server } from './state.ts'

/** Answers the reads that may be: the leader was one when they came, and has applied what was committed then. */
export function serveReads(server: Server, leader: Leader, ctx: Ctx): void {
  const { machine, rules, reads } = ctx.options
  if (leader.reads.length === 0) return
  const confirmedRound = confirmed(server, leader, ctx.self, Number.POSITIVE_INFINITY, ({ round }) => round)
  const isLeased = reads === 'lease' && hasLease(server, leader, ctx)
  for (let read = leader.reads[0]; read !== undefined; read = leader.reads[0]) {
    if (server.lastApplied < read.readIndex) return
    const isConfirmed = rules.isConfirmed(read, confirmedRound)
    if (!isConfirmed && !isLeased) return
    if (!isConfirmed) ctx.note('a read is answered under a lease')
    ctx.replyTo(read.caller, { type: 'result', output: machine.read(server.replica.machine, read.command) })
    leader.reads.shift()
  }
}

/** Whether no other leader can have been elected yet, clocks being as good as assumed (dissertation §6.4.1). */
export function hasLease(server: Server, leader: Leader, ctx: Ctx): boolean {
  const { electionTimeout, driftBound, rules } = ctx.options
  if (!leader.mayUseLease || server.commitIndex < leader.noOpIndex) return false
  const since = confirmed(server, leader, ctx.self, ctx.now, ({ round, sentAt }) =>
    round === 0 ? Number.NEGATIVE_INFINITY : sentAt,
  )
  return ctx.now - since < rules.leaseTime(electionTimeout[0], driftBound)
}

function confirmed(
  server: Server,
  { progress }: Leader,
  self: string,
  own: number,
  valueAt: (progress: Progress) => number,
): number {
  return reachedByMajority(currentConfiguration(server), (id) => {
    const known = progress[id]
    return id === self ? own : known === undefined ? Number.NEGATIVE_INFINITY : valueAt(known)
  })
}
