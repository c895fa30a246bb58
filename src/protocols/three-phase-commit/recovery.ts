import type { TransactionId } from '../../problems/atomic-commit.ts'
import { rulesWith } from './bugs.ts'
import { decide, prepare, settle } from './decision.ts'
import { type Ctx, isOpen, type Open, processesOf, type Report, type Site } from './site.ts'
import { coordinatorTimeout } from './termination.ts'

/**
 * The log is read again. Who had not voted yes can abort alone, who had decided is done; who is left takes no part any
 * more, but asks for the decision (Bernstein, Hadzilacos & Goodman 1987, §7.5).
 */
export function recover(site: Site, ctx: Ctx): void {
  for (const record of site.log) {
    const { transaction } = record
    const standing = site.transactions[transaction]
    if (record.type === 'yes') prepare(site, record, ctx)
    else if (record.type === 'up') {
      if (standing !== undefined && isOpen(standing)) standing.up = [...record.up]
    } else if (record.type === 'committable') {
      if (standing !== undefined && isOpen(standing)) standing.status = 'committable'
    } else settle(site, transaction, record.type, ctx)
  }
  for (const [transaction, standing] of Object.entries(site.transactions))
    if (isOpen(standing)) {
      standing.recovered = { [ctx.self]: { status: standing.status, up: [...standing.up] } }
      askAll(site, transaction, ctx)
    }
}

/** Whoever has decided will answer; if all have failed, this tells the others that the site is back. */
export function askAll(site: Site, transaction: TransactionId, ctx: Ctx): void {
  const open = recovering(site, transaction)
  if (open === null) return
  ctx.note('a recovered site asks for the decision')
  const { status } = open
  const others = processesOf(open).filter((id) => id !== ctx.self)
  ctx.broadcast({ type: 'recovered', transaction, status, up: [...open.up] }, others)
  ctx.after(coordinatorTimeout(ctx.options), 'others', transaction)
  decideIfLast(site, transaction, open, ctx)
}

/** Another has recovered, too. Who has not failed itself is silent, and will decide. */
export function hearOf(site: Site, transaction: TransactionId, report: Report, ctx: Ctx): void {
  const open = recovering(site, transaction)
  if (open?.recovered == null) return
  open.recovered[ctx.from] = report
  decideIfLast(site, transaction, open, ctx)
}

/** Total failure: when the last to fail are back, their states decide. */
function decideIfLast(site: Site, transaction: TransactionId, open: Open, ctx: Ctx): void {
  const { lastToFail, terminate } = rulesWith(ctx.options.bug)
  const recovered = open.recovered ?? {}
  const last = lastToFail(recovered, processesOf(open))
  if (last === null) return
  ctx.note('after a total failure the last to fail decide')
  decide(site, transaction, terminate(last.map((id) => recovered[id]!.status)), ctx)
}

function recovering({ transactions }: Site, transaction: TransactionId): Open | null {
  const standing = transactions[transaction]
  return standing !== undefined && isOpen(standing) && standing.recovered !== null ? standing : null
}
