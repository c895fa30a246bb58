import { eventually } from '../checkers/eventually.ts'
import type { KeyValueInput } from '../checkers/models/key-value.ts'
import type { Property } from '../checkers/property.ts'
import { type Micros, ms } from '../kernel/time.ts'
import type { NodeId, ProgramContext, Wait } from '../node/context.ts'
import { defineProgram } from '../node/definition.ts'
import type { LogRequest, LogResponse } from '../problems/replicated-log.ts'

export interface LogClientOptions {
  /** Whom to ask. */
  readonly servers: readonly NodeId[]
  /** How many operations; 10 unless told. */
  readonly operations?: number
  /** On how many keys; 2 unless told. */
  readonly keys?: number
  /** The pause before each operation, µs; from 0 to 200 ms unless told. */
  readonly thinkTime?: readonly [min: Micros, max: Micros]
  /** How long to wait for an answer before another server is asked, µs; 300 ms unless told. */
  readonly timeout?: Micros
  /** Whether reads are queries, which take no place in the log, or commands; queries unless told. */
  readonly reads?: 'query' | 'command'
}

/** What a client of a replicated log will do next, and after how long a pause, µs. */
export interface LogClientOperation {
  readonly after: Micros
  readonly input: KeyValueInput
}

/** A client, as properties see it. */
export interface LogClient {
  /** The server that answered last. */
  favourite: NodeId
  session: string | null
  /** The number of the session's latest command. */
  sequence: number
  returned: number
  planned: number
}

type Message = LogRequest | LogResponse
type Ctx = ProgramContext<Message, LogClientOptions>

/**
 * A client of a replicated key-value store: it reads, writes and appends, each value only once, and asks server
 * after server until it is answered, within a session that makes retries harmless (Ongaro 2014, §6.3).
 */
export const logClient = defineProgram<LogClient, Message, LogClientOptions>('log-client', {
  client: true,
  initial: ({ servers }) => ({
    favourite: servers[0] ?? '',
    session: null,
    sequence: 0,
    returned: 0,
    planned: 0,
  }),
  operations({ operations = 10, keys = 2, thinkTime = [0, ms(200)] }, random, { self }) {
    const [min, max] = thinkTime
    return Array.from({ length: operations }, (_, number): LogClientOperation => {
      const key = `k${random.int(1, keys)}`
      const value = `${self}.${number + 1}`
      const kind = random.int(1, 10)
      const input: KeyValueInput =
        kind <= 5
          ? { f: 'read', key }
          : kind <= 9
            ? { f: 'append', key, value }
            : { f: 'write', key, value: [value] }
      return { after: random.int(min, max), input }
    })
  },
  *run(state, ctx) {
    const operations = ctx.operations as readonly LogClientOperation[]
    const readsAreQueries = (ctx.options.reads ?? 'query') === 'query'
    state.planned = operations.length
    for (const { after, input } of operations) {
      yield* ctx.sleep(after)
      if (state.session === null) yield* openSession(state, ctx)
      const operation = ctx.invoke(input)
      const response =
        input.f === 'read' && readsAreQueries
          ? yield* ask(state, ctx, { type: 'query', command: input })
          : yield* ask(state, ctx, {
              type: 'command',
              session: state.session!,
              sequence: ++state.sequence,
              command: input,
            })
      state.returned++
      if (response.type === 'result') ctx.complete(operation, response.output)
      // Whether an earlier attempt took effect before the session expired, nobody can tell: it stays open.
      else state.session = null
    }
  },
})

function* openSession(state: LogClient, ctx: Ctx): Wait<void> {
  const response = yield* ask(state, ctx, { type: 'register' })
  if (response.type !== 'registered') return
  state.session = response.session
  state.sequence = 0
}

/** Asks until a server serves; one that does not know who may, or does not answer, is followed by the next. */
function* ask(state: LogClient, ctx: Ctx, request: LogRequest): Wait<LogResponse> {
  const { servers, timeout = ms(300) } = ctx.options
  for (;;) {
    const response = (yield* ctx.call(state.favourite, request, timeout)) as LogResponse | null
    if (response !== null && response.type !== 'notLeader') return response
    const hint = response?.leader ?? null
    if (hint !== null && hint !== state.favourite) state.favourite = hint
    else {
      state.favourite = servers[(servers.indexOf(state.favourite) + 1) % servers.length]!
      if (response !== null) yield* ctx.sleep(ms(10))
    }
  }
}

/** Once the cluster is whole again, every operation returns. */
export function everyOperationReturns(options: { readonly within?: Micros } = {}): Property {
  return eventually(
    'every operation returns',
    logClient,
    (clients, nodes) => {
      const waiting = nodes.filter((_, i) => clients[i]!.returned < clients[i]!.planned)
      if (waiting.length === 0) return true
      return waiting
        .map(
          ({ id, state }) =>
            `${id} waits for ${state.favourite} with ${state.planned - state.returned} to go`,
        )
        .join(', ')
    },
    options,
  )
}
