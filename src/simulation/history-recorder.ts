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

/** Writes down what clients invoke and get back, in the order in which it happens. */
export class HistoryRecorder {
  private readonly operations: Recorded[] = []
  private position = 0
  /** How many operations of each client were left open: a client that goes on does so as another process. */
  private readonly lives = new Map<string, number>()
  private readonly latest = new Map<string, Recorded>()
  private readonly freezes: boolean

  /** @param freezes operations that are over, so that copies of a run share them. */
  constructor(freezes = false) {
    this.freezes = freezes
  }

  invoke(client: string, input: unknown, now: Micros): number {
    const latest = this.latest.get(client)
    if (latest?.outcome === 'indeterminate') this.lives.set(client, (this.lives.get(client) ?? 0) + 1)
    const life = this.lives.get(client) ?? 0
    const id = this.operations.length
    const recorded: Recorded = {
      process: life === 0 ? client : `${client}#${life}`,
      input,
      // Until it returns nobody knows.
      outcome: 'indeterminate',
      invoked: this.position++,
      returned: null,
      invokedAt: now,
    }
    this.latest.set(client, recorded)
    this.operations.push(recorded)
    return id
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

  history(): History {
    return this.operations.map((operation) => ({ ...operation }))
  }
}
