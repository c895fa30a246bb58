import type { Scenario } from '../../../simulation/scenario.ts'
import type { VerifyBounds } from '../../../simulation/verify-bounds.ts'
import { Fingerprints } from '../order/fingerprints.ts'
import { Frontier, type FrontierReader, frontierHeader } from '../order/frontier.ts'
import { GrowingInts } from '../order/growing-ints.ts'
import { asleepHeader, SleepSets } from '../reduction/sleep-sets.ts'
import type { Successors } from '../states/action.ts'
import { deadlock, JudgedSystem } from '../states/judged-system.ts'
import type { NextState } from '../states/next-state.ts'
import type { Reductions, TransitionSystem } from '../states/transition-system.ts'
import {
  type Ancestor,
  type Candidate,
  type Command,
  isBefore,
  isLess,
  type Known,
  type Reply,
} from './exchange.ts'
import { type Batch, batchHeader, Outbox } from './outbox.ts'
import { Glossary, Listener } from './portable-states.ts'
import { ownerOf, type ShardPart } from './shard-part.ts'

/**
 * A part of a breadth-first search: of all states, those whose fingerprints say so. It expands its own, and sends those
 * it finds that belong to others there, each with what they have to know to read it (Stern & Dill 1997).
 */
export class Shard implements Successors {
  readonly judged: JudgedSystem
  readonly system: TransitionSystem
  readonly visited = new Fingerprints()
  /** By state, the number in the whole search of the state that it was found from. */
  readonly parents = new GrowingInts()
  /** Told of every state that is visited; the vector is only lent. */
  visit: ((vector: Int32Array) => void) | null = null

  private readonly index: number
  private readonly count: number
  private readonly sleep: SleepSets | null
  /** The order of steps decides what sleeps, which states are among so many, and where a label is noted first. */
  private readonly keepsOrder: boolean
  /** States are taken in that were found elsewhere. */
  private isAbsorbing = false
  private labels: readonly string[]
  private readonly outboxes: readonly (Outbox | null)[]
  private readonly listeners: readonly Listener[]
  private shown: ReadonlySet<string> = new Set()
  private known: ReadonlySet<string> = new Set()
  private violations = new Map<string, Candidate>()
  private reached = new Map<string, Candidate>()
  private generated = 0
  private ends = 0
  private current = new Frontier()
  private next = new Frontier()
  private reader: FrontierReader
  private waiting = 0
  /** The number of the state being expanded in the whole search; -1 at the beginning. */
  private parent = -1
  /** Its fingerprint, as that of the state that it leads to in `keyHigh` and `keyLow`. */
  private parentHigh = 0
  private parentLow = 0
  /** The number of the first state of the next depth; of those from there on, the fingerprints of their parents. */
  private levelStart = 0
  private readonly parentHalves = new GrowingInts()
  private successors = 0
  private keyHigh = 0
  private keyLow = 0
  private incoming = new Int32Array(1024)

  /** The shard with an index, of so many. */
  constructor(
    scenario: Scenario,
    bounds: VerifyBounds,
    operations: Readonly<Record<string, readonly unknown[]>>,
    reductions: Reductions = {},
    index = 0,
    count = 1,
  ) {
    this.index = index
    this.count = count
    this.judged = new JudgedSystem(scenario, bounds, operations, reductions)
    this.system = this.judged.system
    this.labels = this.judged.labels
    // Within a condition, the other order of two steps may lead outside; in a synchronous system, messages hinder timers.
    const maySleep = this.judged.within === null && !bounds.synchronous
    this.sleep = maySleep && reductions.sleep ? new SleepSets(this.system, this.judged.symmetry) : null
    this.keepsOrder = this.sleep !== null || bounds.states !== undefined
    const others = Array.from({ length: count }, (_, other) => other)
    this.outboxes = others.map((other) => (other === index ? null : new Outbox(this.system)))
    this.listeners = others.map(() => new Listener(this.system))
    this.reader = this.current.reader()
  }

  /** Finds the first state, if it is its own. */
  begin(): void {
    this.system.initial(this)
  }

  /** Goes on where the search was when it was parted, with what was known by then. */
  restore(part: ShardPart, known: Known): void {
    const { high, low, parents, parentHigh, parentLow, waiting, violations, reached } = part
    this.learn(known)
    for (let state = 0; state < high.length; state++) this.visited.add(high[state]!, low[state]!)
    for (const parent of parents) this.parents.push(parent)
    this.levelStart = high.length - parentHigh.length
    for (const [place, half] of parentHigh.entries()) {
      this.parentHalves.push(half)
      this.parentHalves.push(parentLow[place]!)
    }
    for (const candidate of violations) keepBest(this.violations, candidate)
    for (const candidate of reached) keepBest(this.reached, candidate)
    const { sleep, levelStart } = this
    const oldest = waiting.reduce(
      (least, { currentAsleep }) => leastNumber(currentAsleep, asleepHeader, least),
      levelStart,
    )
    sleep?.begin(false, oldest, levelStart - oldest)
    sleep?.begin(true, levelStart, parentHigh.length)
    for (const { definitions, current, next, currentAsleep, nextAsleep } of waiting) {
      const listener = new Listener(this.system)
      listener.learn(definitions)
      this.readInto(this.current, listener, current)
      this.readInto(this.next, listener, next)
      sleep?.restore(false, currentAsleep, listener)
      sleep?.restore(true, nextAsleep, listener)
    }
    this.waiting = this.current.size
    this.reader = this.current.reader()
  }

  private readInto(frontier: Frontier, listener: Listener, records: Int32Array): void {
    for (let at = 0; at < records.length; at += frontierHeader + records[at]!) {
      const length = records[at]!
      this.makeRoom(length)
      listener.read(records, at + frontierHeader, this.incoming)
      frontier.push(this.incoming, length, records[at + 1]!, records[at + 2]!, records[at + 3]!)
    }
  }

  /** What takes in a vector from elsewhere. */
  private makeRoom(length: number): void {
    if (length > this.incoming.length) this.incoming = new Int32Array(2 * length)
  }

  private part(): ShardPart {
    const { visited, parents, parentHalves, violations, reached, system } = this
    const parentHalf = (which: 0 | 1) => parentHalves.all.filter((_, index) => index % 2 === which)
    const current = this.reader.rest
    const next = this.next.records
    const oldest = leastNumber(current, frontierHeader, this.levelStart)
    const currentAsleep = this.sleep?.records(false, oldest) ?? new Int32Array(0)
    const nextAsleep = this.sleep?.records(true, this.levelStart) ?? new Int32Array(0)
    const glossary = new Glossary(system)
    for (const records of [current, next])
      for (let at = 0; at < records.length; at += frontierHeader + records[at]!)
        glossary.mention(records, at + frontierHeader)
    return {
      high: visited.highs,
      low: visited.lows,
      parents: parents.all,
      parentHigh: parentHalf(0),
      parentLow: parentHalf(1),
      waiting: [{ definitions: glossary.definitions, current, next, currentAsleep, nextAsleep }],
      violations: [...violations.values()],
      reached: [...reached.values()],
    }
  }

  obey({ absorb, turn, expand, tellOf, part }: Command): Reply {
    for (const [sender, batch] of absorb.entries()) if (batch !== null) this.absorb(sender, batch)
    if (turn !== null) this.turn(turn)
    this.expand(expand)
    return {
      batches: this.outboxes.map((outbox) => outbox?.take() ?? null),
      waiting: this.waiting,
      next: this.next.size,
      generated: this.generated,
      states: this.visited.size,
      ends: this.ends,
      bytes: this.bytes,
      handlerRuns: this.system.local.runs,
      violations: [...this.violations.values()],
      reached: [...this.reached.values()],
      told: tellOf >= 0 && tellOf % this.count === this.index ? this.ancestor(tellOf) : null,
      part: part ? this.part() : null,
    }
  }

  /** How much memory the shard takes, bytes, in part estimated. */
  get bytes(): number {
    const { judged, visited, parents, parentHalves, current, next, sleep } = this
    const parts = [judged, visited, parents, parentHalves, current, next, sleep, ...this.outboxes]
    return parts.reduce((sum, part) => sum + (part?.bytes ?? 0), 0)
  }

  private ancestor(number: number): Ancestor {
    const own = Math.floor(number / this.count)
    return { high: this.visited.highOf(own), low: this.visited.lowOf(own), parent: this.parents.items[own]! }
  }

  stayed(steps: number): void {
    this.generated += steps
    if (this.labels.length > 0) this.checkLabels(this.reader.high, this.reader.low)
  }

  found(next: NextState): void {
    const { judged, system, reader } = this
    judged.fingerprint(next)
    const keyHigh = judged.high
    const keyLow = judged.low
    this.keyHigh = keyHigh
    this.keyLow = keyLow
    const owner = ownerOf(keyHigh, this.count)
    const { parent, parentHigh, parentLow } = this
    // Everybody finds the beginning.
    if (parent < 0 && owner !== this.index) return
    this.generated++
    if (next.high !== reader.high || next.low !== reader.low) {
      this.successors++
      if (parent >= 0) this.sleep?.take(system.action, next)
    }
    if (system.breaches.length > 0)
      for (const { property, message, stack } of system.breaches) this.violated(property, message, stack)
    if (this.labels.length > 0) this.checkLabels(keyHigh, keyLow)
    if (owner === this.index && this.isKnown()) return
    const changed = parent < 0 ? -1 : system.action.node
    if (owner === this.index) this.arrive(next.vector, next.length, next.high, next.low, changed)
    else
      this.outboxes[owner]!.put(
        next,
        keyHigh,
        keyLow,
        parent,
        parentHigh,
        parentLow,
        changed,
        this.sleep?.tale ?? null,
      )
  }

  /** A new state of this shard's, whose fingerprint is in `keyHigh` and `keyLow`, from that in `parent`. */
  private arrive(vector: Int32Array, length: number, high: number, low: number, changed: number): void {
    const { parent, parentHigh, parentLow } = this
    for (const property of this.judged.always) {
      if (!this.isCandidate(property.name, this.violations)) continue
      const sentence = property.violation(vector, changed)
      if (sentence !== null) this.violated(property.name, sentence)
    }
    const { within } = this.judged
    if (within !== null && within.violation(vector, changed) !== null) return
    for (const situation of this.judged.situations)
      if (this.isCandidate(situation.name, this.reached) && situation.violation(vector, -1) === null)
        this.reach(situation.name)
    this.visited.append(this.keyHigh, this.keyLow)
    this.parents.push(parent)
    this.parentHalves.push(parentHigh)
    this.parentHalves.push(parentLow)
    this.next.push(vector, length, this.visited.size - 1, high, low)
    if (this.isAbsorbing) this.sleep?.heardOf()
    else this.sleep?.found(this.renaming)
    this.visit?.(vector)
  }

  /**
   * Whether a state was visited. Of several states that it is found from at one depth, the parent is that with the least
   * fingerprint, so that the way to it does not depend on the order in which they come.
   */
  private isKnown(): boolean {
    const number = this.visited.find(this.keyHigh, this.keyLow)
    if (number < 0 || number < this.levelStart) return number >= 0
    if (this.isAbsorbing) this.sleep?.heardOfAgain(number)
    else this.sleep?.foundAgain(number, this.renaming)
    const { parentHigh, parentLow } = this
    const { items } = this.parentHalves
    const at = 2 * (number - this.levelStart)
    if (!isLess(parentHigh, parentLow, items[at]!, items[at + 1]!)) return true
    items[at] = parentHigh
    items[at + 1] = parentLow
    this.parents.items[number] = this.parent
    for (const { name } of this.judged.always) {
      const candidate = this.violations.get(name)
      if (candidate?.high === this.keyHigh && candidate.low === this.keyLow)
        this.violated(name, candidate.message)
    }
    return true
  }

  /** What is its own name under `Symmetry` of the state that is looked at. */
  private get renaming(): number {
    return this.judged.symmetry?.renaming ?? -1
  }

  private absorb(sender: number, { definitions, records }: Batch): void {
    this.isAbsorbing = true
    const listener = this.listeners[sender]!
    listener.learn(definitions)
    for (let at = 0; at < records.length; at += batchHeader + records[at]! + records[at + 9]!) {
      const length = records[at]!
      this.makeRoom(length)
      this.sleep?.hear(records, at + batchHeader + length, records[at + 9]!, listener)
      this.keyHigh = records[at + 3]!
      this.keyLow = records[at + 4]!
      this.parent = records[at + 5]!
      this.parentHigh = records[at + 6]!
      this.parentLow = records[at + 7]!
      if (this.isKnown()) continue
      listener.read(records, at + batchHeader, this.incoming)
      this.arrive(this.incoming, length, records[at + 1]!, records[at + 2]!, records[at + 8]!)
    }
    this.isAbsorbing = false
  }

  /** The states found become those to be expanded. */
  private turn(known: Known): void {
    this.learn(known)
    this.violations = new Map()
    this.reached = new Map()
    this.current = this.next
    this.next = new Frontier()
    this.waiting = this.current.size
    this.reader = this.current.reader()
    this.levelStart = this.visited.size
    this.sleep?.turn(this.levelStart)
    this.parentHalves.length = 0
  }

  private learn({ shown, reached }: Known): void {
    this.shown = new Set(shown)
    this.known = new Set(reached)
    this.labels = this.labels.filter((label) => !this.known.has(label))
  }

  private expand(count: number): void {
    const { reader, sleep } = this
    const { vitals } = this.system.local
    for (let expanded = 0; expanded < count && reader.advance(); expanded++) {
      this.waiting--
      this.parent = reader.index * this.count + this.index
      this.parentHigh = this.visited.highOf(reader.index)
      this.parentLow = this.visited.lowOf(reader.index)
      this.successors = 0
      sleep?.enter(reader.index, reader.chunk, reader.start)
      this.findNext()
      if (this.successors === 0 && (sleep === null || sleep.sleeping === 0)) this.end()
      if (vitals !== null) {
        vitals[0]!++
        vitals[1] = -1
      }
    }
  }

  private findNext(): void {
    const { chunk, start, high, low } = this.reader
    if (this.keepsOrder || this.labels.length > 0)
      this.system.expand(chunk, start, high, low, this, this.sleep)
    else this.system.expandByNode(chunk, start, high, low, this)
  }

  private end(): void {
    this.ends++
    if (this.shown.has(deadlock)) return
    const { chunk, start, length, index } = this.reader
    const message = this.judged.deadlock(chunk, start, length)
    if (message === null) return
    this.keyHigh = this.visited.highOf(index)
    this.keyLow = this.visited.lowOf(index)
    this.violated(deadlock, message)
  }

  private violated(property: string, message: string, stack?: string): void {
    if (this.shown.has(property)) return
    this.propose(this.violations, property, message || `${property} does not hold`, stack)
  }

  private reach(name: string): void {
    this.propose(this.reached, name, '')
  }

  private checkLabels(high: number, low: number): void {
    for (const label of this.labels)
      if (!this.reached.has(label) && this.system.local.noted.has(label)) {
        this.keyHigh = high
        this.keyLow = low
        this.reach(label)
      }
  }

  /** Whether what is found of a property in a state, whose fingerprint stands here, would be told of. */
  private isCandidate(property: string, candidates: ReadonlyMap<string, Candidate>): boolean {
    const told = candidates === this.violations ? this.shown : this.known
    // Most of the time, nothing has been found of any property.
    if (told.size === 0 && candidates.size === 0) return true
    if (told.has(property)) return false
    const best = candidates.get(property)
    return (
      best === undefined ||
      this.keyHigh < best.high ||
      (this.keyHigh === best.high && this.keyLow <= best.low)
    )
  }

  private propose(
    candidates: Map<string, Candidate>,
    property: string,
    message: string,
    stack?: string,
  ): void {
    const candidate: Candidate = {
      property,
      message,
      parent: this.parent,
      parentHigh: this.parentHigh,
      parentLow: this.parentLow,
      high: this.keyHigh,
      low: this.keyLow,
      ...(stack !== undefined && { stack }),
    }
    keepBest(candidates, candidate)
  }
}

function keepBest(candidates: Map<string, Candidate>, candidate: Candidate): void {
  const best = candidates.get(candidate.property)
  if (best === undefined || isBefore(candidate, best)) candidates.set(candidate.property, candidate)
}

/** The least number of a state in records, if it is less than another. */
function leastNumber(records: Int32Array, header: number, least: number): number {
  for (let at = 0; at < records.length; at += header + records[at]!) least = Math.min(least, records[at + 1]!)
  return least
}
