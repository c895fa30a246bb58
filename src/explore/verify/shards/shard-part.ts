import { frontierHeader } from '../order/frontier.ts'
import { asleepHeader } from '../reduction/sleep-sets.ts'
import type { Candidate } from './exchange.ts'
import type { Waiting } from './waiting.ts'

/** All that a shard of a search holds, as plain data from which it can go on anywhere. */
export interface ShardPart {
  /** By state visited: its fingerprint, and the number in the whole search of the one that it was found from. */
  readonly high: Int32Array
  readonly low: Int32Array
  readonly parents: Int32Array
  /** By state of the next depth, which are the last ones, the fingerprint of the one that it was found from. */
  readonly parentHigh: Int32Array
  readonly parentLow: Int32Array
  readonly waiting: readonly Waiting[]
  readonly violations: readonly Candidate[]
  readonly reached: readonly Candidate[]
}

/** A record with something else in the place of each array of integers. */
export type WithArrays<Record, Stand> = {
  readonly [Name in keyof Record]: Record[Name] extends Int32Array ? Stand : Record[Name]
}

/** A part of a shard with something else in the place of each array of integers. */
export type PartWithArrays<Stand> = Omit<WithArrays<ShardPart, Stand>, 'waiting'> & {
  readonly waiting: readonly WithArrays<Waiting, Stand>[]
}

/** The part with each of its arrays, in an order that never changes, exchanged for something else. */
export function mapArrays<From, To>(
  part: PartWithArrays<From>,
  change: (array: From) => To,
): PartWithArrays<To> {
  return {
    high: change(part.high),
    low: change(part.low),
    parents: change(part.parents),
    parentHigh: change(part.parentHigh),
    parentLow: change(part.parentLow),
    waiting: part.waiting.map(({ definitions, current, next, currentAsleep, nextAsleep }) => ({
      definitions,
      current: change(current),
      next: change(next),
      currentAsleep: change(currentAsleep),
      nextAsleep: change(nextAsleep),
    })),
    violations: part.violations,
    reached: part.reached,
  }
}

/** Which of so many shards a state belongs to. */
export function ownerOf(high: number, count: number): number {
  return count === 1 ? 0 : (high >>> 0) % count
}

/** The parts that so many shards would hold, had they shared the search from its beginning. */
export function resharded(parts: readonly ShardPart[], count: number): ShardPart[] {
  const sizes = new Int32Array(count)
  /** By part and number there, the number in the whole search as so many shards count. */
  const numbers = parts.map(({ high }) => new Int32Array(high.length))
  const number = (part: number, from: number, to: number) => {
    const { high } = parts[part]!
    for (let state = from; state < to; state++) {
      const owner = ownerOf(high[state]!, count)
      numbers[part]![state] = sizes[owner]!++ * count + owner
    }
  }
  // Those of the next depth come last everywhere.
  const olds = parts.map(({ high, parentHigh }) => high.length - parentHigh.length)
  for (const part of parts.keys()) number(part, 0, olds[part]!)
  const oldSizes = sizes.slice()
  for (const part of parts.keys()) number(part, olds[part]!, numbers[part]!.length)
  const renumbered = (number: number) =>
    number < 0 ? -1 : numbers[number % parts.length]![Math.floor(number / parts.length)]!
  const shards = Array.from({ length: count }, (_, owner) => ({
    high: new Int32Array(sizes[owner]!),
    low: new Int32Array(sizes[owner]!),
    parents: new Int32Array(sizes[owner]!),
    parentHigh: new Int32Array(sizes[owner]! - oldSizes[owner]!),
    parentLow: new Int32Array(sizes[owner]! - oldSizes[owner]!),
    waiting: [] as Waiting[],
    violations: [] as Candidate[],
    reached: [] as Candidate[],
  }))
  for (const [index, part] of parts.entries()) {
    const { high, low, parents, waiting } = part
    const own = numbers[index]!
    for (let state = 0; state < high.length; state++) {
      const owner = own[state]! % count
      const shard = shards[owner]!
      const at = Math.floor(own[state]! / count)
      shard.high[at] = high[state]!
      shard.low[at] = low[state]!
      shard.parents[at] = renumbered(parents[state]!)
      if (state < olds[index]!) continue
      shard.parentHigh[at - oldSizes[owner]!] = part.parentHigh[state - olds[index]!]!
      shard.parentLow[at - oldSizes[owner]!] = part.parentLow[state - olds[index]!]!
    }
    for (const { definitions, current, next, currentAsleep, nextAsleep } of waiting) {
      const currents = dealt(current, frontierHeader, own, count)
      const nexts = dealt(next, frontierHeader, own, count)
      const currentsAsleep = dealt(currentAsleep, asleepHeader, own, count)
      const nextsAsleep = dealt(nextAsleep, asleepHeader, own, count)
      for (const [owner, shard] of shards.entries())
        shard.waiting.push({
          definitions,
          current: currents[owner]!,
          next: nexts[owner]!,
          currentAsleep: currentsAsleep[owner]!,
          nextAsleep: nextsAsleep[owner]!,
        })
    }
    // Whose they are makes no difference.
    const moved = (candidate: Candidate) => ({ ...candidate, parent: renumbered(candidate.parent) })
    shards[0]!.violations.push(...part.violations.map(moved))
    shards[0]!.reached.push(...part.reached.map(moved))
  }
  return shards
}

/** The records of each shard, with the states' new numbers; each begins with its length without the header, and a number. */
function dealt(records: Int32Array, header: number, numbers: Int32Array, count: number): Int32Array[] {
  const lengths = new Int32Array(count)
  const eachRecord = (told: (at: number, length: number, number: number) => void) => {
    for (let at = 0; at < records.length; at += header + records[at]!)
      told(at, header + records[at]!, numbers[records[at + 1]!]!)
  }
  eachRecord((_at, length, number) => {
    lengths[number % count]! += length
  })
  const all = Array.from(lengths, (length) => new Int32Array(length))
  lengths.fill(0)
  eachRecord((at, length, number) => {
    const owner = number % count
    const to = lengths[owner]!
    all[owner]!.set(records.subarray(at, at + length), to)
    all[owner]![to + 1] = Math.floor(number / count)
    lengths[owner] = to + length
  })
  return all
}
