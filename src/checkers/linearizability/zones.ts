import { Identities } from './identities.ts'
import type { Model } from './model.ts'
import { OPTIONAL, type Timeline } from './timeline.ts'

/** What zones say of a timeline. */
export type ZoneVerdict =
  | {
      readonly linearizable: true
      /** A linearization, as places in the timeline. */
      readonly order: () => readonly number[]
    }
  | {
      readonly linearizable: false
      /** Operations that cannot be linearized even if all others may come at any time, or never. */
      readonly conflict: readonly number[]
    }

/** The writer of the initial value. */
const INITIALLY = -1
const UNWRITTEN = -2
const AMBIGUOUS = -3

/**
 * Decides in linear time whether a timeline of reads and writes of whole values is linearizable (Gibbons & Korach 1997,
 * §4), extended to compare-and-set and to operations that may not have happened; undefined if that takes a
 * search, because a value that was read has several writers or an operation is no access.
 *
 * All operations on one value form a cluster, from its write to the next; a compare-and-set ties its cluster to the
 * next one. So the timeline falls into blocks that no other operation can come into. Block A can come before B unless
 * an operation of B returned before one of A was invoked: unless the first return of B, its `low`, is before the last
 * invocation of A, its `high`. Of every circle of such demands some two blocks demand each other (the one of
 * lowest `low` and its predecessor), and so it is enough to look at pairs: blocks with low < high (forward zones)
 * must not overlap, and none with high < low (backward zones) may lie within a forward one.
 */
export function decideByZones<State, Input, Output>(
  timeline: Timeline<Input, Output>,
  model: Model<State, Input, Output>,
): ZoneVerdict | undefined {
  if (model.access === undefined) return undefined
  const accesses = accessesOf(timeline, model)
  if (accesses === undefined) return undefined
  const happened = happenedOf(timeline, accesses)
  if (happened === undefined) return undefined
  if ('conflict' in happened) return happened
  return new Blocks(timeline, accesses, happened.happened).verdict()
}

interface Accesses {
  /** The number of the value each operation read, or −1. */
  readonly read: Int32Array
  /** The number of the value it wrote, or −1. */
  readonly write: Int32Array
  /** The operation that wrote each value, `INITIALLY`, `UNWRITTEN` or `AMBIGUOUS`. */
  readonly writerOf: readonly number[]
}

function accessesOf<State, Input, Output>(
  { operations, kinds }: Timeline<Input, Output>,
  model: Model<State, Input, Output>,
): Accesses | undefined {
  const count = operations.length
  const values = new Identities()
  const read = new Int32Array(count).fill(-1)
  const write = new Int32Array(count).fill(-1)
  const writerOf: number[] = [INITIALLY]
  const numberOf = (value: unknown) => {
    const number = values.of(value)
    if (number === writerOf.length) writerOf.push(UNWRITTEN)
    return number
  }
  values.of(model.initial())
  for (let i = 0; i < count; i++) {
    const { input, output, outcome } = operations[i]!
    if (outcome === 'failed') return undefined
    const access = model.access!(input, (kinds[i]! & OPTIONAL) === 0 ? output : undefined)
    if (access === undefined || access.other !== undefined) return undefined
    if (access.read !== undefined) read[i] = numberOf(access.read)
    if (access.write !== undefined) {
      const number = numberOf(access.write)
      write[i] = number
      writerOf[number] = writerOf[number] === UNWRITTEN ? i : AMBIGUOUS
    } else if (access.read === undefined) return undefined
  }
  return { read, write, writerOf }
}

/**
 * Which operations certainly happened: those that returned, and those that wrote what one of these read. Others
 * are left out, as if they had not: nobody would notice.
 */
function happenedOf(
  { operations, kinds }: Timeline<unknown, unknown>,
  { read, writerOf }: Accesses,
): { happened: Uint8Array } | { linearizable: false; conflict: number[] } | undefined {
  const happened = new Uint8Array(operations.length)
  let unwritten = -1
  for (let i = 0; i < operations.length; i++) {
    if ((kinds[i]! & OPTIONAL) !== 0) continue
    for (let operation = i; happened[operation] === 0; ) {
      happened[operation] = 1
      const value = read[operation]!
      if (value < 0) break
      const writer = writerOf[value]!
      if (writer === AMBIGUOUS) return undefined
      if (writer === UNWRITTEN && unwritten < 0) unwritten = i
      if (writer < 0) break
      operation = writer
    }
  }
  return unwritten < 0 ? { happened } : { linearizable: false, conflict: [unwritten] }
}

/** The clusters and blocks of a timeline. A cluster is named by its write; the initial one by the number of operations. */
class Blocks {
  private readonly timeline: Timeline<unknown, unknown>
  private readonly read: Int32Array
  private readonly write: Int32Array
  private readonly writerOf: readonly number[]
  private readonly happened: Uint8Array
  private readonly initially: number
  /** The compare-and-set that ends each cluster, which is also the name of the next one, or −1. */
  private readonly next: Int32Array
  /** The reads of each cluster as linked lists, in order of invocation. */
  private readonly firstRead: Int32Array
  private readonly lastRead: Int32Array
  private readonly nextRead: Int32Array
  /** The first cluster of the block that a cluster is in, or −1. */
  private readonly blockOf: Int32Array
  /** For each block, by its first cluster: the operation that returned first, and the one invoked last; −1 for the initial write. */
  private readonly lowest: Int32Array
  private readonly highest: Int32Array

  constructor(
    timeline: Timeline<unknown, unknown>,
    { read, write, writerOf }: Accesses,
    happened: Uint8Array,
  ) {
    const count = timeline.operations.length
    this.timeline = timeline
    this.read = read
    this.write = write
    this.writerOf = writerOf
    this.happened = happened
    this.initially = count
    this.next = new Int32Array(count + 1).fill(-1)
    this.firstRead = new Int32Array(count + 1).fill(-1)
    this.lastRead = new Int32Array(count + 1).fill(-1)
    this.nextRead = new Int32Array(count).fill(-1)
    this.blockOf = new Int32Array(count + 1).fill(-1)
    this.lowest = new Int32Array(count + 1).fill(-1)
    this.highest = new Int32Array(count + 1).fill(-1)
  }

  verdict(): ZoneVerdict {
    const conflict = this.fillClusters() ?? this.chainClusters()
    if (conflict !== undefined) return { linearizable: false, conflict }
    return this.arrange()
  }

  private fillClusters(): number[] | undefined {
    const { read, write, happened } = this
    for (let i = 0; i < happened.length; i++) {
      if (happened[i] === 0 || read[i]! < 0) continue
      const cluster = this.clusterOfValue(read[i]!)
      if (write[i]! >= 0) {
        const other = this.next[cluster]!
        if (other >= 0) return [other, i, ...this.certain()]
        this.next[cluster] = i
      } else if (this.firstRead[cluster]! < 0) this.firstRead[cluster] = this.lastRead[cluster] = i
      else this.lastRead[cluster] = this.nextRead[this.lastRead[cluster]!] = i
    }
    return undefined
  }

  /** Follows the compare-and-sets from each plain write, and checks that the order within the block is possible. */
  private chainClusters(): number[] | undefined {
    const { read, write, happened, initially } = this
    let clusters = 1
    let chained = 0
    for (let first = initially; first >= 0; first--) {
      if (first < initially && (happened[first] === 0 || write[first]! < 0)) continue
      if (first < initially) clusters++
      if (first < initially && read[first]! >= 0) continue
      for (let cluster = first; cluster >= 0; cluster = this.next[cluster]!) {
        chained++
        const conflict = this.addCluster(first, cluster)
        if (conflict !== undefined) return conflict
      }
    }
    // What is left is a circle of compare-and-sets, each of which found what the one before it wrote.
    if (chained < clusters) return this.certain().filter((i) => write[i]! >= 0 && this.blockOf[i]! < 0)
    return undefined
  }

  private addCluster(block: number, cluster: number): number[] | undefined {
    this.blockOf[cluster] = block
    if (cluster < this.initially) {
      const conflict = this.addOperation(block, cluster, this.highest[block]!)
      if (conflict !== undefined) return conflict
    }
    const before = this.highest[block]!
    for (let i = this.firstRead[cluster]!; i >= 0; i = this.nextRead[i]!) {
      const conflict = this.addOperation(block, i, before)
      if (conflict !== undefined) return conflict
    }
    return undefined
  }

  /** Adds an operation to its block; `before` is the one invoked last of those that must precede it, or −1. */
  private addOperation(block: number, operation: number, before: number): number[] | undefined {
    const { invoked, returned } = this.timeline
    if (before >= 0 && returned[operation]! < invoked[before]!) {
      return [before, operation, ...this.writesBetween(before, operation)]
    }
    const lowest = this.lowest[block]!
    const highest = this.highest[block]!
    if (block < this.initially && (lowest < 0 || returned[operation]! < returned[lowest]!))
      this.lowest[block] = operation
    if (highest < 0 || invoked[operation]! > invoked[highest]!) this.highest[block] = operation
    return undefined
  }

  /** Puts the blocks in order, or finds two that cannot be. */
  private arrange(): ZoneVerdict {
    const { returns, invoked } = this.timeline
    const forward: number[] = this.highest[this.initially]! >= 0 ? [this.initially] : []
    for (const operation of returns) {
      const block = this.blockOfOperation(operation)
      if (this.lowest[block] === operation && this.high(block) > this.low(block)) forward.push(block)
    }
    for (let f = 1; f < forward.length; f++) {
      if (this.low(forward[f]!) < this.high(forward[f - 1]!)) return this.clash(forward[f - 1]!, forward[f]!)
    }
    const blocks: number[] = []
    let f = 0
    for (let i = 0; i < invoked.length; i++) {
      if (this.happened[i] === 0) continue
      const block = this.blockOfOperation(i)
      if (this.highest[block] !== i || block === this.initially || this.high(block) > this.low(block))
        continue
      while (f < forward.length && this.low(forward[f]!) < this.high(block)) blocks.push(forward[f++]!)
      if (f > 0 && this.low(block) < this.high(forward[f - 1]!)) return this.clash(forward[f - 1]!, block)
      blocks.push(block)
    }
    for (; f < forward.length; f++) blocks.push(forward[f]!)
    return { linearizable: true, order: () => this.orderOf(blocks) }
  }

  private orderOf(blocks: readonly number[]): number[] {
    const order: number[] = []
    for (const block of blocks) {
      for (let cluster = block; cluster >= 0; cluster = this.next[cluster]!) {
        if (cluster < this.initially) order.push(cluster)
        for (let i = this.firstRead[cluster]!; i >= 0; i = this.nextRead[i]!) order.push(i)
      }
    }
    return order
  }

  private clash(a: number, b: number): ZoneVerdict {
    const conflict = [a, b].flatMap((block) => {
      const ends = [this.lowest[block]!, this.highest[block]!].filter((operation) => operation >= 0)
      return [
        ...ends,
        ...(block < this.initially ? [block] : []),
        ...this.writesBetween(ends[0]!, ends.at(-1)!),
      ]
    })
    return { linearizable: false, conflict: [...new Set(conflict)] }
  }

  /** The writes of the clusters that two operations of a block belong to, and of those between. */
  private writesBetween(a: number, b: number): number[] {
    const writes: number[] = []
    const ends = [this.clusterOf(a), this.clusterOf(b)]
    let inside = 0
    for (let cluster = this.blockOf[ends[0]!]!; cluster >= 0; cluster = this.next[cluster]!) {
      const isEnd = cluster === ends[0] || cluster === ends[1]
      if (isEnd) inside++
      if ((isEnd || inside === 1) && cluster < this.initially) writes.push(cluster)
      if (ends[0] === ends[1] && isEnd) break
    }
    return writes
  }

  private certain(): number[] {
    return [...this.happened.keys()].filter((i) => this.happened[i] === 1)
  }

  private clusterOfValue(value: number): number {
    const writer = this.writerOf[value]!
    return writer === INITIALLY ? this.initially : writer
  }

  private clusterOf(operation: number): number {
    return this.write[operation]! >= 0 ? operation : this.clusterOfValue(this.read[operation]!)
  }

  private blockOfOperation(operation: number): number {
    return this.blockOf[this.clusterOf(operation)]!
  }

  private low(block: number): number {
    return block === this.initially ? -1 : this.timeline.returned[this.lowest[block]!]!
  }

  private high(block: number): number {
    return this.timeline.invoked[this.highest[block]!]!
  }
}
