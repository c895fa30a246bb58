import { GrowingInts } from '../order/growing-ints.ts'
import type { Listener } from '../shards/portable-states.ts'
import { type Action, type Asleep, actions, isOfMessage } from '../states/action.ts'
import type { NextState } from '../states/next-state.ts'
import type { TransitionSystem } from '../states/transition-system.ts'
import { Independence } from './independence.ts'
import type { Symmetry } from './symmetry.ts'

/** Before the steps that sleep in a state, as plain data: how many they are, and the state's number. */
export const asleepHeader = 2

/** The sleep sets of the states of one depth, in the order of their numbers. */
class Layer {
  /** The number of its first state. */
  first = 0
  /** By state, where its steps begin in `steps`, and how many there are. */
  readonly from = new GrowingInts()
  readonly counts = new GrowingInts()
  readonly steps = new GrowingInts()
  /** By step, what `Independence` keeps of it, if it does. */
  readonly kept = new GrowingInts()
  /** By state, how its nodes are renamed in `steps`. */
  readonly renamings = new GrowingInts()

  get bytes(): number {
    const lists = [this.from, this.counts, this.steps, this.kept, this.renamings]
    return lists.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  clear(): void {
    for (const list of [this.from, this.counts, this.steps, this.kept, this.renamings]) list.length = 0
  }
}

/**
 * Sleep sets (Godefroid 1996, ch. 5), for a search by distance: where steps t and u commute, what comes after u and t
 * is looked for after one of them only – in the state after t, if u was taken first, u sleeps, until a step comes
 * that it does not commute with. All states are visited, at their distances; only steps are saved.
 *
 * A state x is given its set when it is found, and each further step to x **from the depth before** takes away what
 * does not sleep by it; other steps to x are of no concern, and nothing is ever looked at again. Why that is enough:
 * let Z(x) be the set when x is expanded, and P(x, t) what sleeps after a step t from there: what commutes with t in x
 * and is in Z(x) or was taken before t. Claim: from a visited state x let the steps w lead to a state s, so that no
 * shorter way from the beginning leads there than by x. If no step of Z(x) can be brought to the front of w by
 * exchanging neighbours that commute, then s is visited, and by |w| steps from x. By induction over |w|: of the steps
 * that can be brought to the front of w, none is in Z(x), so all are taken; let t be the first of them, and w be as
 * good as t w'. The state after t is one step further away (else a shorter way would lead to s), so its set is
 * within P(x, t). If a step v of this set could be brought to the front of w', it could, as it commutes with t in x,
 * be brought to the front of w as well; then it is not in Z(x), and taken later than t, hence not in P(x, t): a
 * contradiction. So the claim holds for w', and for w. Nothing sleeps at the beginning: all states are visited, each
 * at its distance.
 *
 * What a step shows besides its state – violations of steps, notes – it has shown where it was taken, as its node's
 * state was the same there; `Independence` sees to what properties remember. A step that leads back to its state never
 * sleeps, so that a state where some step sleeps is no end. Under symmetry, sets are kept under the names of the
 * canonical representative: the nodes of the argument's ways are renamed along.
 */
export class SleepSets implements Asleep {
  private readonly nodes: number
  private readonly system: TransitionSystem
  private readonly symmetry: Symmetry | null
  private readonly independence: Independence
  private readonly keeps: boolean
  private current = new Layer()
  private next = new Layer()
  /** By step, the state (counted from 1) in which it was last met, and its index there. */
  private readonly metIn = new GrowingInts()
  private readonly metAs = new GrowingInts()
  private met = 0
  /** By renaming, what each step is under its names, as far as it was asked for. */
  private readonly renamings: GrowingInts[] = []
  private readonly action: Action = { type: 0, node: 0, detail: 0 }
  /** The steps of the state being expanded, by index; those that sleep come first. */
  private readonly steps = new GrowingInts(64)
  /** Steps that another has told of. */
  private readonly heard = new GrowingInts(64)
  /** How many steps sleep in the state being expanded. */
  sleeping = 0

  constructor(system: TransitionSystem, symmetry: Symmetry | null) {
    this.system = system
    this.symmetry = symmetry
    this.nodes = system.local.ids.length
    this.independence = new Independence(system)
    this.keeps = this.independence.looksCloser
  }

  /** How much memory the sets take, bytes. */
  get bytes(): number {
    return this.current.bytes + this.next.bytes
  }

  /** The states found become those to be expanded; the next one found has this number. */
  turn(first: number): void {
    const { next, current } = this
    this.current = next
    this.next = current
    current.clear()
    current.first = first
  }

  /** What sleeps in the states from a number on, of the depth that is being expanded or the next, as plain data. */
  records(ofNext: boolean, first: number): Int32Array {
    const layer = ofNext ? this.next : this.current
    const records = new GrowingInts()
    // Of a renamed state, it is left out: others would have to know its name.
    const last = this.symmetry === null ? layer.from.length : 0
    for (let place = Math.max(0, first - layer.first); place < last; place++) {
      const count = layer.counts.items[place]!
      const from = layer.from.items[place]!
      records.push(count)
      records.push(layer.first + place)
      for (let at = from; at < from + count; at++) records.push(layer.steps.items[at]!)
    }
    return records.all
  }

  /** Begins anew with so many states of the depth that is being expanded, numbered from `first` on, or of the next. */
  begin(ofNext: boolean, first: number, count: number): void {
    const layer = ofNext ? this.next : this.current
    layer.clear()
    layer.first = first
    for (const list of [layer.from, layer.counts, layer.renamings]) {
      list.grow(count)
      list.items.fill(0, 0, count)
      list.length = count
    }
    layer.renamings.items.fill(-1, 0, count)
  }

  /** Takes in what sleeps in those states, as another search has put it. */
  restore(ofNext: boolean, records: Int32Array, by: Listener): void {
    const layer = ofNext ? this.next : this.current
    for (let at = 0; at < records.length; at += asleepHeader + records[at]!) {
      const place = records[at + 1]! - layer.first
      this.hear(records, at + asleepHeader, records[at]!, by)
      layer.from.items[place] = layer.steps.length
      layer.counts.items[place] = this.heard.length
      for (let index = 0; index < this.heard.length; index++) this.put(layer, this.heard.items[index]!, 0)
    }
  }

  /** Begins to expand the state of a number. */
  enter(number: number, vector: Int32Array, start: number): void {
    this.met++
    this.steps.length = 0
    this.independence.look(vector, start)
    const { from, counts, steps, kept, renamings } = this.current
    const place = number - this.current.first
    // Where nobody has told what sleeps, nothing does.
    const isKnown = place >= 0 && place < from.length
    this.sleeping = isKnown ? counts.items[place]! : 0
    const begin = isKnown ? from.items[place]! : 0
    const back = this.symmetry === null || !isKnown ? -1 : this.symmetry.inverseOf(renamings.items[place]!)
    for (let at = begin; at < begin + this.sleeping; at++) {
      const step = this.renamed(steps.items[at]!, back)
      this.meet(step)
      this.independence.addKept(this.actionOf(step), this.keeps ? kept.items[at]! : 0)
    }
  }

  /** Whether a step sleeps in the state being expanded; asked before it is taken. */
  has(type: number, node: number, detail: number): boolean {
    return this.indexOf(this.stepOf(type, node, detail)) >= 0
  }

  /** A step from the state being expanded was taken, and leads to another state. */
  take(action: Action, next: NextState): void {
    this.meet(this.stepOf(action.type, action.node, action.detail))
    this.independence.addTaken(action, next)
  }

  /** The state that the last step leads to is new, and has the next number; `renaming` as in `Symmetry`. */
  found(renaming: number): void {
    const { next, steps, independence } = this
    const begin = next.steps.length
    next.from.push(begin)
    if (this.symmetry !== null) next.renamings.push(renaming)
    const last = steps.length - 1
    for (let index = 0; index < last; index++) {
      if (!independence.commute(index, last)) continue
      const kept = this.keeps ? independence.kept(index, last, this.symmetry !== null) : 0
      this.put(next, this.renamed(steps.items[index]!, renaming), kept)
    }
    next.counts.push(next.steps.length - begin)
  }

  /** What sleeps in the state that the last step leads to, for somebody who owns that state; only lent. */
  get tale(): GrowingInts {
    const { steps, independence, heard } = this
    heard.length = 0
    const last = this.symmetry === null ? steps.length - 1 : 0
    for (let index = 0; index < last; index++)
      if (independence.commute(index, last)) heard.push(steps.items[index]!)
    return heard
  }

  /** Takes in a tale, in the numbers of who tells it. */
  hear(records: Int32Array, start: number, count: number, by: Listener): void {
    this.heard.length = 0
    for (let at = start; at < start + count; at++) this.heard.push(this.translated(records[at]!, by))
  }

  /** The state of the last tale is new, and has the next number. */
  heardOf(): void {
    const { next, heard } = this
    next.from.push(next.steps.length)
    next.counts.push(heard.length)
    if (this.symmetry !== null) next.renamings.push(-1)
    for (let index = 0; index < heard.length; index++) this.put(next, heard.items[index]!, 0)
  }

  /** The state of the last tale has been found before, from the depth that is being expanded. */
  heardOfAgain(number: number): void {
    const { next, heard, keeps } = this
    const { steps, kept, counts } = next
    const place = number - next.first
    const begin = next.from.items[place]!
    const end = begin + counts.items[place]!
    let to = begin
    for (let at = begin; at < end; at++) {
      if (!isAmong(heard, steps.items[at]!)) continue
      steps.items[to] = steps.items[at]!
      if (keeps) kept.items[to] = kept.items[at]!
      to++
    }
    counts.items[place] = to - begin
  }

  /** The state that the last step leads to has been found before, from the depth that is being expanded. */
  foundAgain(number: number, renaming: number): void {
    const { next, independence, keeps } = this
    const { steps, kept, counts } = next
    const place = number - next.first
    const begin = next.from.items[place]!
    const end = begin + counts.items[place]!
    const last = this.steps.length - 1
    const back = this.symmetry === null ? -1 : this.symmetry.inverseOf(renaming)
    let to = begin
    for (let at = begin; at < end; at++) {
      const step = steps.items[at]!
      const index = this.indexOf(this.renamed(step, back))
      if (index < 0 || index === last || !independence.commute(index, last)) continue
      steps.items[to] = step
      if (keeps) kept.items[to] = kept.items[at]!
      to++
    }
    counts.items[place] = to - begin
  }

  private put(layer: Layer, step: number, kept: number): void {
    layer.steps.push(step)
    if (this.keeps) layer.kept.push(kept)
  }

  private translated(step: number, by: Listener): number {
    const { type, node, detail } = this.actionOf(step, by)
    return this.stepOf(type, node, detail)
  }

  private meet(step: number): void {
    if (step >= this.metIn.items.length) {
      this.metIn.grow(step + 1)
      this.metAs.grow(step + 1)
    }
    this.metIn.items[step] = this.met
    this.metAs.items[step] = this.steps.length
    this.steps.push(step)
  }

  /** The index of a step among those that sleep or were taken in the state being expanded; -1 when it is none of them. */
  private indexOf(step: number): number {
    return step < this.metIn.items.length && this.metIn.items[step] === this.met
      ? this.metAs.items[step]!
      : -1
  }

  /** Steps by number: those with messages are even, those of nodes alone odd. */
  private stepOf(type: number, node: number, detail: number): number {
    if (isOfMessage(type)) return 2 * (3 * detail + type)
    return 2 * ((type === actions.timeout ? detail + 2 : type - actions.crash) * this.nodes + node) + 1
  }

  /** What a step does; `by` is who knows its number, if it is another's. */
  private actionOf(step: number, by: Listener | null = null): Action {
    const { action, nodes } = this
    const code = step >> 1
    if ((step & 1) === 0) {
      const envelope = Math.trunc(code / 3)
      action.detail = by === null ? envelope : by.envelope(envelope)
      action.type = code % 3
      action.node = this.system.local.envelopes.values[action.detail]!.to
      return action
    }
    const kind = Math.trunc(code / nodes)
    action.node = code % nodes
    action.type = kind < 2 ? actions.crash + kind : actions.timeout
    action.detail = kind < 2 ? -1 : by === null ? kind - 2 : by.timer(kind - 2)
    return action
  }

  /** A step under the names of a renaming. */
  private renamed(step: number, renaming: number): number {
    if (renaming < 0) return step
    const known = (this.renamings[renaming] ??= new GrowingInts())
    known.grow(step + 1)
    // Counted from 1, as 0 stands for what is not known yet.
    if (known.items[step] === 0) known.items[step] = 1 + this.renamedStep(renaming, step)
    return known.items[step]! - 1
  }

  private renamedStep(renaming: number, step: number): number {
    const { type, node, detail } = this.symmetry!.renamedAction(renaming, this.actionOf(step))
    return this.stepOf(type, node, detail)
  }
}

function isAmong({ items, length }: GrowingInts, item: number): boolean {
  for (let index = 0; index < length; index++) if (items[index] === item) return true
  return false
}
