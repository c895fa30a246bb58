import { type Ending, type Monitor, type Property, undecided } from '../checkers/property.ts'
import { UsageError } from '../kernel/errors.ts'
import { mapped } from '../kernel/mapped.ts'
import type { Micros } from '../kernel/time.ts'
import type { Host } from '../node/host.ts'
import type { News } from '../node/news.ts'
import type { Scenario } from './scenario.ts'

/** The property that every handler returns instead of throwing; always judged, and may stand under `violates`. */
export const noCrash: Property = {
  name: 'no-crash',
  type: 'always',
  kinds: [],
  monitor: () => ({ exercised: () => 0 }),
}

/** A property that did not hold. */
export interface Violation {
  readonly property: string
  /** The node whose change showed it; `null` when it showed at the end. */
  readonly node: string | null
  /** When, µs of virtual time. */
  readonly at: Micros
  /** After how many events. */
  readonly event: number
  /** How it did not hold. */
  readonly message: string
  /** Where a handler threw. */
  readonly stack?: string
}

/** How a property fared in a run. */
export interface PropertyReport {
  readonly name: string
  readonly type: Property['type']
  readonly violated: boolean
  /** How often it was looked at where it could have failed; of `sometimes`, how often it was reached. */
  readonly exercised: number
}

interface Watch {
  readonly property: Property
  readonly monitor: Monitor
  readonly expected: boolean
  /** The parts of the news without which it is spared the look. */
  readonly reads: number
  /** For how many looks it counts to be spared one, and how many it is credited with. */
  readonly credit: 0 | 1
  spared: number
  violated: boolean
  /** Whether changes are to be shown to it, and whether that can be otherwise after one. */
  isAttentive: boolean
  mayTire: boolean
}

/** Those who want to see changes of nodes of a kind and read the same of them. */
interface Audience {
  readonly watches: readonly Watch[]
  /** Begins to watch a node for what they read of it. */
  readonly newsOf: () => News
  /** Whether any of them is. */
  isAttentive: boolean
}

const allParts = -1

/** All changes are news to those who do not say otherwise. */
const everything: News = { of: () => allParts }

/** A node, who wants to see nodes of its kind, and what each audience has seen of this one. */
interface Seat {
  readonly host: Host
  readonly view: HostView
  readonly audiences: readonly Audience[]
  readonly news: readonly News[]
}

/**
 * Asks the properties of a scenario, each only when a node of a kind that it reads has changed. Each is reported once
 * a run; one that had to hold ends the run.
 */
export class Judge {
  readonly violations: Violation[] = []
  /** A property that had to hold does not: the run is over. */
  stopped = false
  /** A property could not be decided within its budget. */
  undecided = false
  private readonly watches: Watch[]
  private readonly audiences: readonly Audience[]
  /** For each node, by its index. */
  private readonly seats: readonly Seat[]
  private readonly crashExpected: boolean

  constructor(scenario: Pick<Scenario, 'holds' | 'violates' | 'reaches'>, hosts: readonly Host[]) {
    const nodes = mapped(hosts, (host) => new HostView(host))
    const watch = (property: Property, expected: boolean): Watch => {
      const monitor = property.monitor(nodes)
      const { reads = allParts } = property
      const credit = property.unread === 'nothing at risk' ? 0 : 1
      const mayTire = monitor.isAttentive !== undefined
      return {
        property,
        monitor,
        expected,
        reads,
        credit,
        spared: 0,
        violated: false,
        isAttentive: true,
        mayTire,
      }
    }
    this.watches = [
      ...mapped(scenario.holds, (property) => watch(property, false)),
      ...mapped(scenario.violates, (property) => watch(property, true)),
      ...mapped(scenario.reaches, (property) => watch(property, true)),
    ]
    this.crashExpected = scenario.violates.some(({ name }) => name === noCrash.name)
    const audiences = new Map<string, readonly Audience[]>()
    for (const { kind } of nodes)
      if (!audiences.has(kind)) audiences.set(kind, audiencesOf(kind, this.watches))
    this.audiences = [...audiences.values()].flat()
    this.seats = mapped(nodes, (view, index) => {
      const ofKind = audiences.get(view.kind)!
      return { host: hosts[index]!, view, audiences: ofKind, news: mapped(ofKind, ({ newsOf }) => newsOf()) }
    })
    this.seatAttentive()
  }

  /** Which parts of that are new in a node, which has run, crashed or started. */
  newsOf(host: Host, news: News): number {
    // So that the call below meets one kind of news only, and engines take it into the function that asks.
    if (news === everything) return allParts
    try {
      return news.of(host.state)
    } catch (error) {
      const seat = this.seats[host.index]!
      throw thrown(seat.audiences[seat.news.indexOf(news)]!.watches[0]!, error)
    }
  }

  /** Shows a node of which those parts are new to the properties that read any of them; true when that violated something. */
  changed(host: Host, parts: number, now: Micros, event: number): boolean {
    const { view, audiences, news } = this.seats[host.index]!
    const asked = host.news
    const before = this.violations.length
    let isTurning = false
    for (let i = 0; i < audiences.length; i++) {
      const audience = audiences[i]!
      if (audience.isAttentive === false) continue
      const came = news[i] === asked ? parts : this.newsOf(host, news[i]!)
      if (came === 0) continue
      for (const watch of audience.watches) {
        if (watch.isAttentive === false) continue
        if ((came & watch.reads) === 0) {
          watch.spared += watch.credit
          continue
        }
        const sentence = show(view, watch, now)
        if (sentence !== null) {
          this.violate(watch, host.id, now, event, sentence)
          isTurning = true
        } else if (watch.mayTire === true && !isAttentive(watch)) isTurning = true
      }
    }
    if (isTurning) this.seatAttentive()
    return this.violations.length > before
  }

  /** A handler threw. */
  crashed(host: Host, error: unknown, now: Micros, event: number): void {
    const known = this.violations.some(({ property }) => property === noCrash.name)
    if (!this.crashExpected) this.stopped = true
    if (known) return
    for (const watch of this.watches) if (watch.property.name === noCrash.name) watch.violated = true
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const stack = error instanceof Error ? error.stack : undefined
    const hint =
      error instanceof TypeError && /read.?only|extensible|frozen|Cannot delete/i.test(message)
        ? ' (recorded runs freeze what is sent: if it is a part of a message, send or keep a copy of it, such as [...entries])'
        : ''
    this.violations.push({
      property: noCrash.name,
      node: host.id,
      at: now,
      event,
      message: `a handler of ${host.id} (${host.spec.kind}) threw ${message}${hint}`,
      ...(stack !== undefined && { stack }),
    })
  }

  healed(now: Micros, event: number): void {
    for (const watch of this.watches) {
      if (watch.violated) continue
      const sentence = asked(watch, () => watch.monitor.healed?.(now) ?? null)
      if (sentence !== null) this.violate(watch, null, now, event, sentence)
    }
    this.seatAttentive()
  }

  /** The run is over; what judges the whole of it is only asked of a complete one. */
  end(ending: Ending, complete: boolean, event: number): void {
    for (const watch of this.watches) {
      if (watch.violated || (!complete && watch.property.type === 'eventually')) continue
      if (this.stopped && watch.property.type !== 'sometimes') continue
      const sentence = asked(watch, () => watch.monitor.ended?.(ending) ?? null)
      if (sentence === undecided) this.undecided = true
      else if (sentence !== null) this.violate(watch, null, ending.at, event, sentence)
    }
  }

  /** @param events how many events were handled: each might have thrown. */
  report(events: number): PropertyReport[] {
    return this.watches.map(({ property, monitor, spared, violated }) => ({
      name: property.name,
      type: property.type,
      violated,
      exercised: property.name === noCrash.name ? events : monitor.exercised() + spared,
    }))
  }

  /** Finds out anew to whom changes are shown. */
  private seatAttentive(): void {
    for (const watch of this.watches) watch.isAttentive = isAttentive(watch)
    for (const audience of this.audiences)
      audience.isAttentive = audience.watches.some((watch) => watch.isAttentive)
    for (const { host, audiences, news } of this.seats) host.news = newsFor(audiences, news)
  }

  private violate(watch: Watch, node: string | null, at: Micros, event: number, sentence: string): void {
    watch.violated = true
    if (!watch.expected) this.stopped = true
    const message = sentence === '' ? `${watch.property.name} does not hold` : sentence
    this.violations.push({ property: watch.property.name, node, at, event, message })
  }
}

function audiencesOf(kind: string, watches: readonly Watch[]): Audience[] {
  const interested = watches.filter(
    ({ property, monitor }) => monitor.changed && property.kinds.includes(kind),
  )
  return mapped([...new Set(mapped(interested, ({ property }) => property.news))], (news) => ({
    watches: interested.filter(({ property }) => property.news === news),
    newsOf: news ?? (() => everything),
    isAttentive: true,
  }))
}

/** What the attentive ones read of a node; everything where they read different things, and `null` where there are none. */
function newsFor(audiences: readonly Audience[], news: readonly News[]): News | null {
  let asked: News | null = null
  for (let i = 0; i < audiences.length; i++)
    if (audiences[i]!.isAttentive) asked = asked === null ? news[i]! : everything
  return asked
}

/** Whether changes can tell a property anything. */
function isAttentive({ violated, monitor }: Watch): boolean {
  return !violated && (monitor.isAttentive === undefined || monitor.isAttentive())
}

function show(view: HostView, watch: Watch, now: Micros): string | null {
  try {
    return watch.monitor.changed!(view, now)
  } catch (error) {
    throw thrown(watch, error)
  }
}

/** What the property says. @throws UsageError, naming it, when it throws instead. */
function asked<Said>(watch: Watch, ask: () => Said): Said {
  try {
    return ask()
  } catch (error) {
    throw thrown(watch, error)
  }
}

function thrown({ property }: Watch, error: unknown): UsageError {
  if (error instanceof UsageError) return error
  return new UsageError(
    `Expected the property '${property.name}' to answer for every state, but it threw ${String(error)}; states can be anything a handler leaves, and nodes that are down count with what a restart would begin with.`,
    { cause: error },
  )
}

/** A node as properties may see it. */
class HostView {
  readonly id: string
  readonly index: number
  readonly kind: string
  private readonly host: Host

  constructor(host: Host) {
    this.host = host
    this.id = host.id
    this.index = host.index
    this.kind = host.spec.kind
  }

  get up(): boolean {
    return this.host.up
  }

  get state(): unknown {
    return this.host.state
  }
}
