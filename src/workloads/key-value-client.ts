import type { RegisterInput } from '../checkers/models/register.ts'
import type { Property } from '../checkers/property.ts'
import { UsageError } from '../kernel/errors.ts'
import { type Micros, ms } from '../kernel/time.ts'
import type { NodeId, ProgramContext, Wait } from '../node/context.ts'
import { defineProgram } from '../node/definition.ts'
import type { KeyValueRequest, KeyValueResponse } from '../problems/key-value.ts'
import { type ClientProgress, everyOperationOf } from './client-progress.ts'
import { registerWorkload } from './mixes.ts'
import { type PaceOptions, pauseDrawer } from './pace.ts'
import type { Workload } from './workload.ts'

export interface KeyValueClientOptions extends PaceOptions {
  /** Whom to ask. */
  readonly servers: readonly NodeId[]
  /** What to ask for; `registerWorkload()` unless told. */
  readonly workload?: Workload<RegisterInput>
  /** How many operations; 10 unless told. */
  readonly operations?: number
  /** How long to wait for an answer before another server is asked, µs; 300 ms unless told. */
  readonly timeout?: Micros
  /** After how long an operation is left indeterminate and the next one begun, µs; never unless told. */
  readonly giveUpAfter?: Micros
}

/** What a client of a key-value store will do next, and after how long a pause, µs. */
export interface KeyValueClientOperation {
  readonly after: Micros
  readonly input: RegisterInput
}

/** A client, as properties see it. */
export interface KeyValueClient extends ClientProgress {
  /** The counter of the client's latest version, lest two of its writes share one. */
  counter: number
}

type Message = KeyValueRequest | KeyValueResponse
type Ctx = ProgramContext<Message, KeyValueClientOptions>

const usualWorkload: Workload<RegisterInput> = registerWorkload()

/**
 * A client of a key-value store: it asks server after server until one answers. It chooses the version of what it
 * writes, above all it could read, before it writes; so that a retry is the same write.
 */
export const keyValueClient = defineProgram<KeyValueClient, Message, KeyValueClientOptions>(
  'key-value-client',
  {
    client: true,
    persistent: ['counter'],
    initial({ servers }) {
      if (!(Array.isArray(servers) && servers.length > 0))
        throw new UsageError(
          "Expected keyValueClient({ servers }) to name the servers to ask, such as ['n1', 'n2'], got none.",
        )
      return { favourite: servers[0]!, counter: 0, over: 0, planned: 0 }
    },
    operations(options, random, { self }) {
      const { workload = usualWorkload } = options
      const pause = pauseDrawer(options)
      return Array.from(
        { length: options.operations ?? 10 },
        (_, index): KeyValueClientOperation => ({
          after: pause(random),
          input: workload.next(random, self, index + 1),
        }),
      )
    },
    *run(state, ctx) {
      const operations = ctx.operations as readonly KeyValueClientOperation[]
      const { giveUpAfter = Number.POSITIVE_INFINITY, servers } = ctx.options
      state.planned = operations.length
      // Clients begin at different servers, as behind a load balancer.
      state.favourite = ctx.random.pick(servers)
      for (const { after, input } of operations) {
        yield* ctx.sleep(after)
        const operation = ctx.invoke(input)
        const output = yield* perform(state, ctx, input, ctx.now + giveUpAfter)
        state.over++
        if (output !== null) ctx.complete(operation, output.value)
      }
    },
  },
)

/** What the operation returned; `null` when it was given up. */
function* perform(
  state: KeyValueClient,
  ctx: Ctx,
  input: RegisterInput,
  deadline: Micros,
): Wait<{ value: unknown } | null> {
  const key = `${input.key ?? ''}`
  if (input.f === 'read') {
    const got = yield* ask(state, ctx, { type: 'get', key }, deadline)
    return got?.type === 'got' ? { value: got.value } : null
  }
  const latest = yield* ask(state, ctx, { type: 'version', key }, deadline)
  if (latest?.type !== 'versionRead') return null
  state.counter = Math.max(state.counter, latest.counter) + 1
  const put = { type: 'put', key, counter: state.counter, writer: ctx.self, value: input.value } as const
  const written = yield* ask(state, ctx, put, deadline)
  return written === null ? null : { value: null }
}

/** Asks until a server answers, or until the client's clock shows `deadline` (then `null`). */
function* ask(
  state: KeyValueClient,
  ctx: Ctx,
  request: KeyValueRequest,
  deadline: Micros,
): Wait<KeyValueResponse | null> {
  const { servers, timeout = ms(300) } = ctx.options
  while (ctx.now < deadline) {
    const response = (yield* ctx.call(state.favourite, request, timeout)) as KeyValueResponse | null
    if (response !== null && response.type !== 'unavailable') return response
    state.favourite = servers[(servers.indexOf(state.favourite) + 1) % servers.length]!
    if (response !== null) yield* ctx.sleep(ms(10))
  }
  return null
}

/** Once the cluster is whole again, every operation of a key-value client returns. */
export function everyKeyValueOperationReturns(options: { readonly within?: Micros } = {}): Property {
  return everyOperationOf(keyValueClient, options)
}
