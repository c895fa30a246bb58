import type { Property } from '../checkers/property.ts'
import { type Micros, ms } from '../kernel/time.ts'
import type { NodeId, ProgramContext, Wait } from '../node/context.ts'
import { defineProgram } from '../node/definition.ts'
import type { LogRequest, LogResponse } from '../problems/replicated-log.ts'
import { type ClientProgress, everyOperationOf } from './client-progress.ts'
import { keyValueWorkload } from './mixes.ts'
import { type PaceOptions, pauseDrawer } from './pace.ts'
import type { Workload } from './workload.ts'

export interface LogClientOptions extends PaceOptions {
  /** Whom to ask. */
  readonly servers: readonly NodeId[]
  /** What to ask for; `keyValueWorkload()` unless told. It must fit the state machine of the servers. */
  readonly workload?: Workload
  /** How many operations; 10 unless told. */
  readonly operations?: number
  /** How long to wait for an answer before another server is asked, µs; 300 ms unless told. */
  readonly timeout?: Micros
  /** After how long an operation is left indeterminate and the next one begun, µs; never unless told. */
  readonly giveUpAfter?: Micros
  /** Whether reads are queries, which take no place in the log, or commands; queries unless told. */
  readonly reads?: 'query' | 'command'
}

/** What a client of a replicated log will do next, and after how long a pause, µs. */
export interface LogClientOperation {
  readonly after: Micros
  readonly input: unknown
}

/** A client, as properties see it. */
export interface LogClient extends ClientProgress {
  session: string | null
  /** The number of the session's latest command. */
  sequence: number
}

type Message = LogRequest | LogResponse
type Ctx = ProgramContext<Message, LogClientOptions>

const usualWorkload: Workload = keyValueWorkload()

/**
 * A client of a replicated log: it asks server after server until one answers, within a session that makes retries
 * harmless (Ongaro 2014, §6.3).
 */
export const logClient = defineProgram<LogClient, Message, LogClientOptions>('log-client', {
  client: true,
  initial: ({ servers }) => ({
    favourite: servers[0] ?? '',
    session: null,
    sequence: 0,
    over: 0,
    planned: 0,
  }),
  operations(options, random, { self }) {
    const { workload = usualWorkload } = options
    const pause = pauseDrawer(options)
    const drawn: LogClientOperation[] = []
    // `Array.from({ length })` asks for each of the elements that are not there.
    for (let number = 1; number <= (options.operations ?? 10); number++)
      drawn.push({ after: pause(random), input: workload.next(random, self, number) })
    return drawn
  },
  *run(state, ctx) {
    const operations = ctx.operations as readonly LogClientOperation[]
    const { workload = usualWorkload, giveUpAfter = Number.POSITIVE_INFINITY, reads = 'query' } = ctx.options
    state.planned = operations.length
    for (const { after, input } of operations) {
      yield* ctx.sleep(after)
      while (state.session === null) yield* openSession(state, ctx)
      const operation = ctx.invoke(input)
      const request: LogRequest =
        reads === 'query' && workload.isRead(input)
          ? { type: 'query', command: input }
          : { type: 'command', session: state.session, sequence: ++state.sequence, command: input }
      const response = yield* ask(state, ctx, request, ctx.now + giveUpAfter)
      state.over++
      if (response?.type === 'result') {
        if (workload.isRefused?.(input, response.output)) ctx.fail(operation, response.output)
        else ctx.complete(operation, response.output)
      }
      // Whether an earlier attempt took effect before the session expired, nobody can tell: it stays open.
      else if (response !== null) state.session = null
    }
  },
})

function* openSession(state: LogClient, ctx: Ctx): Wait<void> {
  const response = yield* ask(state, ctx, { type: 'register' }, Number.POSITIVE_INFINITY)
  if (response?.type !== 'registered') return
  state.session = response.session
  state.sequence = 0
}

/**
 * Asks until a server serves, or until the client's clock shows `deadline` (then `null`); a server that does not know
 * who may serve, or does not answer, is followed by the next.
 */
function* ask(state: LogClient, ctx: Ctx, request: LogRequest, deadline: Micros): Wait<LogResponse | null> {
  const { servers, timeout = ms(300) } = ctx.options
  while (ctx.now < deadline) {
    const response = (yield* ctx.call(state.favourite, request, timeout)) as LogResponse | null
    if (response !== null && response.type !== 'notLeader') return response
    const hint = response?.leader ?? null
    if (hint !== null && hint !== state.favourite) state.favourite = hint
    else {
      state.favourite = servers[(servers.indexOf(state.favourite) + 1) % servers.length]!
      if (response !== null) yield* ctx.sleep(ms(10))
    }
  }
  return null
}

/** Once the cluster is whole again, every operation returns. */
export function everyOperationReturns(options: { readonly within?: Micros } = {}): Property {
  return everyOperationOf(logClient, options)
}
