import type { ConditionalFault, Fault, States } from '../faults/fault.ts'
import { validateFault } from '../faults/validate.ts'
import { UsageError } from '../kernel/errors.ts'
import { EventQueue } from '../kernel/event-queue.ts'
import { Random } from '../kernel/random.ts'
import type { Micros } from '../kernel/time.ts'
import { hashText, TraceHash } from '../kernel/trace-hash.ts'
import type { Link } from '../network/link.ts'
import { Network } from '../network/network.ts'
import { NodeClock } from '../node/clock.ts'
import type { AnyMessage, NodeId } from '../node/context.ts'
import { Host, type StorageLatencies, type World } from '../node/host.ts'
import type { DiskFaultKind } from '../storage/disk.ts'
import { eventKinds, Journal, kindNumbers } from '../trace/journal.ts'
import { withoutAmbient } from './ambient-guard.ts'
import { corruptedCopy } from './corruption.ts'
import { EventSlots, slotKinds } from './event-slots.ts'
import { type ActiveFault, FaultInjector, type Target } from './fault-injector.ts'
import { deepFreeze } from './freeze.ts'
import { HistoryRecorder } from './history-recorder.ts'
import { Judge } from './judge.ts'
import { type Pin, PinnedFates, SentMessages } from './pinned-network.ts'
import { type Plan, planOf, type Seed, validatePlan } from './plan.ts'
import type { Injected, Run } from './run.ts'
import { isScenario, type Scenario } from './scenario.ts'
import { rememberScenario } from './scenario-of.ts'
import { Counters, type LossReason, MessageType } from './statistics.ts'
import { TimerFates } from './timer-pins.ts'

/** How to run; none of it changes what happens, only what is kept of it and how long it goes on. */
export interface SimulationOptions {
  readonly seed?: Seed
  /** A plan instead of a seed. */
  readonly plan?: Plan
  /**
   * Keep a journal of all events, and freeze messages so that whoever changes one after sending it is caught: the
   * first 256 of each type, and every 64th thereafter.
   */
  readonly record?: boolean
  /** Write down every message and what becomes of it (`Run.sent`), so that a plan can pin it. */
  readonly recordSent?: boolean
  /**
   * Where another thread can see how far the run is, while a handler keeps this one: the number of events begun, and
   * the index of the node that the latest is at (−1 for none).
   */
  readonly vitals?: Int32Array
  /** `immutable` runs handlers under immer, so that earlier states stay intact; same hash, many times slower. */
  readonly states?: 'plain' | 'immutable'
  /** Let the hash cover payloads and final states too, not only the headers of events. */
  readonly deepHash?: boolean
  /** End earlier than the scenario does, µs. */
  readonly until?: Micros
}

/** So many events at one instant are taken for a loop. */
const instantLimit = 1_000_000

/**
 * A run under way: virtual time, the pending events, and the nodes. `step` handles one event, `run` all of them.
 * Events are handled in the order of (time, sequence in which they were scheduled); nothing else decides.
 */
export class Simulation implements World, Target {
  readonly scenario: Scenario
  readonly plan: Plan
  readonly nodes: readonly NodeId[]
  readonly hosts: readonly Host[]
  readonly network: Network
  readonly immutable: boolean
  readonly storage: StorageLatencies
  /** The journal, if the run is recorded. */
  readonly journal: Journal | null
  /** The timers that the plan pins, if any. */
  readonly timerFates: TimerFates | null
  /** The true time, µs. */
  now: Micros = 0
  /** How many events have been handled. */
  events = 0

  private readonly queue = new EventQueue()
  private readonly slots = new EventSlots()
  private readonly hash = new TraceHash()
  private readonly counters = new Counters()
  private readonly recorder = new HistoryRecorder()
  private readonly injector: FaultInjector
  private readonly judge: Judge
  private readonly indexes = new Map<NodeId, number>()
  /** What the handler under way has sent, until its writes are durable. */
  private readonly outbox: Departure[] = []
  private readonly vitals: Int32Array | null
  private readonly pinned: PinnedFates | null
  private readonly sent: SentMessages | null
  private readonly deepHash: boolean
  private readonly until: Micros
  private conditions: ConditionalFault[]
  private readonly statesView: States
  private held: { slot: number; from: number; to: number }[] = []
  private calls = 0
  private instantEvents = 0
  /** The journal's entry of the event being handled. */
  private current = -1
  /** The journal's entry of the latest fault, end of a fault or healing: why nodes restart. */
  private clusterEntry = -1
  /** How many violations the journal has. */
  private recorded = 0
  private started = false
  private over = false
  private outcome: Run | null = null
  private healed = false
  private readonly injected: Injected[] = []

  /** @throws UsageError without a seed or a plan. */
  constructor(scenario: Scenario, options: SimulationOptions) {
    if (!isScenario(scenario))
      throw new UsageError(
        `Expected a scenario to simulate, made by scenario({ … }), got ${describe(scenario)}.`,
      )
    if (options?.seed === undefined && options?.plan === undefined)
      throw new UsageError(
        'Expected a seed or a plan to simulate, such as simulate(scenario, { seed: 1 }), got neither.',
      )
    this.scenario = scenario
    if (options.plan !== undefined) validatePlan(scenario, options.plan)
    this.plan = withoutAmbient(() => options.plan ?? planOf(scenario, options.seed!))
    this.nodes = this.plan.nodes ?? Object.keys(scenario.nodes)
    this.immutable = options.states === 'immutable'
    this.deepHash = options.deepHash ?? false
    this.vitals = options.vitals ?? null
    const { network = null, pins = null } = this.plan
    this.pinned =
      network || pins
        ? new PinnedFates(network?.latency ?? null, network?.pins ?? pins ?? [], this.nodes)
        : null
    this.sent = options.recordSent ? new SentMessages(this.nodes) : null
    this.timerFates = this.plan.timers ? new TimerFates(this.plan.timers, this.nodes) : null
    this.until = Math.min(options.until ?? scenario.until, this.plan.until ?? scenario.until, scenario.until)
    this.storage = scenario.storage
    this.network = new Network(this.nodes, scenario.network, this.plan.seed)
    this.journal = options.record ? new Journal(this.nodes) : null
    for (const [index, id] of this.nodes.entries()) this.indexes.set(id, index)
    this.hosts = withoutAmbient(() => this.nodes.map((id, index) => this.makeHost(id, index)))
    this.injector = new FaultInjector(this)
    this.judge = new Judge(scenario, this.hosts)
    this.conditions = this.plan.conditions.map((index) => scenario.faults[index] as ConditionalFault)
    this.statesView = viewOfStates(this.hosts)
    // Scheduled first, so that at the instant of healing the faults that end there have ended.
    for (const timed of this.plan.faults) this.schedule(timed.at, slotKinds.fault, -1, timed.fault)
    if (scenario.healAt !== null) this.schedule(scenario.healAt, slotKinds.heal, -1, null)
  }

  /** The states of all nodes by name, as they are now. */
  get states(): States {
    return this.statesView
  }

  /** What has been violated so far. */
  get violations(): Run['violations'] {
    return this.judge.violations
  }

  /** Handles the next event; false when the run is over. */
  step(): boolean {
    return withoutAmbient(() => this.advance(this.until))
  }

  /** Handles all events up to and including a time, µs; the clock then shows it. */
  runUntil(time: Micros): void {
    const limit = Math.min(time, this.until)
    withoutAmbient(() => {
      while (this.advance(limit));
      if (!this.ended() && limit > this.now) this.now = limit
    })
  }

  /** Handles all events and returns what came of it. */
  run(): Run {
    this.runUntil(this.until)
    return this.finish()
  }

  /** Lets a fault strike now. @throws UsageError when it names what does not exist. */
  inject(fault: Fault): void {
    validateFault(fault, this.nodes, Object.keys(this.scenario.versions), 'the injected fault')
    if (this.over)
      throw new UsageError('Expected faults to be injected before the run is finished, got one after it.')
    withoutAmbient(() => {
      this.start()
      this.injected.push({ afterEvents: this.events, at: this.now, fault })
      this.strike(fault)
    })
  }

  /** Ends the run where it stands and judges it. */
  finish(): Run {
    this.outcome ??= rememberScenario(
      withoutAmbient(() => this.judged()),
      this.scenario,
    )
    return this.outcome
  }

  private judged(): Run {
    this.start()
    const complete = !this.limitReached() && this.now >= this.scenario.until
    this.over = true
    this.current = -1
    const history = this.recorder.history()
    this.judge.end({ at: this.now, history, notes: this.counters.notes }, complete, this.events)
    this.recordViolations()
    if (this.deepHash) for (const host of this.hosts) this.hash.addValue(host.state)
    const { violations } = this.judge
    return {
      verdict:
        violations.length > 0 ? 'violated' : complete && !this.judge.undecided ? 'passed' : 'undecided',
      violations,
      properties: this.judge.report(this.events),
      events: this.events,
      endedAt: this.now,
      hash: this.hash.digest(),
      stats: this.counters.statistics(this.inFlight()),
      history,
      plan: this.plan,
      ...(this.sent && { sent: this.sent.all }),
      ...(this.journal && {
        trace: {
          scenario: this.scenario,
          plan: this.plan,
          events: this.journal,
          ...(this.injected.length > 0 && { injected: this.injected }),
        },
      }),
    }
  }

  // ── the event loop ────────────────────────────────────────────────────────────────────────────────────────────

  private advance(limit: Micros): boolean {
    this.start()
    for (;;) {
      if (this.ended()) return false
      const time = this.queue.nextTime()
      if (time > limit) return false
      const before = this.events
      if (time > this.now) this.instantEvents = 0
      this.now = time
      this.process(this.queue.pop())
      if (this.events !== before) return true
    }
  }

  /** Nothing more will happen. */
  private ended(): boolean {
    return this.over || this.judge.stopped || this.limitReached()
  }

  private limitReached(): boolean {
    return this.events >= this.scenario.events
  }

  private start(): void {
    if (this.started) return
    this.started = true
    for (const host of this.hosts) if (!this.judge.stopped) this.bootHost(host, -1)
    if (this.scenario.healAt === null) this.judge.healed(this.now, this.events)
  }

  private process(slot: number): void {
    const { slots } = this
    const kind = slots.kind(slot)
    if (kind >= slotKinds.fault) {
      this.processForCluster(kind, slot)
      return
    }
    const host = this.hosts[slots.node(slot)]!
    if (kind === slotKinds.deliver || kind === slotKinds.corrupted) {
      const from = slots.peer(slot)
      if (this.network.isClogged(from, host.index)) {
        this.held.push({ slot, from, to: host.index })
        this.journal?.add('held', this.now, host.index, from, slots.cause(slot), slots.payload(slot))
        return
      }
      if (!host.up) {
        this.loseSlot(slot, 'node down')
        return
      }
    } else if (kind === slotKinds.wake) {
      slots.release(slot)
      this.drain(host)
      return
    } else if (kind === slotKinds.depart || kind === slotKinds.durable) {
      this.processAfterStorage(kind, host, slot)
      return
    } else if (kind === slotKinds.synced && slots.word(slot) !== host.incarnation) {
      slots.release(slot)
      return
    }
    // Behind a backlog everything queues, lest what comes as the node gets ready overtake it.
    if (host.paused || host.busyUntil > this.now || host.backlog.length > 0) {
      host.backlog.push(slot)
      return
    }
    this.handle(kind, host, slot)
  }

  /** Lets a node that is ready handle an event of its own. */
  private handle(kind: number, host: Host, slot: number): void {
    const { slots } = this
    const peer = slots.peer(slot)
    const payload = slots.payload(slot)
    const word = slots.word(slot)
    const cause = slots.cause(slot)
    const type = slots.type(slot)
    slots.release(slot)
    if (kind === slotKinds.deliver)
      this.deliver(host, peer, this.typeList[type]!, payload as AnyMessage, word, cause)
    else if (kind === slotKinds.timer) this.expire(host, peer, word, cause)
    else if (kind === slotKinds.corrupted)
      this.deliverCorrupted(host, peer, this.typeList[type]!, payload as AnyMessage, cause)
    else this.completeSync(host, payload as PendingSync, cause)
  }

  private deliver(
    host: Host,
    from: number,
    type: MessageType,
    message: AnyMessage,
    call: number,
    cause: number,
  ): void {
    type.delivered++
    this.begin(kindNumbers.deliver, host, from, type.hash, cause, message)
    if (this.deepHash) this.hash.addValue(message)
    let handled: boolean
    try {
      handled = host.deliver(from, type, message, call)
    } catch (error) {
      this.handlerFailed(host, error)
      return
    }
    if (handled) this.settle(host)
    else {
      this.counters.unhandled++
      this.wakeLater(host)
    }
  }

  private deliverCorrupted(
    host: Host,
    from: number,
    type: MessageType,
    message: AnyMessage,
    cause: number,
  ): void {
    this.begin(kindNumbers.corrupted, host, from, type.hash, cause, message)
    const { corrupted } = host.spec.definition
    if (corrupted === null) {
      this.lose(type, 'corrupted', from, host.index, message)
      this.wakeLater(host)
      return
    }
    type.delivered++
    this.attempt(host, () => host.deliverCorrupted(from, corrupted))
  }

  private expire(host: Host, timer: number, generation: number, cause: number): void {
    const expiry = host.timers.expire(timer, generation, host.localNow)
    if (expiry === 'stale') return
    if (expiry !== 'due') {
      // Set again for later since it was queued.
      const at = host.clock === null ? expiry : host.clock.whenShows(expiry, this.now)
      if (host.timers.set(timer, expiry, at)) this.setTimer(host, at, timer, cause)
      return
    }
    this.counters.timeouts++
    const name = host.timers.name(timer)
    this.begin(kindNumbers.timeout, host, -1, this.typeHash(name), cause, name)
    try {
      host.timeout(timer)
    } catch (error) {
      this.handlerFailed(host, error)
      return
    }
    this.settle(host)
  }

  private completeSync(host: Host, { file, completion, covered }: PendingSync, cause: number): void {
    this.begin(kindNumbers.synced, host, -1, 0, cause, file)
    this.attempt(host, () => host.synced(completion, { file, ok: host.disk.synced(file, covered) }))
  }

  private processAfterStorage(kind: number, host: Host, slot: number): void {
    const { slots } = this
    const lived = slots.word(slot) === host.incarnation
    const payload = slots.payload(slot)
    const cause = slots.cause(slot)
    slots.release(slot)
    if (kind === slotKinds.durable) {
      if (!lived) return
      host.durable = payload as Readonly<Record<string, unknown>>
      this.observe(host)
      return
    }
    const departure = payload as Departure
    this.current = cause
    if (lived) this.transmit(host.index, departure.to, departure.type, departure.message, departure.call)
    else this.discard(host, departure)
  }

  private processForCluster(kind: number, slot: number): void {
    const payload = this.slots.payload(slot)
    this.slots.release(slot)
    if (kind === slotKinds.cut) return
    if (kind === slotKinds.fault) {
      // A conditional fault may have been on its way when the scenario healed.
      if (!this.healed) this.strike(payload as Fault)
    } else if (kind === slotKinds.faultEnd) {
      const active = payload as ActiveFault
      this.begin(kindNumbers['fault-end'], null, -1, active.id, -1, active.fault)
      this.clusterEntry = this.current
      this.injector.end(active)
    } else {
      this.begin(kindNumbers.heal, null, -1, 0, -1, null)
      this.clusterEntry = this.current
      this.healed = true
      this.conditions = []
      this.injector.heal()
      this.judge.healed(this.now, this.events)
    }
  }

  private strike(fault: Fault): void {
    this.begin(kindNumbers.fault, null, -1, hashText(fault.type), -1, fault)
    this.clusterEntry = this.current
    this.injector.strike(fault)
  }

  /** Runs a handler other than the two hot ones. */
  private attempt(host: Host, body: () => void): void {
    try {
      body()
    } catch (error) {
      this.handlerFailed(host, error)
      return
    }
    this.settle(host)
  }

  /** Writes down that an event begins: the hash, the count and, if recorded, the journal. */
  private begin(
    kind: number,
    host: Host | null,
    peer: number,
    word: number,
    cause: number,
    detail: unknown,
  ): void {
    this.events++
    const index = host === null ? -1 : host.index
    this.hash.add(this.now, index, peer, word)
    if (this.vitals !== null) {
      this.vitals[0] = this.events
      this.vitals[1] = index
    }
    if (this.journal !== null) this.current = this.journal.write(kind, this.now, index, peer, cause, detail)
    if (host !== null && (this.scenario.handling > 0 || host.slowdown > 1))
      host.occupy(Math.ceil((this.scenario.handling || defaultHandling) * host.slowdown))
    if (++this.instantEvents > instantLimit)
      throw new UsageError(
        `Expected time to advance, but ${instantLimit} events happened at ${this.now} µs, the last at ${host?.id ?? 'no node'} (${eventKinds[kind]} ${describe(detail)}); does a handler send or set a timer without delay each time it runs?`,
      )
  }

  /** After a handler: its writes become durable, its messages leave, properties look. */
  private settle(host: Host): void {
    if (host.durable !== null && !this.persist(host)) return
    this.wakeLater(host)
    this.observe(host)
  }

  /** Has a node that is busy look at its backlog when it is done. */
  private wakeLater(host: Host): void {
    if (host.busyUntil > this.now) this.schedule(host.busyUntil, slotKinds.wake, host.index, null)
  }

  /** Makes what a handler wrote durable, then lets its messages go; false when properties must wait for that. */
  private persist(host: Host): boolean {
    const written = host.persistentFields()
    let immediate = true
    if (written !== host.durable) {
      const { faults } = host.disk
      if (faults.has('fsync-fails') || faults.has('full')) {
        // A node that cannot make durable what it is about to promise stops, as databases do.
        this.diskFault(faults.has('full') ? 'full' : 'fsync-fails')
        this.discardOutbox(host)
        this.crash(host, false)
        return false
      }
      if (faults.has('fsync-lies')) this.diskFault('fsync-lies')
      else if (this.storage.persist === 0) host.durable = written
      else {
        host.occupy(this.storage.persist)
        this.schedule(host.busyUntil, slotKinds.durable, host.index, written, host.incarnation)
        immediate = false
      }
    }
    for (const departure of this.outbox.splice(0)) this.depart(host, departure)
    if (!immediate) this.wakeLater(host)
    return immediate
  }

  /** Properties and conditional faults look at a node that has changed. */
  private observe(host: Host): void {
    if (this.judge.changed(host, this.now, this.events)) this.recordViolations()
    if (this.conditions.length > 0) this.checkConditions()
  }

  private checkConditions(): void {
    const met = this.conditions.filter((condition) => this.isMet(condition))
    if (met.length === 0) return
    this.conditions = this.conditions.filter((condition) => !met.includes(condition))
    for (const { fault, delay } of met) this.schedule(this.now + (delay ?? 0), slotKinds.fault, -1, fault)
  }

  private isMet(condition: ConditionalFault): boolean {
    try {
      return condition.when(this.statesView)
    } catch (error) {
      const index = this.scenario.faults.indexOf(condition)
      throw new UsageError(
        `Expected when of faults[${index}] of the scenario '${this.scenario.title}' to answer for every state, but it threw ${String(error)}.`,
        { cause: error },
      )
    }
  }

  private recordViolations(): void {
    const { violations } = this.judge
    for (; this.recorded < violations.length; this.recorded++) {
      const { property, node, message } = violations[this.recorded]!
      const where = this.indexes.get(node ?? '') ?? -1
      this.journal?.add('violation', this.now, where, -1, this.current, { property, message })
    }
  }

  private handlerFailed(host: Host, error: unknown): void {
    this.judge.crashed(host, error, this.now, this.events)
    this.recordViolations()
    this.discardOutbox(host)
    if (host.up) this.crash(host, false)
  }

  // ── what nodes do to the world ────────────────────────────────────────────────────────────────────────────────

  address(from: Host, to: NodeId): number {
    // Who is written to once is often written to again.
    if (to === this.nodes[from.addressee]) return from.addressee
    const index = this.indexes.get(to)
    if (index === undefined)
      throw new UsageError(
        `Expected ctx.send(to, …) at ${from.id} to name a node (${this.nodes.join(', ')}), got ${JSON.stringify(to)}.`,
      )
    from.addressee = index
    return index
  }

  send(from: Host, to: number, message: AnyMessage, call: number): void {
    const type = this.typeOf(from, message)
    type.sent++
    if (this.journal !== null && isFrozen(type.sent)) deepFreeze(message)
    if (from.durable === null && from.busyUntil <= this.now) {
      this.transmit(from.index, to, type, message, call)
      return
    }
    const departure: Departure = { to, type, message, call, cause: this.current }
    if (from.durable === null) this.depart(from, departure)
    else this.outbox.push(departure)
  }

  /** Lets a message leave as soon as its sender is ready. */
  private depart(from: Host, departure: Departure): void {
    const { to, type, message, call, cause } = departure
    if (from.busyUntil <= this.now) this.transmit(from.index, to, type, message, call)
    else this.schedule(from.busyUntil, slotKinds.depart, from.index, departure, from.incarnation, cause)
  }

  private discard(from: Host, { to, type, message, cause }: Departure): void {
    this.lose(type, 'crashed before sending', from.index, to, message, cause)
  }

  private discardOutbox(from: Host): void {
    for (const departure of this.outbox.splice(0)) this.discard(from, departure)
  }

  private transmit(from: number, to: number, type: MessageType, message: AnyMessage, call: number): void {
    const { network, now } = this
    if (this.pinned !== null && this.transmitsPinned(this.pinned, type, from, to, message, call)) return
    const link = network.link(from, to)
    const draw = link.draw()
    if (network.isBlocked(from, to)) {
      this.sent?.add(now, from, to, message, [])
      this.lose(type, 'partition', from, to, message)
      return
    }
    if (link.befalls(draw)) {
      this.transmitAmiss(link, draw, type, from, to, message, call)
      return
    }
    const arrival = link.arrival(now, draw, message)
    this.sent?.add(now, from, to, message, [arrival - now])
    this.queue.push(
      arrival,
      this.slots.add(slotKinds.deliver, to, from, call, this.current, message, type.number),
    )
  }

  /** A message that chance has lost, corrupted or duplicated. */
  private transmitAmiss(
    link: Link,
    draw: number,
    type: MessageType,
    from: number,
    to: number,
    message: AnyMessage,
    call: number,
  ): void {
    const { now, current } = this
    if (link.loses(draw)) {
      this.sent?.add(now, from, to, message, [])
      this.lose(type, 'loss', from, to, message)
      return
    }
    let kind: number = slotKinds.deliver
    let sent = message
    if (link.corrupts(draw)) {
      this.counters.corruptions++
      if (link.corruptionIsSilent) sent = corruptedCopy(message, draw)
      else kind = slotKinds.corrupted
    }
    const arrival = link.arrival(now, draw, message)
    this.queue.push(arrival, this.slots.add(kind, to, from, call, current, sent, type.number))
    let second = -1
    if (link.duplicates(draw)) {
      type.duplicated++
      this.counters.duplicates++
      this.journal?.add('duplicate', now, to, from, current, message)
      second = link.secondArrival(now, draw, message)
      this.queue.push(
        second,
        this.slots.add(slotKinds.deliver, to, from, call, current, message, type.number),
      )
    }
    if (this.sent !== null) {
      const damage = kind === slotKinds.corrupted ? 'detected' : sent === message ? undefined : draw >>> 0
      const arrivals = second < 0 ? [arrival - now] : [arrival - now, second - now]
      this.sent.add(now, from, to, message, arrivals, damage)
    }
  }

  /** Transmits a message whose fate the plan says; false when it leaves it to chance. */
  private transmitsPinned(
    pinned: PinnedFates,
    type: MessageType,
    from: number,
    to: number,
    message: AnyMessage,
    call: number,
  ): boolean {
    const fate = pinned.next(from, to)
    if (fate === null) return false
    if (!this.plan.network) {
      // The link goes through what it would have done, so that later messages find it as they would have.
      const link = this.network.link(from, to)
      const draw = link.draw()
      if (!this.network.isBlocked(from, to) && !link.loses(draw)) {
        link.arrival(this.now, draw, message)
        if (link.duplicates(draw)) link.secondArrival(this.now, draw, message)
      }
    }
    this.transmitPinned(fate, type, from, to, message, call)
    return true
  }

  /** The same where nothing is left to chance; partitions and clogs are as ever. */
  private transmitPinned(
    { arrivals, damage }: Pick<Pin, 'arrivals' | 'damage'>,
    type: MessageType,
    from: number,
    to: number,
    message: AnyMessage,
    call: number,
  ): void {
    const { network, now, current } = this
    this.sent?.add(now, from, to, message, network.isBlocked(from, to) ? [] : arrivals, damage)
    if (network.isBlocked(from, to) || arrivals.length === 0) {
      this.lose(type, network.isBlocked(from, to) ? 'partition' : 'loss', from, to, message)
      return
    }
    for (const [copy, after] of arrivals.entries()) {
      if (copy > 0) {
        type.duplicated++
        this.counters.duplicates++
        this.journal?.add('duplicate', now, to, from, current, message)
      }
      const damaged = copy === 0 && damage !== undefined
      if (damaged) this.counters.corruptions++
      const kind = damaged && damage === 'detected' ? slotKinds.corrupted : slotKinds.deliver
      const sent = damaged && damage !== 'detected' ? corruptedCopy(message, damage) : message
      this.queue.push(now + after, this.slots.add(kind, to, from, call, current, sent, type.number))
    }
  }

  setTimer(host: Host, at: Micros, timer: number, cause = this.current): void {
    const generation = host.timers.generation(timer)
    this.queue.push(at, this.slots.add(slotKinds.timer, host.index, timer, generation, cause, undefined))
  }

  fsync(host: Host, file: string, completion: string): void {
    const covered = host.disk.writes(file)
    this.schedule(
      this.now + this.storage.fsync,
      slotKinds.synced,
      host.index,
      { file, completion, covered } satisfies PendingSync,
      host.incarnation,
      this.current,
    )
  }

  newCall(): number {
    return ++this.calls
  }

  random(label: string): Random {
    return new Random(`${this.plan.seed}/${label}`)
  }

  note(host: Host, label: string): void {
    this.counters.note(label)
    this.journal?.add('note', this.now, host.index, -1, this.current, label)
  }

  invoke(host: Host, input: unknown): number {
    if (this.journal !== null) {
      deepFreeze(input)
      this.journal.add('invoke', this.now, host.index, -1, this.current, input)
    }
    return this.recorder.invoke(host.id, input, this.now)
  }

  complete(host: Host, operation: number, output: unknown): void {
    this.returned(host, operation, 'ok', output)
  }

  fail(host: Host, operation: number, reason: unknown): void {
    this.returned(host, operation, 'failed', reason)
  }

  diskFault(kind: DiskFaultKind): void {
    this.counters.fault(`${kind} took effect`)
  }

  private returned(host: Host, operation: number, outcome: 'ok' | 'failed', output: unknown): void {
    if (this.journal !== null) {
      deepFreeze(output)
      this.journal.add('return', this.now, host.index, -1, this.current, { operation, outcome, output })
    }
    this.recorder.end(operation, outcome, output, this.now)
  }

  // ── what faults do to nodes ───────────────────────────────────────────────────────────────────────────────────

  host(id: string): Host {
    return this.hosts[this.indexes.get(id)!]!
  }

  crash(host: Host, wiped: boolean): void {
    this.begin(kindNumbers.crash, host, -1, wiped ? 1 : 0, this.current, wiped)
    for (const slot of host.backlog) {
      const kind = this.slots.kind(slot)
      if (kind === slotKinds.deliver || kind === slotKinds.corrupted) this.loseSlot(slot, 'node down')
      else this.slots.release(slot)
    }
    if (wiped) host.wipe()
    else host.crash()
    this.observe(host)
  }

  restart(host: Host): void {
    this.bootHost(host, this.clusterEntry)
  }

  resume(host: Host): void {
    host.paused = false
    this.drain(host)
  }

  rearm(host: Host): void {
    for (const { id, deadline } of host.timers.armed()) {
      host.timers.unqueue(id)
      const at = host.clock === null ? deadline : host.clock.whenShows(deadline, this.now)
      if (host.timers.set(id, deadline, at)) this.setTimer(host, at, id)
    }
  }

  cutInFlight(): void {
    if (!this.network.cutsInFlight) return
    const { slots } = this
    const lost = (slot: number) => {
      const kind = slots.kind(slot)
      if (kind !== slotKinds.deliver && kind !== slotKinds.corrupted) return false
      return this.network.isBlocked(slots.peer(slot), slots.node(slot))
    }
    for (const { slot } of this.queue.pending())
      if (lost(slot)) {
        const message = slots.payload(slot) as AnyMessage
        this.lose(
          this.typeList[slots.type(slot)]!,
          'cut in flight',
          slots.peer(slot),
          slots.node(slot),
          message,
        )
        // Its entry stays in the queue, and means nothing any more.
        slots.become(slot, slotKinds.cut)
      }
    this.held = this.held.filter(({ slot }) => {
      if (!lost(slot)) return true
      this.loseSlot(slot, 'cut in flight')
      return false
    })
  }

  release(): void {
    const free = this.held.filter(({ from, to }) => !this.network.isClogged(from, to))
    this.held = this.held.filter(({ from, to }) => this.network.isClogged(from, to))
    if (free.length === 0) return
    // What arrives on these links at this very instant was sent later: it goes to the end of the queue as well.
    const { slots } = this
    const links = new Set(free.map(({ from, to }) => from * this.nodes.length + to))
    const behind = this.queue.pending().filter(({ time, slot }) => {
      const kind = slots.kind(slot)
      return (
        time === this.now &&
        (kind === slotKinds.deliver || kind === slotKinds.corrupted) &&
        links.has(slots.peer(slot) * this.nodes.length + slots.node(slot))
      )
    })
    for (const { slot } of free) this.queue.push(this.now, slot)
    for (const { slot } of behind) this.queue.push(this.now, this.slots.move(slot, slotKinds.cut))
  }

  endLater(delay: Micros, end: ActiveFault): void {
    this.schedule(this.now + delay, slotKinds.faultEnd, -1, end)
  }

  struck(label: string): void {
    this.counters.fault(label)
  }

  /** The type of each message that was sent and has neither been delivered nor dropped. */
  private inFlight(): MessageType[] {
    const { slots } = this
    return slots.taken().flatMap((slot) => {
      const kind = slots.kind(slot)
      if (kind === slotKinds.depart) return (slots.payload(slot) as Departure).type
      if (kind !== slotKinds.deliver && kind !== slotKinds.corrupted) return []
      return this.typeList[slots.type(slot)]!
    })
  }

  // ── parts ─────────────────────────────────────────────────────────────────────────────────────────────────────

  private makeHost(id: NodeId, index: number): Host {
    const spec = this.scenario.nodes[id]!
    const peers = this.nodes.filter((peer) => peer !== id && this.scenario.nodes[peer]!.kind === spec.kind)
    const host = new Host(this, id, index, spec, peers)
    const clock = this.scenario.clocks[id]
    if (clock) host.clock = new NodeClock(clock)
    if (this.storage.persist > 0) host.trackDurability()
    host.ctx.operations = this.plan.operations[id] ?? []
    return host
  }

  private bootHost(host: Host, cause: number): void {
    this.begin(kindNumbers.boot, host, -1, 0, cause, null)
    this.attempt(host, () => host.boot())
  }

  /** Lets a node handle what has piled up. */
  private drain(host: Host): void {
    while (host.backlog.length > 0 && !host.paused && host.busyUntil <= this.now && !this.judge.stopped) {
      const slot = host.backlog.shift()!
      this.handle(this.slots.kind(slot), host, slot)
    }
  }

  private schedule(at: Micros, kind: number, node: number, payload: unknown, word = 0, cause = -1): void {
    this.queue.push(at, this.slots.add(kind, node, -1, word, cause, payload))
  }

  private loseSlot(slot: number, reason: LossReason): void {
    const { slots } = this
    const message = slots.payload(slot) as AnyMessage
    this.lose(
      this.typeList[slots.type(slot)]!,
      reason,
      slots.peer(slot),
      slots.node(slot),
      message,
      slots.cause(slot),
    )
    slots.release(slot)
  }

  private lose(
    type: MessageType,
    reason: LossReason,
    from: number,
    to: number,
    message: unknown,
    cause = this.current,
  ): void {
    type.dropped++
    this.counters.dropped[reason]++
    this.journal?.add('lost', this.now, to, from, cause, { reason, message })
  }

  private typeOf(from: Host, message: AnyMessage): MessageType {
    const name = message?.type
    const last = this.lastTypes[from.index]
    if (last !== undefined && name === last.name) return last
    const type = this.counters.types.get(name) ?? this.newType(message)
    this.lastTypes[from.index] = type
    return type
  }

  private newType(message: AnyMessage): MessageType {
    const type: unknown = message?.type
    if (typeof type !== 'string' || type === '')
      throw new UsageError(
        `Expected a message { type: '…', … }, got ${describe(message)}; a message is an object with a type, by which its handler is found.`,
      )
    const made = new MessageType(type, hashText(type), this.typeList.length)
    this.counters.types.set(type, made)
    this.typeList.push(made)
    return made
  }

  private readonly typeList: MessageType[] = []
  /** What each node has sent last, as it often sends the same again. */
  private readonly lastTypes: MessageType[] = []
  private readonly typeHashes = new Map<string, number>()

  private typeHash(name: string): number {
    let hash = this.typeHashes.get(name)
    if (hash === undefined) {
      hash = hashText(name)
      this.typeHashes.set(name, hash)
    }
    return hash
  }
}

/** What `slow` multiplies when the scenario gives handling no time, µs. */
const defaultHandling: Micros = 100

/** Whether the n-th message of a type is frozen: freezing costs more than delivering, and who errs errs again. */
function isFrozen(nth: number): boolean {
  return nth <= 256 || (nth & 63) === 0
}

interface PendingSync {
  readonly file: string
  readonly completion: string
  /** How many dirty writes it covers: those before it began. */
  readonly covered: number
}

/** A message that leaves when its sender's storage is done. */
interface Departure {
  readonly to: number
  readonly type: MessageType
  readonly message: AnyMessage
  readonly call: number
  /** The journal's entry of the event that sent it. */
  readonly cause: number
}

function viewOfStates(hosts: readonly Host[]): States {
  const view = {}
  for (const host of hosts) Object.defineProperty(view, host.id, { enumerable: true, get: () => host.state })
  return view
}

function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
