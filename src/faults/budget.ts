import type { Micros } from '../kernel/time.ts'
import { cutPairs } from '../network/partition.ts'
import type { Fault, TimedFault } from './fault.ts'
import { type FaultOutlook, inOrder } from './generator.ts'

/** How much of the cluster faults may take away at one time. */
export interface Budget {
  /**
   * The most nodes that may be down at once: crashed, wiped, paused, restarting as another version, or with a disk
   * (`full`, `fsync-fails`) that may stop them, until the `restart` after it.
   */
  readonly atMost: number
  /**
   * Count as down, too, nodes that partitions and clogs leave without a two-way sight of a running majority. False
   * unless told: safety must not depend on the network, and progress is asked for after it has healed.
   */
  readonly countPartitions?: boolean
}

/** The most nodes that leave a majority of `count` running; one at least, or a pair would never lose a node. */
export function minority(count: number): number {
  return Math.max(1, Math.floor((count - 1) / 2))
}

/**
 * The faults of a schedule, in order of time, that keep within the budget: a filter over the intervals in which
 * nodes are down. Left out is what would exceed it, and what could do nothing, such as crashing a node that is down.
 * A node is down up to and including the moment at which it comes back, as a fault of that moment strikes first.
 */
export function withinBudget(
  schedule: readonly TimedFault[],
  nodes: readonly string[],
  budget: Budget,
): TimedFault[] {
  const outages = new Outages(nodes, budget)
  return inOrder(schedule).filter(({ at, fault }) => outages.admits(at, fault))
}

/** The same for a generator, with a minority of the nodes unless told. */
export function keeping(
  budget: Partial<Budget>,
): (schedule: readonly TimedFault[], outlook: FaultOutlook) => TimedFault[] {
  return (schedule, { nodes }) =>
    withinBudget(schedule, nodes, {
      atMost: budget.atMost ?? minority(nodes.length),
      countPartitions: budget.countPartitions ?? false,
    })
}

type Pair = readonly [from: string, to: string]

/** What is down as a schedule goes by. */
class Outages {
  /** Until when each node is down, µs. */
  private readonly stopped = new Map<string, Micros>()
  private readonly paused = new Map<string, Micros>()
  /** Nodes that their disk may stop, and until when it fails; they stay down until a `restart` after that. */
  private readonly failing = new Map<string, Micros>()
  private cuts: { readonly pairs: readonly Pair[]; readonly until: Micros }[] = []
  private readonly nodes: readonly string[]
  private readonly budget: Budget

  constructor(nodes: readonly string[], budget: Budget) {
    this.nodes = nodes
    this.budget = budget
  }

  /** Whether a fault may strike now; if so, it has. */
  admits(at: Micros, fault: Fault): boolean {
    this.endBefore(at)
    const until =
      at + ('lasts' in fault && fault.lasts !== undefined ? fault.lasts : Number.POSITIVE_INFINITY)
    switch (fault.type) {
      case 'crash':
      case 'wipe':
        return this.stops(fault.node, until)
      case 'upgrade':
        return this.stops(fault.node, at + (fault.lasts ?? 0))
      case 'pause':
        return (
          !this.stopped.has(fault.node) &&
          !this.paused.has(fault.node) &&
          this.takes(fault.node, this.paused, until)
        )
      case 'disk':
        return (
          (fault.fault !== 'full' && fault.fault !== 'fsync-fails') ||
          this.takes(fault.node, this.failing, Math.max(until, this.failing.get(fault.node) ?? 0))
        )
      case 'restart': {
        const repaired = (this.failing.get(fault.node) ?? at) < at && this.failing.delete(fault.node)
        return this.stopped.delete(fault.node) || repaired
      }
      case 'resume':
        return this.paused.delete(fault.node)
      case 'partition':
        return this.cutsWithin(cutPairs(fault.cut, this.nodes), until)
      case 'clog':
        return this.cutsWithin(
          fault.from.flatMap((from) => fault.to.map((to): Pair => [from, to])),
          until,
        )
      case 'heal':
        this.cuts = []
        return true
      case 'slow':
      case 'degrade':
      case 'clockJump':
      case 'clockDrift':
        return true
      default:
        return fault satisfies never
    }
  }

  private endBefore(at: Micros): void {
    for (const down of [this.stopped, this.paused])
      for (const [node, until] of down) if (until < at) down.delete(node)
    this.cuts = this.cuts.filter(({ until }) => until >= at)
  }

  private stops(node: string, until: Micros): boolean {
    if (this.stopped.has(node) || !this.takes(node, this.stopped, until)) return false
    this.paused.delete(node)
    return true
  }

  private takes(node: string, down: Map<string, Micros>, until: Micros): boolean {
    const before = down.get(node)
    down.set(node, until)
    if (this.isWithin()) return true
    if (before === undefined) down.delete(node)
    else down.set(node, before)
    return false
  }

  private cutsWithin(pairs: readonly Pair[], until: Micros): boolean {
    if (!this.budget.countPartitions) return true
    this.cuts.push({ pairs, until })
    if (this.isWithin()) return true
    this.cuts.pop()
    return false
  }

  private isWithin(): boolean {
    const down = new Set([...this.stopped.keys(), ...this.paused.keys(), ...this.failing.keys()])
    const lonely = this.cuts.length === 0 ? 0 : this.withoutMajority(down)
    return down.size + lonely <= this.budget.atMost
  }

  /** How many running nodes see, both ways and with themselves, less than a majority run. */
  private withoutMajority(down: ReadonlySet<string>): number {
    const cut = new Set(this.cuts.flatMap(({ pairs }) => pairs.map(([from, to]) => `${from}>${to}`)))
    const running = this.nodes.filter((node) => !down.has(node))
    const seenBy = (node: string) =>
      running.filter((peer) => !cut.has(`${node}>${peer}`) && !cut.has(`${peer}>${node}`)).length
    return running.filter((node) => seenBy(node) * 2 <= this.nodes.length).length
  }
}
