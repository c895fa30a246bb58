import type { ConditionalFault, Fault, States } from '../faults/fault.ts'
import { validateFault } from '../faults/validate.ts'
import { UsageError } from '../kernel/errors.ts'
import { type GraphCopy, graphCopy } from '../kernel/graph-copy.ts'
import { mapped } from '../kernel/mapped.ts'
import type { Micros } from '../kernel/time.ts'
import { Network } from '../network/network.ts'
import { NodeClock } from '../node/clock.ts'
import type { NodeId } from '../node/context.ts'
import { Host } from '../node/host.ts'
import { type Place, places } from '../node/place.ts'
import type { Journal } from '../trace/journal.ts'
import { withoutAmbient } from './ambient-guard.ts'
import { Checkpoints } from './checkpoints.ts'
import { ClusterEvents } from './cluster-events.ts'
import { Departures } from './departures.ts'
import { Durability } from './durability.ts'
import { EventList, entryKinds } from './event-list.ts'
import { InFlight } from './in-flight.ts'
import { Judge, noCrash } from './judge.ts'
import { NodeEvents } from './node-events.ts'
import { NodeWorld } from './node-world.ts'
import { Observer } from './observer.ts'
import { PinnedFates } from './pinned-network.ts'
import { type Plan, planOf, type Seed, validatePlan } from './plan.ts'
import type { Injected, Run } from './run.ts'
import { RunRecord } from './run-record.ts'
import { isScenario, type Scenario } from './scenario.ts'
import { rememberScenario } from './scenario-of.ts'
import { shownValue } from './shown-value.ts'
import { TimerFates } from './timer-pins.ts'
import { Transmission } from './transmission.ts'

/** How to run; none of it changes what happens, only what is kept of it and how long it goes on. */
export interface SimulationOptions {
  readonly seed?: Seed
  /** A plan instead of a seed. */
  readonly plan?: Plan
  /** Keep a journal of all events, and checkpoints to rewind to; messages are frozen too. */
  readonly record?: boolean
  /**
   * Freeze messages, so that whoever changes one after sending it is caught: the first four of each type, and every
   * 64th, as freezing costs more than delivering.
   */
  readonly freeze?: boolean
  /** Write down what happens to programs, so that checkpoints can be taken; recorded runs do. */
  readonly rewindable?: boolean
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

/**
 * A run under way: `step` handles one event, `run` all of them, in the order of (time, sequence in which they were
 * scheduled); nothing else decides. What the run consists of stands in its parts.
 */
export class Simulation {
  readonly scenario: Scenario
  readonly plan: Plan
  readonly nodes: readonly NodeId[]
  readonly hosts: readonly Host[]
  /** Where the run can be gone on with from, if it is recorded. */
  readonly checkpoints: Checkpoints | null
  private readonly list = new EventList()
  private readonly record: RunRecord
  private readonly departures: Departures
  private readonly inFlight: InFlight
  private readonly judge: Judge
  private readonly observer: Observer
  private readonly nodeEvents: NodeEvents
  private readonly clusterEvents: ClusterEvents
  private readonly until: Micros
  /** The run ends after so many events. */
  private mostEvents: number
  private readonly injected: Injected[] = []
  private started = false
  private over = false
  private outcome: Run | null = null
  private view: States | null = null

  /** @throws UsageError without a seed or a plan. */
  constructor(scenario: Scenario, options: SimulationOptions) {
    if (!isScenario(scenario))
      throw new UsageError(
        `Expected a scenario to simulate, made by scenario({ … }), got ${shownValue(scenario)}.`,
      )
    if (options?.seed === undefined && options?.plan === undefined)
      throw new UsageError(
        'Expected a seed or a plan to simulate, such as simulate(scenario, { seed: 1 }), got neither.',
      )
    if (options.plan !== undefined) validatePlan(scenario, options.plan)
    const plan = withoutAmbient(() => options.plan ?? planOf(scenario, options.seed!))
    const nodes = plan.nodes ?? Object.keys(scenario.nodes)
    const indexes = new Map(nodes.map((id, index) => [id, index]))
    this.scenario = scenario
    this.plan = plan
    this.nodes = nodes
    this.checkpoints = options.record ? new Checkpoints(2) : null
    this.until = Math.min(options.until ?? scenario.until, plan.until ?? scenario.until, scenario.until)

    this.mostEvents = scenario.events
    const { list } = this
    const pinned = pinnedFates(plan, nodes)
    const timerFates = plan.timers ? new TimerFates(plan.timers, nodes) : null
    const network = new Network(nodes, scenario.network, plan.seed)
    const record = new RunRecord(list, nodes, options)
    const transmission = new Transmission(list, record, network, pinned, !plan.network)
    const departures = new Departures(list, record, transmission)
    const inFlight = new InFlight(list, record, network, nodes.length)
    const world = new NodeWorld(list, record, departures, transmission, {
      nodes,
      indexes,
      immutable: options.states === 'immutable',
      rewindable: options.rewindable || options.record || false,
      storage: scenario.storage,
      timerFates,
      seed: plan.seed,
    })
    const standing = places(nodes, (id) => scenario.nodes[id]!.kind)
    const hosts = withoutAmbient(() => mapped(standing, (place, index) => this.makeHost(world, index, place)))
    this.hosts = hosts
    const judge = new Judge(scenario, hosts)
    const conditions = mapped(plan.conditions, (index) => scenario.faults[index] as ConditionalFault)
    const observer = new Observer(
      list,
      record,
      judge,
      scenario,
      conditions,
      conditions.length > 0 ? this.states : {},
      indexes,
    )
    const durability = new Durability(list, departures)
    const nodeEvents = new NodeEvents({
      scenario,
      list,
      record,
      hosts,
      world,
      network,
      inFlight,
      departures,
      durability,
      observer,
      judge,
    })
    this.record = record
    this.departures = departures
    this.inFlight = inFlight
    this.judge = judge
    this.observer = observer
    this.nodeEvents = nodeEvents
    this.clusterEvents = new ClusterEvents({
      scenario,
      network,
      hosts,
      list,
      record,
      indexes,
      inFlight,
      nodeEvents,
      observer,
    })
    // Scheduled first, so that at the instant of healing the faults that end there have ended.
    for (const { at, fault } of plan.faults) list.schedule(at, entryKinds.fault, -1, fault)
    if (scenario.healAt !== null) list.schedule(scenario.healAt, entryKinds.heal, -1, null)
  }

  /** The true time, µs. */
  get now(): Micros {
    return this.list.now
  }

  /** How many events have been handled. */
  get events(): number {
    return this.record.events
  }

  /** The states of all nodes by name, as they are now. */
  get states(): States {
    this.view ??= viewOfStates(this.nodes, this.hosts)
    return this.view
  }

  /** The journal, if the run is recorded. */
  get journal(): Journal | null {
    return this.record.journal
  }

  /** What has been violated so far. */
  get violations(): Run['violations'] {
    return this.judge.violations
  }

  /** Handles the next event; false when the run is over. */
  step(): boolean {
    return this.steps(1) === 1
  }

  /** Handles the next `count` events; how many there were before the run was over. */
  steps(count: number): number {
    return withoutAmbient(() => {
      if (!this.start()) return 0
      let taken = 0
      for (; taken < count; taken++) {
        const before = this.events
        this.advance(this.until, Math.min(before + 1, this.mostEvents))
        if (this.events === before) break
      }
      return taken
    })
  }

  /** Handles all events up to and including a time, µs; the clock then shows it. */
  runUntil(time: Micros): void {
    const limit = Math.min(time, this.until)
    withoutAmbient(() => {
      if (!this.start()) return
      this.advance(limit, this.mostEvents)
      if (!this.judge.stopped && this.events < this.mostEvents && limit > this.now) this.list.now = limit
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
      this.clusterEvents.strike(fault)
    })
  }

  /**
   * A run that goes on from here on its own. Nobody judges it, and its programs have to be told their lives again.
   * @param earlier a copy made before, to share with it what has stayed the same; neither may go on then
   * @param mostEvents ends the copy after so many events.
   */
  copy(earlier?: Simulation, mostEvents = this.mostEvents): GraphCopy<Simulation> {
    const { scenario, plan, record, checkpoints, hosts } = this
    const copied: Host[] = []
    const instead = new Map<object, unknown>([[this.judge, new Judge(unjudged, [])]])
    if (this.view !== null) instead.set(this.view, viewOfStates(this.nodes, copied))
    const specs = [...hosts.map(({ spec }) => spec), ...Object.values(scenario.versions)]
    const drawn = Object.values(plan.operations)
    for (const part of [scenario, plan, ...drawn, ...scenario.faults, ...specs]) instead.set(part, part)
    const programs = hosts.map(({ program }) => program)
    const news = hosts.map((host) => host.news)
    for (const part of [checkpoints, ...record.sinks, ...programs, ...news])
      if (part !== null) instead.set(part, null)
    const { copy, objects } = graphCopy<Simulation>(this, instead, earlier)
    copied.push(...copy.hosts)
    copy.mostEvents = mostEvents
    return { copy, objects }
  }

  /** Ends the run where it stands and judges it. */
  finish(): Run {
    this.outcome ??= rememberScenario(
      withoutAmbient(() => this.judged()),
      this.scenario,
    )
    return this.outcome
  }

  /** Handles events, up to and including a time and until so many have been handled. */
  private advance(limit: Micros, events: number): void {
    const { list, record, judge, nodeEvents, checkpoints } = this
    while (record.events < events && judge.stopped === false) {
      const entry = list.next(limit)
      if (entry < 0) break
      const kind = list.kind(entry)
      if (kind === entryKinds.deliver) nodeEvents.receive(entry)
      else if (kind < entryKinds.fault) nodeEvents.process(kind, entry)
      else this.clusterEvents.process(kind, entry)
      if (checkpoints !== null) checkpoints.offer(record.events, this)
    }
  }

  /** Starts the nodes, unless they have been; false when the run is finished. */
  private start(): boolean {
    if (this.started) return !this.over
    this.started = true
    for (const host of this.hosts) if (!this.judge.stopped) this.nodeEvents.boot(host, -1)
    if (this.scenario.healAt === null) this.observer.healed()
    return true
  }

  private judged(): Run {
    this.start()
    const { record, judge, plan, scenario, injected } = this
    const complete = record.events < this.mostEvents && this.now >= scenario.until
    this.over = true
    record.current = -1
    const history = record.history.history()
    this.observer.ended(history, complete)
    for (const host of this.hosts) record.hashValue(host.state)
    const { violations } = judge
    const { journal, sent } = record
    return {
      verdict: violations.length > 0 ? 'violated' : complete && !judge.undecided ? 'passed' : 'undecided',
      violations,
      properties: judge.report(record.events),
      events: record.events,
      endedAt: this.now,
      hash: record.digest(),
      stats: record.statistics([...this.inFlight.types(), ...this.departures.types()]),
      history,
      plan,
      ...(sent && { sent: sent.all }),
      ...(journal && {
        trace: {
          scenario,
          plan,
          events: journal,
          handled: record.events,
          checkpoints: this.checkpoints!,
          ...(injected.length > 0 && { injected }),
        },
      }),
    }
  }

  private makeHost(world: NodeWorld, index: number, place: Place): Host {
    const { scenario, plan } = this
    const id = this.nodes[index]!
    const spec = scenario.nodes[id]!
    const host = new Host(world, id, index, spec, place)
    const clock = scenario.clocks[id]
    if (clock) host.clock = new NodeClock(clock)
    if (scenario.storage.persist > 0) host.trackDurability()
    host.ctx.operations = plan.operations[id] ?? []
    return host
  }
}

/** The fates that a plan decides; `null` when it leaves all of them to chance. */
function pinnedFates({ network, pins }: Plan, nodes: readonly NodeId[]): PinnedFates | null {
  if (!network && !pins) return null
  return new PinnedFates(network?.latency ?? null, network?.pins ?? pins ?? [], nodes)
}

/** Under which a view of states keeps whose they are. */
const hostsOfView = Symbol('hosts')

interface StatesView {
  readonly [hostsOfView]: readonly Host[]
}

/** The getters of views, by the indexes of their nodes. */
const stateGetters: ((this: StatesView) => unknown)[] = []

/**
 * All views share their getters: with closures of its own, a view would have hidden classes of its own, which are old
 * from birth and so would have the young collector keep the whole run.
 */
function viewOfStates(nodes: readonly NodeId[], hosts: readonly Host[]): States {
  const view = {}
  Object.defineProperty(view, hostsOfView, { value: hosts })
  for (const [index, id] of nodes.entries()) {
    stateGetters[index] ??= function state() {
      return this[hostsOfView][index]!.state
    }
    Object.defineProperty(view, id, { enumerable: true, get: stateGetters[index] })
  }
  return view
}

/** Nothing ends a run that nobody judges, not even a handler that throws. */
const unjudged: Pick<Scenario, 'holds' | 'violates' | 'reaches'> = {
  holds: [],
  violates: [noCrash],
  reaches: [],
}
