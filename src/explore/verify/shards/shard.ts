import type { Scenario } from '../../../simulation/scenario.ts'
import type { VerifyBounds } from '../../../simulation/verify-bounds.ts'
import { Fingerprints } from '../order/fingerprints.ts'
import { Frontier, type FrontierReader } from '../order/frontier.ts'
import { SleepSets } from '../reduction/sleep-sets.ts'
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
  prospectPlaceAt,
  prospectStepAt,
} from '../states/prospects.ts'
import type { Reductions, TransitionSystem } from '../states/transition-system.ts'
import type { Ancestor, Candidate, Command, Known, Reply } from './exchange.ts'
import { Findings } from './findings.ts'
import { Judging } from './judging.ts'
import { type Batch, batchHeader, Outbox } from './outbox.ts'
import { Parents } from './parents.ts'
import { Listener } from './portable-states.ts'
import { Position } from './position.ts'
import { ownerOf, type ShardPart } from './shard-part.ts'
import { takeWaiting, tellWaiting } from './waiting.ts'

/**
 * A part of a breadth-first search: of all states, those whose fingerprints say so. It expands its own, and sends those
 * it finds that belong to others there, each with what they have to know to read it (Stern & Dill 1997).
 */
export class Shard implements Successors {
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
  private readonly position: Position
  private readonly judging: Judging
  private generated = 0
  private ends = 0
  private readonly spare: Int32Array[] = []
  private current = new Frontier(this.spare)
  private next = new Frontier(this.spare)
  private reader: FrontierReader
  private waiting = 0
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
    this.position = new Position(this.visited, this.parents, index, count)
    this.judging = new Judging(this.judged, this.findings, this.position)
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
    const { current, next } = this
    takeWaiting(waiting, this.system, { current, next }, this.parents, this.sleep)
    this.waiting = current.size
    this.reader = current.reader()
  }

  private part(): ShardPart {
    const { visited, parents, findings, system, sleep, reader, next } = this
    return {
      high: visited.highs,
      low: visited.lows,
      parents: parents.numbers.all,
      parentHigh: parents.highs,
      parentLow: parents.lows,
      waiting: [tellWaiting(system, reader.rest, next.records, parents, sleep)],
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
      this.position.comeTo(number)
      const { parent, parentHigh, parentLow } = this.position
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
    const { judged, system, reader, position } = this
    judged.fingerprint(next)
    const keyHigh = judged.high
    const keyLow = judged.low
    position.keyHigh = keyHigh
    position.keyLow = keyLow
    const owner = ownerOf(keyHigh, this.count)
    const { parent } = position
    // Everybody finds the beginning.
    if (parent < 0 && owner !== this.index) return
    this.generated++
    if (next.high !== reader.high || next.low !== reader.low) {
      this.successors++
      if (parent >= 0) this.sleep?.take(system.action, next)
    }
    if (system.breaches.length > 0)
      for (const { property, message, stack } of system.breaches)
        this.findings.violated(property, position, message, stack)
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

  /** Tells the owner of the state that the search has come to. */
  private send(owner: number, next: NextState, changed: number): void {
    const { keyHigh, keyLow, parent, parentHigh, parentLow } = this.position
    const asleep = this.sleep?.tale ?? null
    this.outboxes[owner]!.put(next, keyHigh, keyLow, parent, parentHigh, parentLow, changed, asleep)
  }

  /** The search has come to a new state of this shard's, whose vector stands where it is to wait. */
  private receive(length: number, high: number, low: number, changed: number): void {
    const { next, position } = this
    const at = next.makeRoom(length)
    const { last } = next
    if (!this.judging.admits(last, changed, at)) return
    this.visited.append(position.keyHigh, position.keyLow)
    this.parents.add(position.parent, position.parentHigh, position.parentLow)
    next.keep(length, this.visited.size - 1, high, low)
    if (this.isAbsorbing) this.sleep?.heardOf()
    else this.sleep?.found(this.renaming)
    this.visit?.(last.subarray(at, at + length))
  }

  /**
   * Whether the state that the search has come to was visited. Of several states that it is found from at one depth, the parent is that with the least
   * fingerprint, so that the way to it does not depend on the order in which they come.
   */
  private isKnown(): boolean {
    const { parents, position } = this
    const number = this.visited.find(position.keyHigh, position.keyLow)
    if (number < 0 || number < parents.levelStart) return number >= 0
    if (this.isAbsorbing) this.sleep?.heardOfAgain(number)
    else this.sleep?.foundAgain(number, this.renaming)
    parents.meet(number, position.parent, position.parentHigh, position.parentLow)
    return true
  }

  /** What is its own name under `Symmetry` of the state that is looked at. */
  private get renaming(): number {
    return this.judged.symmetry?.renaming ?? -1
  }

  private absorb(sender: number, { definitions, records }: Batch): void {
    this.isAbsorbing = true
    const { position } = this
    const listener = this.listeners[sender]!
    listener.learn(definitions)
    for (let at = 0; at < records.length; at += batchHeader + records[at]! + records[at + 9]!) {
      const length = records[at]!
      this.sleep?.hear(records, at + batchHeader + length, records[at + 9]!, listener)
      position.keyHigh = records[at + 3]!
      position.keyLow = records[at + 4]!
      position.parent = records[at + 5]!
      position.parentHigh = records[at + 6]!
      position.parentLow = records[at + 7]!
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
    this.position.enter(this.reader)
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
      this.judging.judgeAll(prospects, next.last)
      if (this.visit !== null) this.showAll(prospects, this.visit)
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
    const { reader, system, position } = this
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
      const low = items[at + prospectLowAt]!
      position.keyHigh = high
      position.keyLow = low
      const next = system.foreseen(reader.chunk, reader.start, items[at + prospectStepAt]!, high, low)
      this.send(owner, next, items[at + prospectNodeAt]!)
    }
    prospects.end = to
  }

  private showAll({ items, end }: Prospects, visit: (vector: Int32Array) => void): void {
    const { last } = this.next
    for (let at = 0; at < end; at += prospectLength) {
      const place = items[at + prospectPlaceAt]!
      visit(last.subarray(place, place + this.system.length))
    }
  }

  private end(): void {
    this.ends++
    if (this.findings.isShown(deadlock)) return
    const { chunk, start, length, index } = this.reader
    const message = this.judged.deadlock(chunk, start, length)
    if (message === null) return
    this.position.stayIn(index)
    this.findings.violated(deadlock, this.position, message)
  }

  private checkLabels(high: number, low: number): void {
    for (const label of this.labels)
      if (!this.findings.reached.has(label) && this.system.local.noted.has(label)) {
        this.position.keyHigh = high
        this.position.keyLow = low
        this.findings.reach(label, this.position)
      }
  }
}
