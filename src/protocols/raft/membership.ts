import { isMadeOf, isVoter, nextConfiguration } from './configuration.ts'
import { currentConfiguration, lastIndex } from './log.ts'
import { progressOf } from './progress.ts'
import { becomeFollower } from './roles.ts'
import { appendAndSend } from './sending.ts'
import type { Ctx, Leader, Server } from './state.ts'

/**
 * Takes the next step of a membership change once the last one is committed, and says whether it appended an entry.
 * A leader also completes a joint configuration that another began (§6).
 */
export function membershipMoves(server: Server, leader: Leader, ctx: Ctx): boolean {
  const { rules, membershipChange } = ctx.options
  if (server.configurationIndex > server.commitIndex) return false
  const current = currentConfiguration(server)
  // A leader that is no member of the configuration that it has committed leaves (§6).
  if (!isVoter(current, ctx.self)) {
    becomeFollower(server, server.currentTerm, null, ctx)
    return false
  }
  // Nearly always nobody wants a change.
  if (leader.change === null && current.outgoing === null) return false
  const members = leader.change?.members ?? null
  if (members !== null && isMadeOf(current, members)) answerAdministrator(leader, ctx)
  if (!rules.mayChangeMembership(server, leader)) return false
  const configuration = nextConfiguration(current, members, membershipChange, (learner) =>
    hasCaughtUp(server, leader, learner),
  )
  if (configuration === null) return false
  if (configuration.outgoing !== null) ctx.note('a joint configuration is used')
  appendAndSend(server, leader, { term: server.currentTerm, type: 'configuration', configuration }, ctx)
  return true
}

function answerAdministrator(leader: Leader, ctx: Ctx): void {
  if (leader.change === null) return
  ctx.note('a membership change is complete')
  ctx.replyTo(leader.change.caller, { type: 'membershipChanged' })
  leader.change = null
}

/** A learner that has all that is committed will not hold commitment up (dissertation §4.2.1). */
function hasCaughtUp({ commitIndex }: Server, leader: Leader, learner: string): boolean {
  return (progressOf(leader, learner)?.matchIndex ?? 0) >= commitIndex
}

/** Once the target has the whole log, it is told to start an election; no new commands are accepted meanwhile. */
export function leadershipMayMove(server: Server, leader: Leader, ctx: Ctx): void {
  if (leader.transfer === null || leader.transfer.isAsked) return
  const { to } = leader.transfer
  if ((progressOf(leader, to)?.matchIndex ?? 0) < lastIndex(server)) return
  leader.transfer.isAsked = true
  leader.mayUseLease = false
  ctx.send(to, { type: 'timeoutNow', term: server.currentTerm })
}

/** The target did not take over in time: the leader goes on. */
export function transferTimeout({ role }: Server, ctx: Ctx): void {
  if (role.type !== 'leader' || role.transfer === null) return
  ctx.replyTo(role.transfer.caller, { type: 'refused', reason: 'the target did not take over in time' })
  role.transfer = null
}
