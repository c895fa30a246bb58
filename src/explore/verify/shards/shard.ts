import type { Scenario } from '../../../simulation/scenario.ts'
import type { VerifyBounds } from '../../../simulation/verify-bounds.ts'
import { Fingerprints } from '../order/fingerprints.ts'
import { Frontier, type FrontierReader, frontierHeader } from '../order/frontier.ts'
import { asleepHeader, SleepSets } from '../reduction/sleep-sets.ts'
import type { Successors } from '../states/action.ts'
import { deadlock, JudgedSystem } from '../states/judged-system.ts'
import { Lookahead, statesTogether } from '../states/lookahead.ts'
import type { NextState } from '../states/next-state.ts'
import {
  type Prospects,
  prospectHighAt,
  prospectLength,
  prospectLowAt,
  prospectNodeAt,
  prospectNumberAt,
  prospectPlaceAt,
  prospectStepAt,
} from '../states/prospects.ts'
import type { Reductions, TransitionSystem } from '../states/transition-system.ts'
import type { Ancestor, Candidate, Command, Known, Reply } from './exchange.ts'
import { Findings, type Whereabouts } from './findings.ts'
import { type Batch, batchHeader, Outbox } from './outbox.ts'
import { Parents } from './parents.ts'
import { Glossary, Listener } from './portable-states.ts'
import { ownerOf, type ShardPart } from './shard-part.ts'

/**
 * A part of a breadth-first search: of all states, those whose fingerprints say so. It expands its own, and sends those
 * it finds that belong to others there, each with what they have to know to read it (Stern & Dill 1997).
 */
export class Shard implements Successors, Whereabouts {
  readonly judged: JudgedSystem
  readonly system: TransitionSystem
  readonly visited = new Fingerprints()
  private readonly parents = new Parents()
  /** Told of every state that is visited; the vector is only lent. */
  visit: ((vector: Int32Array) => void) | null = null

  private readonly index: number
  private readonly count: number
  private readonly sleep: SleepSets | null
  /** The order of steps decides what sleeps, which states are among so many, and where a label is noted first. */
  private readonly keepsOrder: boolean
  private readonly lookahead: Lookahead
  /** Many states are expanded together, in an order that makes no difference. */
  private readonly looksAhead: boolean
  /** States are taken in that were found elsewhere. */
  private isAbsorbing = false
  private labels: readonly string[]
  private readonly outboxes: readonly (Outbox | null)[]
  private readonly listeners: readonly Listener[]
  private readonly findings = new Findings()
  private generated = 0
  private ends = 0
  private readonly spare: Int32Array[] = []
  private current = new Frontier(this.spare)
  private next = new Frontier(this.spare)
  private reader: FrontierReader
  private waiting = 0
  /** The number of the state being expanded in the whole search; -1 at the beginning. */
  parent = -1
  /** Its fingerprint, as that of the state that it leads to in `keyHigh` and `keyLow`. */
  parentHigh = 0
  parentLow = 0
  keyHigh = 0
  keyLow = 0
  private successors = 0

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
    const { symmetry, within } = this.judged
    this.lookahead = new Lookahead(this.system)
    this.keepsOrder = this.sleep !== null || bounds.states !== undefined
    this.looksAhead = this.system.isForeseeable && !this.keepsOrder && symmetry === null && within === null
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
    this.parents.restore(parents, parentHigh, parentLow)
    this.findings.restore(violations, reached)
    const { sleep } = this
    const { levelStart } = this.parents
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
      const place = frontier.makeRoom(length)
      listener.read(records, at + frontierHeader, frontier.last, place)
      frontier.keep(length, records[at + 1]!, records[at + 2]!, records[at + 3]!)
    }
  }

  private part(): ShardPart {
    const { visited, parents, findings, system } = this
    const { levelStart } = parents
    const current = this.reader.rest
    const next = this.next.records
    const oldest = leastNumber(current, frontierHeader, levelStart)
    const currentAsleep = this.sleep?.records(false, oldest) ?? new Int32Array(0)
    const nextAsleep = this.sleep?.records(true, levelStart) ?? new Int32Array(0)
    const glossary = new Glossary(system)
    for (const records of [current, next])
      for (let at = 0; at < records.length; at += frontierHeader + records[at]!)
        glossary.mention(records, at + frontierHeader)
    return {
      high: visited.highs,
      low: visited.lows,
      parents: parents.numbers.all,
      parentHigh: parents.highs,
      parentLow: parents.lows,
      waiting: [{ definitions: glossary.definitions, current, next, currentAsleep, nextAsleep }],
      violations: this.withParents(findings.violations),
      reached: this.withParents(findings.reached),
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
      violations: this.withParents(this.findings.violations),
      reached: this.withParents(this.findings.reached),
      told: tellOf >= 0 && tellOf % this.count === this.index ? this.ancestor(tellOf) : null,
      part: part ? this.part() : null,
    }
  }

  /** How much memory the shard takes, bytes, in part estimated. */
  get bytes(): number {
    const { judged, visited, parents, current, next, sleep } = this
    const parts = [judged, visited, parents, current, next, sleep, ...this.outboxes]
    const spare = this.spare.reduce((sum, { byteLength }) => sum + byteLength, 0)
    return parts.reduce((sum, part) => sum + (part?.bytes ?? 0), spare)
  }

  /** What was found; of what is found in states, with the parents that those have by now. */
  private withParents(candidates: ReadonlyMap<string, Candidate>): Candidate[] {
    const { judged, visited, parents } = this
    const names = new Set([...judged.always, ...judged.situations].map(({ name }) => name))
    return [...candidates.values()].map((candidate) => {
      if (!names.has(candidate.property)) return candidate
      const number = visited.find(candidate.high, candidate.low)
      if (number < parents.levelStart) return candidate
      this.comeTo(number)
      const { parent, parentHigh, parentLow } = this
      return { ...candidate, parent, parentHigh, parentLow }
    })
  }

  private ancestor(number: number): Ancestor {
    const own = Math.floor(number / this.count)
    return {
      high: this.visited.highOf(own),
      low: this.visited.lowOf(own),
      parent: this.parents.numbers.items[own]!,
    }
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
    const { parent } = this
    // Everybody finds the beginning.
    if (parent < 0 && owner !== this.index) return
    this.generated++
    if (next.high !== reader.high || next.low !== reader.low) {
      this.successors++
      if (parent >= 0) this.sleep?.take(system.action, next)
    }
    if (system.breaches.length > 0)
      for (const { property, message, stack } of system.breaches)
        this.findings.violated(property, this, message, stack)
    if (this.labels.length > 0) this.checkLabels(keyHigh, keyLow)
    if (owner === this.index && this.isKnown()) return
    const changed = parent < 0 ? -1 : system.action.node
    if (owner !== this.index) {
      this.send(owner, next, changed)
      return
    }
    const at = this.next.makeRoom(next.length)
    next.writeTo(this.next.last, at)
    this.receive(next.length, next.high, next.low, changed)
  }

  /** Tells the owner of a state whose fingerprint is in `keyHigh` and `keyLow`. */
  private send(owner: number, next: NextState, changed: number): void {
    const { keyHigh, keyLow, parent, parentHigh, parentLow } = this
    const asleep = this.sleep?.tale ?? null
    this.outboxes[owner]!.put(next, keyHigh, keyLow, parent, parentHigh, parentLow, changed, asleep)
  }

  /**
   * A new state of this shard's, whose fingerprint is in `keyHigh` and `keyLow`, from that in `parent`; its vector stands
   * where it is to wait.
   */
  private receive(length: number, high: number, low: number, changed: number): void {
    const { parent, parentHigh, parentLow, next, findings } = this
    const at = next.makeRoom(length)
    const { last } = next
    for (const property of this.judged.always) {
      if (!findings.mayViolate(property.name, this)) continue
      const sentence = property.violation(last, changed, at)
      if (sentence !== null) findings.violated(property.name, this, sentence)
    }
    const { within } = this.judged
    if (within !== null && within.violation(last, changed, at) !== null) return
    for (const situation of this.judged.situations)
      if (findings.mayReach(situation.name, this) && situation.violation(last, -1, at) === null)
        findings.reach(situation.name, this)
    this.visited.append(this.keyHigh, this.keyLow)
    this.parents.add(parent, parentHigh, parentLow)
    next.keep(length, this.visited.size - 1, high, low)
    if (this.isAbsorbing) this.sleep?.heardOf()
    else this.sleep?.found(this.renaming)
    this.visit?.(last.subarray(at, at + length))
  }

  /**
   * Whether a state was visited. Of several states that it is found from at one depth, the parent is that with the least
   * fingerprint, so that the way to it does not depend on the order in which they come.
   */
  private isKnown(): boolean {
    const number = this.visited.find(this.keyHigh, this.keyLow)
    if (number < 0 || number < this.parents.levelStart) return number >= 0
    if (this.isAbsorbing) this.sleep?.heardOfAgain(number)
    else this.sleep?.foundAgain(number, this.renaming)
    this.parents.meet(number, this.parent, this.parentHigh, this.parentLow)
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
      this.sleep?.hear(records, at + batchHeader + length, records[at + 9]!, listener)
      this.keyHigh = records[at + 3]!
      this.keyLow = records[at + 4]!
      this.parent = records[at + 5]!
      this.parentHigh = records[at + 6]!
      this.parentLow = records[at + 7]!
      if (this.isKnown()) continue
      const place = this.next.makeRoom(length)
      listener.read(records, at + batchHeader, this.next.last, place)
      this.receive(length, records[at + 1]!, records[at + 2]!, records[at + 8]!)
    }
    this.isAbsorbing = false
  }

  /** The states found become those to be expanded. */
  private turn(known: Known): void {
    this.learn(known)
    this.findings.turn()
    this.current = this.next
    this.next = new Frontier(this.spare)
    this.waiting = this.current.size
    this.reader = this.current.reader()
    this.parents.turn(this.visited.size)
    this.sleep?.turn(this.visited.size)
  }

  private learn(known: Known): void {
    this.findings.learn(known)
    this.labels = this.labels.filter((label) => !this.findings.isKnown(label))
  }

  private expand(count: number): void {
    const { vitals } = this.system.local
    for (let expanded = 0; expanded < count; ) {
      const most = Math.min(count - expanded, statesTogether)
      const now = this.looksAhead && this.labels.length === 0 ? this.expandTogether(most) : this.expandNext()
      if (now === 0) return
      expanded += now
      this.waiting -= now
      if (vitals !== null) {
        vitals[0]! += now
        vitals[1] = -1
      }
    }
  }

  /** Expands the next state; how many that were. */
  private expandNext(): number {
    const { reader, sleep } = this
    if (!reader.advance()) return 0
    this.enter()
    sleep?.enter(reader.index, reader.chunk, reader.start)
    const { chunk, start, high, low } = reader
    if (this.keepsOrder || this.labels.length > 0) this.system.expand(chunk, start, high, low, this, sleep)
    else this.system.expandByNode(chunk, start, high, low, this)
    if (this.successors === 0 && (sleep === null || sleep.sleeping === 0)) this.end()
    return 1
  }

  /** Begins to expand the state that `reader` shows. */
  private enter(): void {
    const { reader, visited } = this
    this.parent = reader.index * this.count + this.index
    this.parentHigh = visited.highOf(reader.index)
    this.parentLow = visited.lowOf(reader.index)
    this.successors = 0
  }

  /** Expands some of the next states together; how many that were. */
  private expandTogether(most: number): number {
    const { reader, lookahead, visited, system, next } = this
    const count = reader.ahead(most)
    if (count === 0) return 0
    const { chunk, following: first, distance } = reader
    const { prospects, moves, unforeseen } = lookahead
    lookahead.look(chunk, first, distance, count)
    this.generated += prospects.end / prospectLength + lookahead.idle
    if (this.count > 1) this.sendAway(prospects)
    visited.addAll(prospects)
    this.parents.addAll(prospects, chunk, this.index, this.count)
    if (prospects.end > 0) {
      next.addAll(prospects, chunk, system.length)
      lookahead.take(next.last)
      this.judge(prospects)
    }
    for (let at = 0; at < unforeseen.length; at += 2) {
      const state = unforeseen.items[at + 1]!
      reader.show(first + state * distance)
      this.enter()
      system.takeFrom(chunk, reader.start, reader.high, reader.low, unforeseen.items[at]!, this)
      moves[state]! += this.successors
    }
    for (let state = 0; state < count; state++) {
      if (moves[state]! > 0) continue
      reader.show(first + state * distance)
      this.enter()
      this.end()
    }
    reader.skip(count)
    return count
  }

  /** Of the prospects, sends those that belong to others there. */
  private sendAway(prospects: Prospects): void {
    const { reader, system } = this
    const { items, end } = prospects
    let to = 0
    for (let at = 0; at < end; at += prospectLength) {
      const high = items[at + prospectHighAt]!
      const owner = ownerOf(high, this.count)
      if (owner === this.index) {
        items.copyWithin(to, at, at + prospectLength)
        to += prospectLength
        continue
      }
      reader.show(items[at + prospectPlaceAt]!)
      this.enter()
      this.keyHigh = high
      this.keyLow = items[at + prospectLowAt]!
      const next = system.foreseen(reader.chunk, reader.start, items[at + prospectStepAt]!, high, this.keyLow)
      this.send(owner, next, items[at + prospectNodeAt]!)
    }
    prospects.end = to
  }

  /** Judges the states that prospects have led to. */
  private judge(prospects: Prospects): void {
    const { judged, next, findings } = this
    const { last } = next
    const { items, end } = prospects
    for (const property of judged.always) {
      for (let at = 0; ; at += prospectLength) {
        at = property.nextUnasked(prospects, at, last)
        if (at >= end) break
        this.comeTo(items[at + prospectNumberAt]!)
        if (!findings.mayViolate(property.name, this)) continue
        const sentence = property.violation(last, items[at + prospectNodeAt]!, items[at + prospectPlaceAt]!)
        if (sentence !== null) findings.violated(property.name, this, sentence)
      }
    }
    for (const situation of judged.situations)
      for (let at = 0; at < end; at += prospectLength) {
        this.comeTo(items[at + prospectNumberAt]!)
        if (!findings.mayReach(situation.name, this)) continue
        if (situation.violation(last, -1, items[at + prospectPlaceAt]!) === null)
          findings.reach(situation.name, this)
      }
    if (this.visit !== null)
      for (let at = 0; at < end; at += prospectLength) {
        const place = items[at + prospectPlaceAt]!
        this.visit(last.subarray(place, place + this.system.length))
      }
  }

  /** What is found is found in a state of the next depth. */
  private comeTo(number: number): void {
    const { visited, parents } = this
    this.keyHigh = visited.highOf(number)
    this.keyLow = visited.lowOf(number)
    this.parent = parents.numbers.items[number]!
    this.parentHigh = parents.highOf(number)
    this.parentLow = parents.lowOf(number)
  }

  private end(): void {
    this.ends++
    if (this.findings.isShown(deadlock)) return
    const { chunk, start, length, index } = this.reader
    const message = this.judged.deadlock(chunk, start, length)
    if (message === null) return
    this.keyHigh = this.visited.highOf(index)
    this.keyLow = this.visited.lowOf(index)
    this.findings.violated(deadlock, this, message)
  }

  private checkLabels(high: number, low: number): void {
    for (const label of this.labels)
      if (!this.findings.reached.has(label) && this.system.local.noted.has(label)) {
        this.keyHigh = high
        this.keyLow = low
        this.findings.reach(label, this)
      }
  }
}

/** The least number of a state in records, if it is less than another. */
function leastNumber(records: Int32Array, header: number, least: number): number {
  for (let at = 0; at < records.length; at += header + records[at]!) least = Math.min(least, records[at + 1]!)
  return least
}
