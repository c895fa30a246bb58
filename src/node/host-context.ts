import { current, isDraft } from 'immer'
import { UsageError } from '../kernel/errors.ts'
import type { Random } from '../kernel/random.ts'
import type { Micros } from '../kernel/time.ts'
import type { AnyMessage, Caller, Context, Delay, Disk, NodeId, ProgramContext, Wait } from './context.ts'
import type { Host, World } from './host.ts'
import type { Place } from './place.ts'

/** The one context of a node, entered anew for each event. */
export class HostContext implements Context, ProgramContext {
  readonly self: NodeId
  readonly nodes: readonly NodeId[]
  /** Its {@link Place}, told by two fields of its own, as a thousand nodes' places would be fetched one by one. */
  readonly kind: readonly NodeId[]
  readonly at: number
  disk!: Disk
  options: unknown
  operations: readonly unknown[] = []
  private callId = 0
  /** The index of the node that the event came from. */
  private sender: number
  /** The peers; `null` until they are asked for, as of a thousand nodes they are a thousand names each. */
  private listed: readonly NodeId[] | null = null
  /** Its draws; `null` until it draws. */
  stream: Random | null = null
  private host!: Host
  private world: World

  /** It serves no host yet. */
  constructor(world: World, self: NodeId, index: number, place: Place, options: unknown) {
    this.world = world
    this.self = self
    this.sender = index
    this.nodes = world.nodes
    this.kind = place.kind
    this.at = place.at
    this.options = options
  }

  /** Serves a host from now on. */
  moveTo(host: Host): void {
    this.host = host
    this.world = host.world
    this.disk = new HostDisk(host)
  }

  /** Begins an event: a message from the node of that index, or something of the node's own. */
  enter(sender: number, call: number): void {
    this.sender = sender
    this.callId = call
  }

  get peers(): readonly NodeId[] {
    return this.listed ?? this.listPeers()
  }

  get from(): NodeId {
    return this.nodes[this.sender]!
  }

  get now(): Micros {
    return this.host.localNow
  }

  get random(): Random {
    return this.stream ?? this.openStream()
  }

  randomPeer(): NodeId {
    const { kind, at } = this
    if (kind.length < 2) failToPick(this.self)
    const other = this.random.int(0, kind.length - 2)
    return kind[other < at ? other : other + 1]!
  }

  get caller(): Caller {
    return { node: this.from, call: this.callId }
  }

  send(to: NodeId, message: AnyMessage): void {
    const { host, world } = this
    world.send(host, world.address(host, to), message?.type, this.detached(message), 0)
  }

  reply(message: AnyMessage): void {
    this.world.send(this.host, this.sender, message?.type, this.detached(message), 0 - this.callId)
  }

  replyTo(caller: Caller, message: AnyMessage): void {
    const { host, world } = this
    const to = world.address(host, caller.node)
    world.send(host, to, message?.type, this.detached(message), 0 - caller.call)
  }

  broadcast(message: AnyMessage, to: readonly NodeId[] = this.peers): void {
    const { host, world } = this
    const type = message?.type
    const outgoing = this.detached(message)
    for (const node of to) world.send(host, world.address(host, node), type, outgoing, 0)
  }

  after(after: Delay, timeout: string, key = ''): void {
    const { host, world } = this
    const asked =
      typeof after === 'number' ? after : (this.stream ?? this.openStream()).int(after[0], after[1])
    const { timerFates } = world
    const delay = timerFates === null ? asked : timerFates.next(this.self, timeout, key, asked)
    if (!Number.isSafeInteger(delay) || delay < 0) failToSet(timeout, delay)
    const deadline = host.localNow + delay
    const at = host.clock === null ? deadline : host.clock.whenShows(deadline, world.now)
    const id = host.timers.id(timeout, key)
    if (host.timers.set(id, deadline, at)) world.setTimer(host, at, id)
  }

  cancel(timeout: string, key = ''): void {
    this.host.timers.cancel(timeout, key)
  }

  note(label: string): void {
    this.world.note(this.host, label)
  }

  invoke(input: unknown): number {
    const operation = this.world.invoke(this.host, this.detached(input))
    this.host.program?.tape?.numbers.push(operation)
    return operation
  }

  complete(operation: number, output?: unknown): void {
    this.world.complete(this.host, operation, this.detached(output))
  }

  fail(operation: number, reason?: unknown): void {
    this.world.fail(this.host, operation, this.detached(reason))
  }

  *sleep(delay: Micros): Wait<void> {
    validateWait(delay, 'ctx.sleep(delay)')
    yield { type: 'sleep', delay }
  }

  *call(to: NodeId, message: AnyMessage, timeout: Micros): Wait<AnyMessage | null> {
    validateWait(timeout, 'the timeout of ctx.call and ctx.gather')
    return (yield { type: 'answer', call: this.request(to, message), timeout }) as AnyMessage | null
  }

  *gather(
    to: readonly NodeId[],
    message: AnyMessage,
    enough: number,
    timeout: Micros,
  ): Wait<{ from: NodeId; message: AnyMessage }[]> {
    validateWait(timeout, 'the timeout of ctx.call and ctx.gather')
    if (!Number.isInteger(enough))
      throw new UsageError(`Expected enough of ctx.gather to be a number of answers, got ${enough}.`)
    const calls = new Set<number>()
    for (const node of to) calls.add(this.request(node, message))
    // Of nodes that all have answered nothing more is to come.
    enough = Math.min(enough, calls.size)
    if (enough <= 0) return []
    return (yield { type: 'answers', calls, enough, timeout }) as { from: NodeId; message: AnyMessage }[]
  }

  *receive(timeout?: Micros): Wait<{ from: NodeId; caller: Caller; message: AnyMessage } | null> {
    if (timeout !== undefined) validateWait(timeout, 'ctx.receive(timeout)')
    return (yield { type: 'receive', timeout: timeout ?? null }) as {
      from: NodeId
      caller: Caller
      message: AnyMessage
    } | null
  }

  *fsync(file: string): Wait<boolean> {
    return (yield { type: 'fsync', file }) as boolean
  }

  private listPeers(): readonly NodeId[] {
    const { kind, at } = this
    this.listed = [...kind.slice(0, at), ...kind.slice(at + 1)]
    return this.listed
  }

  private openStream(): Random {
    this.stream = this.world.random(`node/${this.self}`)
    return this.stream
  }

  /** Sends a message that is to be answered; the number by which the answer will be known. */
  private request(to: NodeId, message: AnyMessage): number {
    const { host, world } = this
    const call = world.newCall()
    host.program?.tape?.numbers.push(call)
    world.send(host, world.address(host, to), message?.type, message, call)
    return call
  }

  /** Under immer, a copy in which no draft is left: drafts are revoked when their handler ends. */
  private detached<T>(value: T): T {
    return this.world.immutable ? (detach(value) as T) : value
  }
}

class HostDisk implements Disk {
  private readonly host: Host

  constructor(host: Host) {
    this.host = host
  }

  append(file: string, bytes: Uint8Array): boolean {
    this.use(this.host.world.storage.write)
    return this.host.disk.append(file, bytes)
  }

  write(file: string, offset: number, bytes: Uint8Array): boolean {
    this.use(this.host.world.storage.write)
    return this.host.disk.write(file, offset, bytes)
  }

  read(file: string): Uint8Array {
    this.use(this.host.world.storage.read)
    return this.host.disk.read(file)
  }

  fsync(file: string, completion: string): void {
    this.host.world.fsync(this.host, file, completion)
  }

  private use(latency: Micros): void {
    this.host.occupy(latency)
    this.host.program?.usesDisk()
  }
}

// Here and elsewhere on the path of every event, what fails is told out of line: engines inline short functions.
function failToSet(timeout: string, delay: Micros): never {
  throw new UsageError(
    `Expected ctx.after(delay, '${timeout}') with a delay in whole µs, 0 or more, got ${delay}; write ms(150), or Math.round(…).`,
  )
}

function failToPick(self: NodeId): never {
  throw new UsageError(
    `Expected ctx.randomPeer() at a node that has peers, got ${self}, the only one of its kind; ask for ctx.peers.length first.`,
  )
}

function validateWait(time: Micros, where: string): void {
  if (!Number.isSafeInteger(time) || time < 0)
    throw new UsageError(`Expected ${where} in whole µs, 0 or more (write ms(150)), got ${time}.`)
}

function detach(value: unknown): unknown {
  if (isDraft(value)) return current(value as object)
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map(detach)
  const copy: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(value)) copy[key] = detach(part)
  return copy
}
