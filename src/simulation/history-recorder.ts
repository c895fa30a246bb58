import type { History, Outcome } from '../checkers/history.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Micros } from '../kernel/time.ts'

interface Recorded {
  process: string
  input: unknown
  outcome: Outcome
  output?: unknown
  invoked: number
  returned: number | null
  invokedAt: Micros
  returnedAt?: Micros
}

/** A client, who goes on as another process after each operation that was left open. */
interface Client {
  process: string
  /** How many operations were left open. */
  opened: number
  latest: Recorded
}

/** Writes down what clients invoke and get back, in the order in which it happens. */
export class HistoryRecorder {
  private readonly operations: Recorded[] = []
  private position = 0
  private readonly clients = new Map<string, Client>()
  private readonly freezes: boolean

  /** @param freezes operations that are over, so that copies of a run share them. */
  constructor(freezes = false) {
    this.freezes = freezes
  }

  invoke(id: string, input: unknown, now: Micros): number {
    const client = this.clients.get(id)
    if (client?.latest.outcome === 'indeterminate') client.process = `${id}#${++client.opened}`
    const operation = this.operations.length
    const recorded: Recorded = {
      process: client?.process ?? id,
      input,
      // Until it returns nobody knows.
      outcome: 'indeterminate',
      invoked: this.position++,
      returned: null,
      invokedAt: now,
    }
    if (client === undefined) this.clients.set(id, { process: id, opened: 0, latest: recorded })
    else client.latest = recorded
    this.operations.push(recorded)
    return operation
  }

  /** @throws UsageError when there is no such operation, or it has returned. */
  end(operation: number, outcome: 'ok' | 'failed', output: unknown, now: Micros): void {
    const recorded = this.operations[operation]
    if (!recorded)
      throw new UsageError(
        `Expected the number that ctx.invoke(…) gave, got ${operation}; ${this.operations.length} operations were invoked.`,
      )
    if (recorded.outcome !== 'indeterminate')
      throw new UsageError(
        `Expected ctx.complete or ctx.fail once for each operation, got it twice for operation ${operation} of ${recorded.process}.`,
      )
    recorded.outcome = outcome
    if (output !== undefined) recorded.output = output
    recorded.returned = this.position++
    recorded.returnedAt = now
    if (this.freezes) Object.freeze(recorded)
  }

  /** What has happened; once the run is over, nothing is added to it. */
  history(): History {
    return this.operations
  }
}
