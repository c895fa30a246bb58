import { Immer } from 'immer'
import { UsageError } from '../kernel/errors.ts'
import type { Micros } from '../kernel/time.ts'
import { DiskImage, type DiskWorld } from '../storage/disk.ts'
import { fieldsOf, revive, type Snapshot, snapshotOfFields } from '../storage/snapshot.ts'
import type { NodeClock } from './clock.ts'
import type { AnyMessage, NodeId, Synced } from './context.ts'
import type { NodeDefinition, NodeSpec } from './definition.ts'
import { HostContext } from './host-context.ts'
import type { News } from './news.ts'
import type { Place } from './place.ts'
import { ProgramRun } from './program.ts'
import { Timers } from './timers.ts'

/** What a node needs of the world around it; the simulation provides it. */
export interface World extends DiskWorld {
  readonly now: Micros
  readonly nodes: readonly NodeId[]
  /** Whether handlers run under immer, leaving the states before them intact. */
  readonly immutable: boolean
  /** Whether programs are written down, so that they can be lived again. */
  readonly rewindable: boolean
  readonly storage: StorageLatencies
  /** Says how long timers run instead of what their nodes ask for; `null` when nothing does. */
  readonly timerFates: { next(node: NodeId, timer: string, key: string, delay: Micros): Micros } | null
  /** The index of the node that a message is to go to. @throws UsageError when there is none of that name. */
  address(from: Host, to: NodeId): number
  /** `type` is the message's, read by who sends it: where fewer shapes of messages pass, engines find it sooner. */
  send(from: Host, to: number, type: string, message: AnyMessage, call: number): void
  setTimer(host: Host, at: Micros, timer: number): void
  fsync(host: Host, file: string, completion: string): void
  newCall(): number
  /** What all nodes of a kind do with messages. */
  handlersOf(spec: NodeSpec): MessageHandlers
  note(host: Host, label: string): void
  invoke(host: Host, input: unknown): number
  complete(host: Host, operation: number, output: unknown): void
  fail(host: Host, operation: number, reason: unknown): void
}

/** How long a node's storage holds it up, µs; all zero unless the scenario says so. */
export interface StorageLatencies {
  /** Making persistent fields durable, after each handler that changed one. */
  readonly persist: Micros
  readonly read: Micros
  readonly write: Micros
  /** From the start of an fsync to its completion; the node goes on meanwhile. */
  readonly fsync: Micros
}

/** A type of message, and its number in this run: types are counted from 0 as they first occur. */
export interface NumberedType {
  readonly name: string
  readonly number: number
}

type MessageHandler = NodeDefinition['on'] extends ReadonlyMap<string, infer Handler> ? Handler : never

/** What nodes do with messages, by the number of their type; `null` when nobody has looked yet. */
export type MessageHandlers = (MessageHandler | null)[]

type TimeoutHandler = NodeDefinition['timeout'] extends ReadonlyMap<string, infer Handler> ? Handler : never

/** Stands for the handler of a type that has none. */
const none: MessageHandler = () => {}

const { produce } = new Immer({ autoFreeze: false })

/** A node at run time: what it is, what it knows, and whether it runs. */
export class Host {
  readonly id: NodeId
  readonly index: number
  readonly world: World
  readonly timers = new Timers()
  readonly disk: DiskImage
  ctx: HostContext
  spec: NodeSpec
  /** The world's, for all nodes of its kind. */
  private handlers: MessageHandlers
  state: Record<string, unknown>
  up = false
  paused = false
  /** How many times longer than usual its handling takes. */
  slowdown = 1
  busyUntil: Micros = 0
  /** Counts crashes, so that what an earlier life left in the event queue is known. */
  incarnation = 0
  /** Says which of its changes are shown to properties; `null` while none are. */
  news: News | null = null
  clock: NodeClock | null = null
  program: ProgramRun | null = null
  /** The index of the node it last sent a message to. */
  addressee = 0
  /** The type of that message. */
  lastType: NumberedType | null = null
  /** Entries of the event list that wait until the node can handle them; `null` when none do. */
  backlog: number[] | null = null
  /**
   * The persistent fields as they would survive a crash, a snapshot; `null` when making them durable takes no time
   * and can't go wrong, and the fields themselves are as durable as it gets.
   */
  durable: Snapshot | null = null

  constructor(world: World, id: NodeId, index: number, spec: NodeSpec, place: Place) {
    this.world = world
    this.id = id
    this.index = index
    this.spec = spec
    this.handlers = world.handlersOf(spec)
    this.disk = new DiskImage(world, `disk/${id}`)
    this.state = this.initialState(spec)
    this.ctx = new HostContext(world, id, index, place, spec.options)
    // Last, when it has all its fields: engines know for good what an object is that was complete when they first saw it.
    this.ctx.moveTo(this)
  }

  get localNow(): Micros {
    return this.clock === null ? this.world.now : this.clock.read(this.world.now)
  }

  boot(): void {
    this.up = true
    this.ctx.enter(this.index, 0)
    const { boot, run } = this.spec.definition
    if (run) {
      this.program = new ProgramRun(this)
      this.program.start(run)
    } else if (boot) {
      this.apply((state) => boot(state, this.ctx))
    }
  }

  /** Handles a message; false when nothing does. */
  deliver(from: number, type: NumberedType, message: AnyMessage, call: number): boolean {
    const { ctx } = this
    if (this.program !== null) return this.program.deliver(this.world.nodes[from]!, message, call)
    const handler = this.handlers[type.number] ?? this.findHandler(type)
    if (handler === none) return false
    ctx.enter(from, call)
    if (this.world.immutable === true) this.handleImmutably(handler, message)
    else {
      const returned: unknown = handler(this.state, message, ctx)
      if (returned !== undefined) this.holdSynchronous(returned)
    }
    return true
  }

  deliverCorrupted(from: number, corrupted: NonNullable<NodeDefinition['corrupted']>): void {
    this.ctx.enter(from, 0)
    this.apply((state) => corrupted(state, this.ctx))
  }

  /** Runs the handler of a timer that is due. */
  timeout(id: number): void {
    const { ctx, timers } = this
    const name = timers.name(id)
    const key = timers.key(id)
    timers.release(id)
    if (this.program !== null) {
      this.program.timeout()
      return
    }
    const handler = this.timeoutHandler(name)
    ctx.enter(this.index, 0)
    if (this.world.immutable === true) this.produce((state) => handler(state, ctx, key))
    else {
      const returned: unknown = handler(this.state, ctx, key)
      if (returned !== undefined) this.holdSynchronous(returned)
    }
  }

  synced(completion: string, synced: Synced): void {
    if (this.program !== null) {
      this.program.synced(synced.ok)
      return
    }
    const handler = this.spec.definition.disk.get(completion)
    if (handler === undefined)
      throw new UsageError(
        `Expected the node '${this.spec.kind}' to have a handler disk.${completion}, as ctx.disk.fsync(…, '${completion}') was called.`,
      )
    this.ctx.enter(this.index, 0)
    this.apply((state) => handler(state, synced, this.ctx))
  }

  /** Volatile state and timers are gone; what is left is what a restart begins with. */
  crash(): void {
    this.stop()
    this.disk.crash()
    this.state = this.revived(this.spec)
  }

  /** Everything is gone, the disk too. */
  wipe(): void {
    this.stop()
    this.disk.wipe()
    this.state = this.initialState(this.spec)
    if (this.durable !== null) this.durable = this.persistentFields()
  }

  /** Will come back as another version of its definition, over what its disk kept. */
  upgrade(spec: NodeSpec): void {
    this.state = this.revived(spec)
    this.spec = spec
    this.handlers = this.world.handlersOf(spec)
    this.ctx.options = spec.options
  }

  /** From now on durability is tracked apart from the state. */
  trackDurability(): void {
    this.durable ??= this.persistentFields()
  }

  /** A snapshot of the persistent fields as they are now: what is durable, if nothing was written since. */
  persistentFields(): Snapshot {
    return snapshotOfFields(this.state, this.persistent, this.spec.definition.entries, this.durable)
  }

  /** Has an entry wait until the node can handle it. */
  putOff(entry: number): void {
    if (this.backlog === null) this.backlog = [entry]
    else this.backlog.push(entry)
  }

  /** Has the first entry that waits do so no longer; −1 when none does. */
  takeUp(): number {
    const entry = this.backlog?.shift() ?? -1
    if (this.backlog?.length === 0) this.backlog = null
    return entry
  }

  /** Goes on with the state, the context and the program of a node that has lived the same life. */
  adopt(other: Host): void {
    this.state = other.state
    this.ctx = other.ctx
    this.ctx.moveTo(this)
    this.program = other.program
    this.program?.moveTo(this)
  }

  /** Holds the node up: it handles nothing, and what it sends does not leave, until then. */
  occupy(time: Micros): void {
    const { now } = this.world
    this.busyUntil = (this.busyUntil > now ? this.busyUntil : now) + time
  }

  private findHandler({ name, number }: NumberedType): MessageHandler {
    // Filled without gaps, so that it stays a plain array.
    while (this.handlers.length < number) this.handlers.push(null)
    const handler = this.spec.definition.on.get(name) ?? none
    this.handlers[number] = handler
    return handler
  }

  private timeoutHandler(name: string): TimeoutHandler {
    const { definition, kind } = this.spec
    const handler = definition.timeout.get(name)
    if (handler === undefined)
      throw new UsageError(
        `Expected the node '${kind}' to have a handler timeout.${name}, as ctx.after('${name}') was called; it has ${[...definition.timeout.keys()].join(', ') || 'none'}.`,
      )
    return handler
  }

  private handleImmutably(handler: MessageHandler, message: AnyMessage): void {
    this.produce((draft) => handler(draft, message, this.ctx))
  }

  private apply(recipe: (state: Record<string, unknown>) => unknown): void {
    if (this.world.immutable) this.produce(recipe)
    else this.holdSynchronous(recipe(this.state))
  }

  /** What a promise would do later, the run would not see. */
  private holdSynchronous(returned: unknown): void {
    if (typeof (returned as { then?: unknown } | null | undefined)?.then === 'function')
      throw new UsageError(
        `Expected the handlers of the node '${this.spec.kind}' to be synchronous, but one returned a promise; drop async and await, and use ctx.after, or defineProgram, whose run waits with yield*.`,
      )
  }

  /** As on the plain state, what a recipe did before it threw has happened. */
  private produce(recipe: (draft: Record<string, unknown>) => unknown): void {
    let failure: { readonly error: unknown } | null = null
    this.state = produce(this.state, (draft) => {
      try {
        this.holdSynchronous(recipe(draft))
      } catch (error) {
        failure = { error }
      }
    })
    if (failure !== null) throw (failure as { readonly error: unknown }).error
  }

  private stop(): void {
    this.up = false
    this.paused = false
    this.program = null
    this.incarnation++
    this.busyUntil = 0
    this.backlog = null
    this.timers.clear()
  }

  private get persistent(): readonly string[] {
    return this.spec.definition.persistent(this.spec.options)
  }

  private initialState(spec: NodeSpec): Record<string, unknown> {
    let state: unknown
    try {
      state = spec.definition.initial(spec.options, this.id)
    } catch (error) {
      if (error instanceof UsageError) throw error
      throw new UsageError(
        `Expected initial of the node '${spec.kind}' to return the state of ${this.id}, but it threw ${String(error)}; are its options right (${JSON.stringify(spec.options)})?`,
        { cause: error },
      )
    }
    if (typeof state !== 'object' || state === null)
      throw new UsageError(
        `Expected initial of the node '${spec.kind}' to return its state, an object such as { … }, got ${String(state)}.`,
      )
    return state as Record<string, unknown>
  }

  private revived(spec: NodeSpec): Record<string, unknown> {
    const { state: before, durable } = this
    const kept = durable === null ? fieldsOf(before, this.persistent) : (revive(durable) as typeof before)
    const state = this.initialState(spec)
    for (const field of spec.definition.persistent(spec.options))
      if (field in kept) state[field] = kept[field]
    return state
  }
}
