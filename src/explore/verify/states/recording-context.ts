import { UsageError } from '../../../kernel/errors.ts'
import type { Random } from '../../../kernel/random.ts'
import type { Micros } from '../../../kernel/time.ts'
import type { AnyMessage, Caller, Context, Delay, Disk, NodeId } from '../../../node/context.ts'
import { plainCopy } from '../reduction/canonical.ts'

/** A step of a client's operation; operations are counted for each node from 0. */
export type HistoryStep =
  | { readonly type: 'invoke'; readonly operation: number; readonly input: unknown }
  | {
      readonly type: 'return'
      readonly operation: number
      readonly outcome: 'ok' | 'failed'
      readonly output?: unknown
    }

/** What a handler did, besides changing its state. */
export interface Effects {
  readonly sent: { readonly to: NodeId; readonly message: AnyMessage }[]
  readonly notes: string[]
  readonly history: HistoryStep[]
  /**
   * The timers that are set, each a name and, behind a line break, its key if it has one; and for how long, µs, with -1
   * where that is drawn.
   */
  readonly timers: Map<string, Micros>
  /** How many operations the node has invoked in all. */
  invoked: number
  /** The timers that were set, in their order; for telling later which setting of a timer fired. */
  readonly settings: string[]
}

/** A context that does nothing but write down what a handler asks for. */
export class RecordingContext implements Context {
  readonly self: NodeId
  readonly nodes: readonly NodeId[]
  readonly peers: readonly NodeId[]
  readonly options: unknown
  readonly operations: readonly unknown[]
  from: NodeId
  effects: Effects
  /** Why the handler can't be searched; it may have swallowed the error. */
  refusal: UsageError | null = null
  private readonly kind: string

  constructor(
    self: NodeId,
    nodes: readonly NodeId[],
    peers: readonly NodeId[],
    kind: string,
    options: unknown,
    operations: readonly unknown[],
  ) {
    this.self = self
    this.from = self
    this.nodes = nodes
    this.peers = peers
    this.kind = kind
    this.options = options
    this.operations = operations
    this.effects = noEffects([], 0)
  }

  get now(): never {
    throw this.refuse(
      'ctx.now',
      'time is not modelled: any timer may fire at any moment. Decide by timers alone',
    )
  }

  get random(): Random {
    throw this.refuse(
      'ctx.random',
      'chance is not searched. For a random delay write ctx.after([min, max], …); let other choices be drawn by operations, or be different nodes',
    )
  }

  randomPeer(): NodeId {
    return this.random.pick(this.peers)
  }

  get disk(): Disk {
    throw this.refuse(
      'ctx.disk',
      'files are not searched. Keep what must survive in fields named by persistent',
    )
  }

  get caller(): Caller {
    return { node: this.from, call: 0 }
  }

  send(to: NodeId, message: AnyMessage): void {
    if (!this.nodes.includes(to))
      throw new UsageError(
        `Expected ctx.send(to, …) at ${this.self} to name a node (${this.nodes.join(', ')}), got ${JSON.stringify(to)}.`,
      )
    this.effects.sent.push({ to, message: plainCopy(message) })
  }

  reply(message: AnyMessage): void {
    this.send(this.from, message)
  }

  replyTo(caller: Caller, message: AnyMessage): void {
    this.send(caller.node, message)
  }

  broadcast(message: AnyMessage, to: readonly NodeId[] = this.peers): void {
    for (const node of to) this.send(node, message)
  }

  after(delay: Delay, timeout: string, key = ''): void {
    const label = key === '' ? timeout : `${timeout}\n${key}`
    this.effects.timers.set(label, typeof delay === 'number' ? delay : -1)
    this.effects.settings.push(label)
  }

  cancel(timeout: string, key = ''): void {
    this.effects.timers.delete(key === '' ? timeout : `${timeout}\n${key}`)
  }

  note(label: string): void {
    this.effects.notes.push(label)
  }

  invoke(input: unknown): number {
    const operation = this.effects.invoked++
    this.effects.history.push({ type: 'invoke', operation, input: plainCopy(input) })
    return operation
  }

  complete(operation: number, output?: unknown): void {
    this.returned(operation, 'ok', output)
  }

  fail(operation: number, reason?: unknown): void {
    this.returned(operation, 'failed', reason)
  }

  private returned(operation: number, outcome: 'ok' | 'failed', output: unknown): void {
    this.effects.history.push({
      type: 'return',
      operation,
      outcome,
      ...(output !== undefined && { output: plainCopy(output) }),
    })
  }

  private refuse(what: string, why: string): UsageError {
    this.refusal ??= new UsageError(
      `Expected the handlers of '${this.kind}' to do without ${what} when they are verified, as ${why}.`,
    )
    return this.refusal
  }
}

export function noEffects(timers: Iterable<readonly [string, Micros]>, invoked: number): Effects {
  return { sent: [], notes: [], history: [], timers: new Map(timers), invoked, settings: [] }
}
