import { newReplica, type Replica } from '../../problems/sessions.ts'
import { compact, configurationAt, latestConfigurationIndex, termAt } from './log.ts'
import type { Ctx, Server, Snapshot } from './state.ts'

/** Replaces the applied entries by what they have made of the state machine (§7). */
export function takeSnapshot(server: Server, ctx: Ctx): void {
  const { lastApplied } = server
  ctx.note('a snapshot is taken')
  compact(server, {
    lastIndex: lastApplied,
    lastTerm: termAt(server, lastApplied)!,
    configuration: configurationAt(server, latestConfigurationIndex(server, lastApplied)),
    data: JSON.stringify(server.replica),
  })
}

/** The replica that a snapshot holds. */
export function restored({ data }: Snapshot, ctx: Ctx): Replica {
  return data === '' ? newReplica(ctx.options.machine) : (JSON.parse(data) as Replica)
}
