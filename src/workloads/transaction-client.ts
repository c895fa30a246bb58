import type { Random } from '../kernel/random.ts'
import { type Micros, ms, seconds } from '../kernel/time.ts'
import type { NodeId } from '../node/context.ts'
import { defineProgram } from '../node/definition.ts'
import type { CommitRequest, CommitResponse } from '../problems/atomic-commit.ts'
import { type PaceOptions, pauseDrawer } from './pace.ts'

/** What clients ask of participants together. */
export interface TransactionWorkload<Input = unknown> {
  readonly name: string
  /** Draws a client's next transaction; `number` counts that client's transactions from 1. */
  next(random: Random, client: NodeId, number: number): Input
  /** What each participant has to do for it. */
  work(input: Input): Readonly<Record<NodeId, unknown>>
  /** What the client gets back, from what each participant read. */
  output(input: Input, results: Readonly<Record<NodeId, unknown>>): unknown
}

export interface TransactionClientOptions extends PaceOptions {
  /** Whom to ask; each transaction goes to one of them. */
  readonly coordinators: readonly NodeId[]
  readonly workload: TransactionWorkload
  /** How many transactions; 10 unless told. */
  readonly operations?: number
  /** How long to wait for the outcome before it is left open, µs; 1 s unless told. */
  readonly timeout?: Micros
}

/** What a client will do next, and after how long a pause, µs. */
export interface TransactionClientOperation<Input = unknown> {
  readonly after: Micros
  readonly coordinator: NodeId
  readonly input: Input
}

/** A client of transactions, as properties see it. */
export interface TransactionClient {
  /** The number of its latest request. */
  request: number
  committed: number
  aborted: number
  /** Transactions whose outcome it never learnt. */
  open: number
}

/** A client that asks for one transaction after another and tries none again: an aborted one did nothing. */
export const transactionClient = defineProgram<
  TransactionClient,
  CommitRequest | CommitResponse,
  TransactionClientOptions
>('transaction-client', {
  client: true,
  persistent: ['request'],
  initial: () => ({ request: 0, committed: 0, aborted: 0, open: 0 }),
  operations(options, random, { self }) {
    const { workload, coordinators, operations = 10 } = options
    const pause = pauseDrawer({ thinkTime: [0, ms(100)], ...options })
    return Array.from(
      { length: operations },
      (_, index): TransactionClientOperation => ({
        after: pause(random),
        coordinator: random.pick(coordinators),
        input: workload.next(random, self, index + 1),
      }),
    )
  },
  *run(state, ctx) {
    const { workload, timeout = seconds(1) } = ctx.options
    for (const { after, coordinator, input } of ctx.operations as readonly TransactionClientOperation[]) {
      yield* ctx.sleep(after)
      const operation = ctx.invoke(input)
      const request = ++state.request
      const response = yield* ctx.call(
        coordinator,
        { type: 'begin', request, work: workload.work(input) },
        timeout,
      )
      if (response?.type !== 'outcome') state.open++
      else if (response.decision === 'abort') {
        state.aborted++
        ctx.fail(operation, 'aborted')
      } else {
        state.committed++
        ctx.complete(operation, workload.output(input, response.results))
      }
    }
  },
})
