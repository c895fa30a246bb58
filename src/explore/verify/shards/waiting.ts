import { type Frontier, frontierHeader } from '../order/frontier.ts'
import { asleepHeader, type SleepSets } from '../reduction/sleep-sets.ts'
import type { TransitionSystem } from '../states/transition-system.ts'
import type { Parents } from './parents.ts'
import { type Definitions, Glossary, Listener } from './portable-states.ts'

/** States that wait, as plain data: as a frontier has them, state after state. */
export interface Waiting {
  /** What the numbers in the vectors stand for. */
  readonly definitions: Definitions
  /** Those of the depth that is being expanded, in their order, and those of the next. */
  readonly current: Int32Array
  readonly next: Int32Array
  /** What sleeps in those: state after state, how many steps, the state's number, and the steps. */
  readonly currentAsleep: Int32Array
  readonly nextAsleep: Int32Array
}

/** The states that wait in a search, those of this depth and those of the next, as another can read them. */
export function tellWaiting(
  system: TransitionSystem,
  current: Int32Array,
  next: Int32Array,
  { levelStart }: Parents,
  sleep: SleepSets | null,
): Waiting {
  const oldest = leastNumber(current, frontierHeader, levelStart)
  const glossary = new Glossary(system)
  for (const records of [current, next])
    for (let at = 0; at < records.length; at += frontierHeader + records[at]!)
      glossary.mention(records, at + frontierHeader)
  return {
    definitions: glossary.definitions,
    current,
    next,
    currentAsleep: sleep?.records(false, oldest) ?? new Int32Array(0),
    nextAsleep: sleep?.records(true, levelStart) ?? new Int32Array(0),
  }
}

/** Takes the states that waited in other searches, whose numbers `parents` has, and what sleeps there. */
export function takeWaiting(
  told: readonly Waiting[],
  system: TransitionSystem,
  frontiers: { readonly current: Frontier; readonly next: Frontier },
  { levelStart, numbers }: Parents,
  sleep: SleepSets | null,
): void {
  const oldest = told.reduce(
    (least, { currentAsleep }) => leastNumber(currentAsleep, asleepHeader, least),
    levelStart,
  )
  sleep?.begin(false, oldest, levelStart - oldest)
  sleep?.begin(true, levelStart, numbers.length - levelStart)
  for (const { definitions, current, next, currentAsleep, nextAsleep } of told) {
    const listener = new Listener(system)
    listener.learn(definitions)
    readInto(frontiers.current, listener, current)
    readInto(frontiers.next, listener, next)
    sleep?.restore(false, currentAsleep, listener)
    sleep?.restore(true, nextAsleep, listener)
  }
}

function readInto(frontier: Frontier, listener: Listener, records: Int32Array): void {
  for (let at = 0; at < records.length; at += frontierHeader + records[at]!) {
    const length = records[at]!
    const place = frontier.makeRoom(length)
    listener.read(records, at + frontierHeader, frontier.last, place)
    frontier.keep(length, records[at + 1]!, records[at + 2]!, records[at + 3]!)
  }
}

/** The least number of a state in records, if it is less than another. */
function leastNumber(records: Int32Array, header: number, least: number): number {
  for (let at = 0; at < records.length; at += header + records[at]!) least = Math.min(least, records[at + 1]!)
  return least
}
