import type { Operation, Outcome } from '../../../checkers/history.ts'
import { type Property, undecided } from '../../../checkers/property.ts'
import { UsageError } from '../../../kernel/errors.ts'
import { canonicalText } from '../reduction/canonical.ts'
import { Interned } from './interned.ts'
import type { Breach, LocalStates } from './local-states.ts'
import { PairTable } from './pair-table.ts'

/** An operation, and what had returned when it was invoked: that is all of its time. */
interface Entry {
  readonly input: unknown
  /** For each client, the place behind its last operation that had returned. */
  readonly after: readonly number[]
  readonly outcome: Outcome
  readonly output?: unknown
}

/** The operations of each node, in the order in which it invoked them. */
export type ClientHistories = readonly (readonly Entry[])[]

/**
 * What clients have seen, by number. Two orders of events in which the same operations follow on the same others are
 * one history: of time, that is all that linearizability looks at (Herlihy & Wing 1990).
 */
export class Histories {
  readonly values = new Interned<ClientHistories>()
  readonly initial: number
  private readonly local: LocalStates
  private readonly judges: readonly Property[]
  private readonly known = new PairTable()
  private readonly breaches: (readonly Breach[])[] = []

  constructor(local: LocalStates, judges: readonly Property[]) {
    this.local = local
    this.judges = judges
    this.initial = this.id(local.ids.map(() => []))
  }

  /** How much memory all this takes, bytes, in part estimated. */
  get bytes(): number {
    return this.values.bytes + this.known.bytes + this.breaches.length * 8
  }

  /** The history after a node took steps in its operations. */
  next(history: number, node: number, steps: number): number {
    const known = this.known.get(history, steps)
    if (known >= 0) return known
    const next = this.extended(history, node, steps)
    this.known.add(history, steps, next)
    return next
  }

  /** How it violates properties, if it does. */
  breachesOf(history: number): readonly Breach[] {
    return this.breaches[history]!
  }

  private extended(history: number, node: number, steps: number): number {
    const clients = this.values.values[history]!.map((entries) => [...entries])
    const own = clients[node]!
    for (const step of this.local.histories.values[steps]!)
      if (step.type === 'invoke') {
        const after = clients.map(
          (entries) => entries.findLastIndex(({ outcome }) => outcome !== 'indeterminate') + 1,
        )
        own.push({ input: step.input, after, outcome: 'indeterminate' })
      } else {
        const entry = own[step.operation]
        if (entry === undefined || entry.outcome !== 'indeterminate')
          throw new UsageError(
            `Expected ctx.complete or ctx.fail once for each number that ctx.invoke(…) gave, got ${step.operation} at ${this.local.ids[node]}${entry === undefined ? '' : ' twice'}.`,
          )
        if (step.operation !== own.length - 1)
          throw new UsageError(
            `Expected each client to have one operation under way when it is verified, but operation ${step.operation} of ${this.local.ids[node]} returned after another was invoked.`,
          )
        const { outcome, output } = step
        own[step.operation] = { ...entry, outcome, ...(output !== undefined && { output }) }
      }
    return this.id(clients)
  }

  /** The number of what clients have seen; it is judged when it gets one. */
  id(clients: ClientHistories): number {
    const id = this.values.id(`history ${canonicalText(clients, () => 'an operation')}`, () => clients)
    if (id === this.breaches.length)
      this.breaches.push(
        this.judges.flatMap(({ name, rule }) => {
          const message = rule?.type === 'history' ? rule.judge(inOrder(clients, this.local.ids)) : null
          if (message === undecided)
            throw new UsageError(
              `Expected '${name}' to be decided within its budget, but a history needs more; give it a larger one.`,
            )
          return message === null ? [] : [{ property: name, message: message || `${name} does not hold` }]
        }),
      )
    return id
  }
}

/** One order of invocations and returns in which just these operations follow on those others. */
function inOrder(clients: ClientHistories, ids: readonly string[]): Operation[] {
  const operations: Operation[][] = clients.map(() => [])
  /** For each client, the place behind its last operation that has returned. */
  const returned = clients.map(() => 0)
  let position = 0
  const mayInvoke = (client: number) => {
    const entry = clients[client]![operations[client]!.length]
    return entry?.after.every((place, other) => returned[other]! >= place) ?? false
  }
  /** Nobody is still to be invoked before the last operation of the client has returned. */
  const mayReturn = (client: number) => {
    const last = operations[client]!.length - 1
    const entry = clients[client]![last]
    if (entry === undefined || entry.outcome === 'indeterminate' || returned[client] === last + 1)
      return false
    return clients.every((entries, other) =>
      entries
        .slice(operations[other]!.length)
        .every(({ after }) => other === client || after[client]! > last),
    )
  }
  for (;;) {
    const invoking = clients.findIndex((_, client) => mayInvoke(client))
    if (invoking >= 0) {
      const own = operations[invoking]!
      const { input, outcome, output } = clients[invoking]![own.length]!
      const lives = own.filter((operation) => operation.outcome === 'indeterminate').length
      own.push({
        process: lives === 0 ? ids[invoking]! : `${ids[invoking]}#${lives}`,
        input,
        outcome,
        ...(output !== undefined && { output }),
        invoked: position++,
        returned: null,
      })
      continue
    }
    const returning = clients.findIndex((_, client) => mayReturn(client))
    if (returning < 0) return operations.flat().sort((a, b) => a.invoked - b.invoked)
    const own = operations[returning]!
    own[own.length - 1] = { ...own.at(-1)!, returned: position++ }
    returned[returning] = own.length
  }
}
