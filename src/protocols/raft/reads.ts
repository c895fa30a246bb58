import { holdsOfMajority } from './configuration.ts'
import { currentConfiguration } from './log.ts'
import { progressOf } from './progress.ts'
import type { Ctx, Leader, Server } from './state.ts'

/** Answers the reads that may be: the leader was one when they came, and has applied what was committed then. */
export function serveReads(server: Server, leader: Leader, ctx: Ctx): void {
  const { machine, rules, reads } = ctx.options
  if (leader.reads.length === 0) return
  const isLeased = reads === 'lease' && hasLease(server, leader, ctx)
  for (let read = leader.reads[0]; read !== undefined; read = leader.reads[0]) {
    if (server.lastApplied < read.readIndex) return
    const isConfirmed = rules.isConfirmed(read, server, leader, ctx.self)
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
  const leaseTime = rules.leaseTime(electionTimeout[0], driftBound)
  return holdsOfMajority(currentConfiguration(server), (id) => {
    const known = progressOf(leader, id)
    const hasAnswered = known !== undefined && known.round > 0
    return id === ctx.self || (hasAnswered && ctx.now - known.sentAt < leaseTime)
  })
}
