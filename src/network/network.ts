import { UsageError } from '../kernel/errors.ts'
import { type Micros, us } from '../kernel/time.ts'
import { constant } from './latency.ts'
import { defaultLink, Link, type LinkOptions, validateLink } from './link.ts'
import { LinkBehaviour } from './link-behaviour.ts'
import { LinkDraws } from './link-draws.ts'
import { cutPairs, type PartitionShape } from './partition.ts'
import { latencyBetween, regionOf, type Topology, validateTopology } from './topology.ts'

/** How the network of a scenario behaves; plain data, all of it optional. */
export interface NetworkOptions extends Partial<LinkOptions> {
  /** Latencies by where the nodes stand; `latency` is then left out. */
  readonly topology?: Topology
  /** What differs on single links, by `from>to`, such as `{ 'n1>n2': { loss: percent(50) } }`. */
  readonly links?: Readonly<Record<string, Partial<LinkOptions>>>
  /** What a partition does to messages under way when it starts: they are `lost` (the default), or it `passes` them. */
  readonly inFlight?: 'lost' | 'passes'
}

/** A node's messages to itself: no network in between, but time passes. */
const loopback = new LinkBehaviour({ ...defaultLink, latency: constant(us(1)), order: 'fifo' })

interface Degradation {
  readonly from: ReadonlySet<number> | null
  readonly to: ReadonlySet<number> | null
  readonly change: Partial<LinkOptions>
}

/** The links of a run, what each makes of its messages, and what cuts, holds or degrades them now. */
export class Network {
  /** The draw of the message that was last asked about, a signed word. */
  drawn = 0
  private readonly draws: LinkDraws
  /** By `from · nodes + to`; `null` as long as none has anything to remember. */
  private links: (Link | null)[] | null = null
  private readonly indexes = new Map<string, number>()
  private readonly partitions = new Map<number, PartitionShape>()
  private readonly clogs = new Map<number, readonly [from: number, to: number][]>()
  private readonly degradations = new Map<number, Degradation>()
  /** By `from · nodes + to`; `null` while nothing is cut, so that the hot path has one test. */
  private blocked: Uint8Array | null = null
  private clogged: Uint8Array | null = null
  private readonly nodes: readonly string[]
  private readonly width: number
  private readonly options: NetworkOptions
  /** What links do of which nothing else is said. */
  private readonly usual: LinkBehaviour
  /** What each link does, by `from · nodes + to`, as it is asked for; `null` while all do the usual. */
  private single: (LinkBehaviour | null)[] | null
  /** What links do while nothing degrades them, by the regions that they connect. */
  private readonly regional = new Map<string, LinkBehaviour>()

  /** @param label what the labels of the streams begin with */
  constructor(nodes: readonly string[], options: NetworkOptions, label: string) {
    this.nodes = nodes
    this.options = options
    this.width = nodes.length
    this.draws = new LinkDraws(nodes, label)
    for (const [index, node] of nodes.entries()) this.indexes.set(node, index)
    this.usual = new LinkBehaviour(this.optionsBetween(null))
    this.single = this.noneYet()
  }

  /** The draw that decides over the next message of a link, a signed word. */
  draw(from: number, to: number): number {
    return this.draws.draw(from, to)
  }

  /**
   * How long the next message of a link takes, µs, when that is all there is to say of it; −1 when something else befalls
   * it, or it may have to wait for others. Takes its draw.
   */
  plainLatency(from: number, to: number): Micros {
    const isUsual = this.blocked === null && this.single === null && from !== to
    if (isUsual === true && this.usual.isCertain === true) {
      this.draws.skip(from, to)
      return this.usual.latencyMin
    }
    const draw = this.draws.draw(from, to)
    this.drawn = draw
    if (isUsual === true) return this.usual.plainLatency(draw)
    return this.isBlocked(from, to) ? -1 : this.behaviour(from, to).plainLatency(draw)
  }

  /** What a link makes of a draw, as things are now. */
  behaviour(from: number, to: number): LinkBehaviour {
    if (this.single !== null) return this.single[from * this.width + to] ?? this.findBehaviour(from, to)
    return from === to ? loopback : this.usual
  }

  link(from: number, to: number): Link {
    this.links ??= new Array<Link | null>(this.width * this.width).fill(null)
    const at = from * this.width + to
    const link = this.links[at] ?? new Link()
    this.links[at] = link
    return link
  }

  isBlocked(from: number, to: number): boolean {
    return this.blocked !== null && this.blocked[from * this.width + to] === 1
  }

  isClogged(from: number, to: number): boolean {
    return this.clogged !== null && this.clogged[from * this.width + to] === 1
  }

  get hasClogs(): boolean {
    return this.clogged !== null
  }

  get isWhole(): boolean {
    return this.blocked === null && this.clogged === null && this.degradations.size === 0
  }

  /** Messages in flight are lost when a partition starts. */
  get cutsInFlight(): boolean {
    return this.options.inFlight !== 'passes'
  }

  partition(id: number, shape: PartitionShape): void {
    this.partitions.set(id, shape)
    this.recut()
  }

  clog(id: number, from: readonly string[], to: readonly string[]): void {
    const pairs = from.flatMap((a) =>
      to.filter((b) => b !== a).map((b): [number, number] => [this.index(a), this.index(b)]),
    )
    this.clogs.set(id, pairs)
    this.reclog()
  }

  degrade(
    id: number,
    from: readonly string[] | null,
    to: readonly string[] | null,
    change: Partial<LinkOptions>,
  ): void {
    const indexes = (ids: readonly string[] | null) => ids && new Set(ids.map((node) => this.index(node)))
    this.degradations.set(id, { from: indexes(from), to: indexes(to), change })
    this.reconfigure()
  }

  /** Ends the partition, clog or degradation of that id; false if it had ended. */
  end(id: number): boolean {
    if (this.partitions.delete(id)) {
      this.recut()
      return true
    }
    if (this.clogs.delete(id)) {
      this.reclog()
      return true
    }
    if (this.degradations.delete(id)) {
      this.reconfigure()
      return true
    }
    return false
  }

  /** Ends all partitions and clogs, and degradations too if asked. */
  heal(degradationsToo: boolean): void {
    this.partitions.clear()
    this.recut()
    this.clogs.clear()
    this.reclog()
    if (!degradationsToo) return
    this.degradations.clear()
    this.reconfigure()
  }

  private index(node: string): number {
    const index = this.indexes.get(node)
    if (index === undefined)
      throw new UsageError(
        `Expected the name of a node (one of ${this.nodes.join(', ')}), got ${JSON.stringify(node)}.`,
      )
    return index
  }

  private recut(): void {
    this.blocked = this.partitions.size === 0 ? null : new Uint8Array(this.nodes.length * this.nodes.length)
    for (const shape of this.partitions.values())
      for (const [from, to] of cutPairs(shape, this.nodes))
        this.blocked![this.index(from) * this.nodes.length + this.index(to)] = 1
  }

  private reclog(): void {
    this.clogged = this.clogs.size === 0 ? null : new Uint8Array(this.nodes.length * this.nodes.length)
    for (const pairs of this.clogs.values())
      for (const [from, to] of pairs) this.clogged![from * this.nodes.length + to] = 1
  }

  private reconfigure(): void {
    this.single = this.noneYet()
  }

  /** Room for what single links do, if they are not all the same. */
  private noneYet(): (LinkBehaviour | null)[] | null {
    const { topology, links } = this.options
    if (!topology && !links && this.degradations.size === 0) return null
    return new Array<LinkBehaviour | null>(this.width * this.width).fill(null)
  }

  private findBehaviour(from: number, to: number): LinkBehaviour {
    const behaviour = this.behaviourBetween(from, to)
    this.single![from * this.width + to] = behaviour
    return behaviour
  }

  private behaviourBetween(from: number, to: number): LinkBehaviour {
    if (from === to) return loopback
    const { topology, links } = this.options
    const a = this.nodes[from]!
    const b = this.nodes[to]!
    const own = links?.[`${a}>${b}`]
    const regions: [string, string] | null = topology
      ? [regionOf(topology, a, from), regionOf(topology, b, to)]
      : null
    const degradations = [...this.degradations.values()].filter(
      ({ from: froms, to: tos }) => (froms === null || froms.has(from)) && (tos === null || tos.has(to)),
    )
    if (own || degradations.length > 0)
      return new LinkBehaviour(
        Object.assign(this.optionsBetween(regions), own, ...degradations.map(({ change }) => change)),
      )
    return regions === null ? this.usual : this.regionalBehaviour(regions)
  }

  private regionalBehaviour(regions: readonly [string, string]): LinkBehaviour {
    const key = regions.join('>')
    let behaviour = this.regional.get(key)
    if (behaviour === undefined) {
      behaviour = new LinkBehaviour(this.optionsBetween(regions))
      this.regional.set(key, behaviour)
    }
    return behaviour
  }

  /** What links between two regions do, unless something is said of a single one. */
  private optionsBetween(regions: readonly [string, string] | null): LinkOptions {
    const { topology, links: _links, inFlight: _inFlight, ...everywhere } = this.options
    const options = { ...defaultLink, ...everywhere }
    return regions === null ? options : { ...options, latency: latencyBetween(topology!, ...regions) }
  }
}

/** @throws UsageError when an option makes no sense or names a link that does not exist. */
export function validateNetwork(options: NetworkOptions, nodes: readonly string[]): void {
  validateLink(options, 'network')
  const { inFlight } = options
  if (inFlight !== undefined && inFlight !== 'lost' && inFlight !== 'passes')
    throw new UsageError(
      `Expected network.inFlight to be 'lost' or 'passes', got ${JSON.stringify(inFlight)}.`,
    )
  if (options.topology && options.latency)
    throw new UsageError(
      'Expected network.latency or network.topology, got both; for single links use network.links.',
    )
  for (const [name, change] of Object.entries(options.links ?? {})) {
    const [from, to, ...rest] = name.split('>')
    if (
      from === undefined ||
      to === undefined ||
      rest.length > 0 ||
      from === to ||
      !nodes.includes(from) ||
      !nodes.includes(to)
    )
      throw new UsageError(
        `Expected network.links to be named 'from>to' with two nodes of the scenario (${nodes.join(', ')}), got '${name}'.`,
      )
    validateLink(change, `network.links['${name}']`)
  }
  if (options.topology) validateTopology(options.topology, nodes)
}
