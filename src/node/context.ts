import type { Random } from '../kernel/random.ts'
import type { Micros } from '../kernel/time.ts'

/** The name of a node; never numeric-looking, as JavaScript reorders such keys. */
export type NodeId = string

/** What all messages have: a `type`, by which the handler is found. */
export interface AnyMessage {
  readonly type: string
}

/** How long a timer runs, µs; of a range, a time drawn anew from the node's random stream. */
export type Delay = Micros | readonly [min: Micros, max: Micros]

/** To whom a request is to be answered; plain data, which a node may keep in its state and answer later. */
export interface Caller {
  readonly node: NodeId
  readonly call: number
}

/**
 * A node's files. Writes reach the page cache at once and are seen by reads; only what an fsync has covered
 * survives a crash. Reading and writing hold the node up for the scenario's `storage` latencies.
 */
export interface Disk<Completion extends string = string> {
  /** Writes at the end of the file; false when the disk is full. */
  append(file: string, bytes: Uint8Array): boolean
  /** Writes at an offset in bytes; false when the disk is full. */
  write(file: string, offset: number, bytes: Uint8Array): boolean
  /** The whole file; empty if there is none. */
  read(file: string): Uint8Array
  /** Makes what was written before durable, which takes time: `completion` in the definition's `disk` table tells the end. */
  fsync(file: string, completion: Completion): void
}

/** How an fsync ended. */
export interface Synced {
  readonly file: string
  /** False when the disk reported an error: what was to be synced must be taken as lost. */
  readonly ok: boolean
}

/** What both handlers and programs reach the world through. */
export interface BaseContext<Message extends AnyMessage = AnyMessage, Options = unknown> {
  /** The node's own name. */
  readonly self: NodeId
  readonly options: Options
  /** Every node of the scenario, in the order of their declaration. */
  readonly nodes: readonly NodeId[]
  /** The other nodes of the same kind. */
  readonly peers: readonly NodeId[]
  /** One of the peers, each as likely: `random.pick(peers)` without a list of them. @throws UsageError when there are none. */
  randomPeer(): NodeId
  /** The node's own clock, µs; it may be off, drift and jump. */
  readonly now: Micros
  /** The node's own random stream. */
  readonly random: Random
  /** What the plan has this node do: what the definition's `operations` drew, less what was shrunk away. */
  readonly operations: readonly unknown[]
  /** Sends a message. It is immutable from here on. @throws UsageError for an unknown node. */
  send(to: NodeId, message: Message): void
  /** Sends a message to several nodes: to all peers unless told. */
  broadcast(message: Message, to?: readonly NodeId[]): void
  /** Answers a request that was kept; a program's `call` that waits for it gets the message. */
  replyTo(caller: Caller, message: Message): void
  /** Marks that something noteworthy happened, for `sometimes`, statistics and the trace. */
  note(label: string): void
  /** Records that a client's operation begins; the number names it in `complete` and `fail`. */
  invoke(input: unknown): number
  /** Records that the operation returned. Without this, or `fail`, it stays indeterminate. */
  complete(operation: number, output?: unknown): void
  /** Records that the operation certainly did not take effect. A time-out is no failure: leave it alone. */
  fail(operation: number, reason?: unknown): void
}

/** What a handler reaches the world through, and all it may reach. */
export interface Context<
  Message extends AnyMessage = AnyMessage,
  Options = unknown,
  Timeout extends string = string,
  Completion extends string = string,
> extends BaseContext<Message, Options> {
  /** Who sent the message that is being handled; the node itself in `boot`, `timeout` and `disk` handlers. */
  readonly from: NodeId
  /** To whom the message being handled is to be answered, for `replyTo`. */
  readonly caller: Caller
  readonly disk: Disk<Completion>
  /** Answers the message that is being handled. */
  reply(message: Message): void
  /**
   * Lets the handler `timeout` run when `delay` has passed on the node's clock. A node has one timer for each name,
   * or each pair of name and key: setting it again moves it.
   */
  after(delay: Delay, timeout: Timeout, key?: string): void
  /** Stops a timer; nothing happens if it is not set. */
  cancel(timeout: Timeout, key?: string): void
}

/** What a program reaches the world through; the waiting verbs are used with `yield*`. */
export interface ProgramContext<Message extends AnyMessage = AnyMessage, Options = unknown>
  extends BaseContext<Message, Options> {
  readonly disk: Omit<Disk, 'fsync'>
  /** Waits `delay` µs of the node's clock. */
  sleep(delay: Micros): Wait<void>
  /** Sends a request and waits for its answer; `null` when none came within `timeout` µs. */
  call(to: NodeId, message: Message, timeout: Micros): Wait<Message | null>
  /** Sends one request to several nodes and waits for `enough` answers; after `timeout` µs, those that came. */
  gather(
    to: readonly NodeId[],
    message: Message,
    enough: number,
    timeout: Micros,
  ): Wait<{ from: NodeId; message: Message }[]>
  /** Waits for the next message that answers no call; `null` when none came within `timeout` µs (default: ever). */
  receive(timeout?: Micros): Wait<{ from: NodeId; caller: Caller; message: Message } | null>
  /** Makes what was written to a file durable; false when the disk reported an error. */
  fsync(file: string): Wait<boolean>
}

/** Something a program waits for. */
export type Wait<Result> = Generator<Suspension, Result, unknown>

/** What a suspended program waits for; made by the context's waiting verbs, read by the engine. */
export type Suspension =
  | { readonly type: 'sleep'; readonly delay: Micros }
  | { readonly type: 'answer'; readonly call: number; readonly timeout: Micros }
  | {
      readonly type: 'answers'
      readonly calls: Set<number>
      readonly enough: number
      readonly timeout: Micros
    }
  | { readonly type: 'receive'; readonly timeout: Micros | null }
  | { readonly type: 'fsync'; readonly file: string }
