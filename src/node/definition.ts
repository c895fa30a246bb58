import { UsageError } from '../kernel/errors.ts'
import type { Random } from '../kernel/random.ts'
import type { Micros } from '../kernel/time.ts'
import type { AnyMessage, Context, NodeId, ProgramContext, Suspension, Synced } from './context.ts'

/** What `operations` may go by when it draws what a client will do. */
export interface Outlook {
  readonly self: NodeId
  readonly nodes: readonly NodeId[]
  /** When the run ends, µs. */
  readonly until: Micros
}

interface CommonParts<State, Options> {
  /** The state of a node that has never run. */
  readonly initial: (options: Options, self: NodeId) => State
  /** The fields of the state that survive a crash; durable before the messages of the handler that wrote them leave. */
  readonly persistent?:
    | readonly (keyof State & string)[]
    | ((options: Options) => readonly (keyof State & string)[])
  /**
   * Those of the persistent fields that are lists, or records, of entries that are put and taken away as a whole and never
   * changed, such as a log's. Where writing takes time they are frozen, and known by being the same objects; what is in
   * other persistent fields is compared after each handler.
   */
  readonly entries?: readonly (keyof State & string)[]
  /** A client of the system under test, not a part of it: fault generators leave it alone. */
  readonly client?: boolean
  /**
   * What pictures of a run show of the state: the field that says what the node is, such as `role`, and the one that
   * says in which term, ballot or view it is that. Unless told, the usual names are looked for.
   */
  readonly lane?: readonly [role: keyof State & string, epoch?: keyof State & string]
  /** Draws what the node will do; a part of the plan, so that shrinking can take operations away one by one. */
  readonly operations?: (options: Options, random: Random, outlook: Outlook) => readonly unknown[]
}

/** A node as a table of handlers: mutable recipes that change `state` in place and reach the world through `ctx`. */
export interface NodeParts<
  State,
  Message extends AnyMessage,
  Options,
  Timeout extends string,
  Completion extends string,
> extends CommonParts<State, Options> {
  /** Runs at the start and after every restart. */
  readonly boot?: (state: State, ctx: Context<Message, Options, Timeout, Completion>) => void
  /** What to do with each type of message; one without a handler is ignored, and counted. */
  readonly on?: {
    readonly [T in Message['type']]?: (
      state: State,
      message: Extract<Message, { readonly type: T }>,
      ctx: Context<Message, Options, Timeout, Completion>,
    ) => void
  }
  /** What to do when a timer runs out; `key` is the one it was set with, or ''. */
  readonly timeout?: {
    readonly [T in Timeout]: (
      state: State,
      ctx: Context<Message, Options, Timeout, Completion>,
      key: string,
    ) => void
  }
  /** What to do when an fsync ends. */
  readonly disk?: {
    readonly [C in Completion]: (
      state: State,
      synced: Synced,
      ctx: Context<Message, Options, Timeout, Completion>,
    ) => void
  }
  /** Runs for a message whose damage was detected; without it such messages are dropped. */
  readonly corrupted?: (state: State, ctx: Context<Message, Options, Timeout, Completion>) => void
}

/**
 * A node as a generator that waits with `yield*`; a crash ends it where it stands, and a restart begins it anew. As the
 * power is gone, no `finally` of a crashed program runs.
 */
export interface ProgramParts<State, Message extends AnyMessage, Options>
  extends CommonParts<State, Options> {
  readonly run: (state: State, ctx: ProgramContext<Message, Options>) => Generator<Suspension, void, unknown>
}

type ErasedContext = Context & ProgramContext

/** A definition as the engine sees it, its types forgotten. */
export interface NodeDefinition {
  readonly kind: string
  readonly client: boolean
  readonly initial: (options: unknown, self: NodeId) => Record<string, unknown>
  readonly persistent: (options: unknown) => readonly string[]
  readonly entries: readonly string[]
  readonly lane: readonly [role: string, epoch?: string] | null
  readonly operations: ((options: unknown, random: Random, outlook: Outlook) => readonly unknown[]) | null
  readonly boot: ((state: unknown, ctx: ErasedContext) => void) | null
  readonly on: ReadonlyMap<string, (state: unknown, message: unknown, ctx: ErasedContext) => void>
  readonly timeout: ReadonlyMap<string, (state: unknown, ctx: ErasedContext, key: string) => void>
  readonly disk: ReadonlyMap<string, (state: unknown, synced: Synced, ctx: ErasedContext) => void>
  readonly corrupted: ((state: unknown, ctx: ErasedContext) => void) | null
  readonly run: ((state: unknown, ctx: ErasedContext) => Generator<Suspension, void, unknown>) | null
}

/** A kind of node, by which properties name what they read. */
export interface NodeKind<State> {
  readonly kind: string
  /** Never present: it carries the type of the state. */
  readonly stateType?: State
}

/** One node of a scenario: its definition and its options. */
export interface NodeSpec<State = unknown> extends NodeKind<State> {
  readonly definition: NodeDefinition
  readonly options: unknown
}

/** Called with a node's options it gives a `NodeSpec`; given to a property it names the kind. */
export interface NodeFactory<State, Options> extends NodeKind<State> {
  (
    ...options: Record<never, never> extends Options ? [options?: Options] : [options: Options]
  ): NodeSpec<State>
}

/**
 * Defines a kind of node by its handlers.
 * @throws UsageError when `initial` or a handler is missing or no function.
 */
export function defineNode<
  State extends object,
  Message extends AnyMessage,
  Options = Record<never, never>,
  Timeout extends string = never,
  Completion extends string = never,
>(kind: string, parts: NodeParts<State, Message, Options, Timeout, Completion>): NodeFactory<State, Options> {
  for (const name of ['boot', 'corrupted'] as const)
    if (parts[name] !== undefined && typeof parts[name] !== 'function')
      throw new UsageError(
        `Expected ${name} of the node '${kind}' to be a function, got ${typeof parts[name]}.`,
      )
  return factory(kind, parts, {
    boot: parts.boot ?? null,
    on: table(kind, 'on', parts.on),
    timeout: table(kind, 'timeout', parts.timeout),
    disk: table(kind, 'disk', parts.disk),
    corrupted: parts.corrupted ?? null,
    run: null,
  })
}

/**
 * Defines a kind of node as a generator over the context.
 * @throws UsageError when `initial` or `run` is missing or no function.
 */
export function defineProgram<
  State extends object,
  Message extends AnyMessage,
  Options = Record<never, never>,
>(kind: string, parts: ProgramParts<State, Message, Options>): NodeFactory<State, Options> {
  if (typeof parts.run !== 'function')
    throw new UsageError(
      `Expected defineProgram('${kind}', { run }) with run a generator function (function*).`,
    )
  return factory(kind, parts, {
    boot: null,
    on: new Map(),
    timeout: new Map(),
    disk: new Map(),
    corrupted: null,
    run: parts.run,
  })
}

function factory<State, Options>(
  kind: string,
  parts: CommonParts<State, Options>,
  behaviour: unknown,
): NodeFactory<State, Options> {
  if (typeof kind !== 'string' || kind === '')
    throw new UsageError(`Expected the kind of a node to be a non-empty string, got ${JSON.stringify(kind)}.`)
  if (typeof parts.initial !== 'function')
    throw new UsageError(
      `Expected the node '${kind}' to have initial: () => ({ … }), got ${typeof parts.initial}.`,
    )
  const { persistent = [], entries = [] } = parts
  if (typeof persistent !== 'function' && !Array.isArray(persistent))
    throw new UsageError(
      `Expected persistent of the node '${kind}' to be a list of fields, such as ['term', 'log'], got ${JSON.stringify(persistent)}.`,
    )
  if (!Array.isArray(entries))
    throw new UsageError(
      `Expected entries of the node '${kind}' to be a list of persistent fields, such as ['log'], got ${JSON.stringify(entries)}.`,
    )
  if (Array.isArray(persistent))
    for (const field of entries)
      if (!persistent.includes(field))
        throw new UsageError(
          `Expected entries of the node '${kind}' to be persistent fields, got '${field}'; persistent are ${persistent.join(', ') || 'none'}.`,
        )
  // Here the types of one protocol's state, messages and options are forgotten, so that the engine can hold nodes of
  // all protocols; `NodeSpec<State>` remembers the state's for properties and conditions.
  const definition = {
    kind,
    client: parts.client ?? false,
    initial: parts.initial,
    persistent: typeof persistent === 'function' ? persistent : () => persistent,
    entries,
    lane: parts.lane ?? null,
    operations: parts.operations ?? null,
    ...(behaviour as object),
  } as unknown as NodeDefinition
  const make = (options?: Options): NodeSpec<State> => ({ kind, definition, options: options ?? {} })
  return Object.assign(make, { kind }) as NodeFactory<State, Options>
}

function table(kind: string, name: string, handlers: object | undefined): Map<string, unknown> {
  const entries = Object.entries(handlers ?? {})
  for (const [key, handler] of entries)
    if (typeof handler !== 'function')
      throw new UsageError(
        `Expected ${name}.${key} of the node '${kind}' to be a function, got ${typeof handler}.`,
      )
  return new Map(entries)
}

/** 1 | 2 | … | N, so that a wrong node name in a scenario is a compile error; tail-recursive, so that N may be large. */
type UpTo<N extends number, Counted extends unknown[] = [], Numbers = never> = number extends N
  ? number
  : Counted['length'] extends N
    ? Numbers
    : UpTo<N, [...Counted, unknown], Numbers | [...Counted, unknown]['length']>

/** `count` nodes of one kind, named n1, n2, …, or after another prefix. */
export function cluster<State, const Count extends number, const Prefix extends string = 'n'>(
  count: Count,
  spec: NodeSpec<State>,
  prefix: Prefix = 'n' as Prefix,
): { [Id in `${Prefix}${UpTo<Count> & number}`]: NodeSpec<State> } {
  if (!(Number.isInteger(count) && count >= 1))
    throw new UsageError(`Expected cluster(count, …) with a whole number of nodes, 1 or more, got ${count}.`)
  const nodes: Record<string, NodeSpec<State>> = {}
  for (let i = 1; i <= count; i++) nodes[`${prefix}${i}`] = spec
  return nodes as { [Id in `${Prefix}${UpTo<Count> & number}`]: NodeSpec<State> }
}
