import { UsageError } from '../../kernel/errors.ts'
import type { Random } from '../../kernel/random.ts'
import { type Micros, ms, seconds } from '../../kernel/time.ts'
import { type DiskFaultKind, diskFaultKinds } from '../../storage/disk.ts'
import { type Budget, keeping } from '../budget.ts'
import type { Fault, TimedFault } from '../fault.ts'
import { type FaultGenerator, type Span, scaled, substream } from '../generator.ts'
import { clockSkews } from './clock-skews.ts'
import { clogs } from './clogs.ts'
import { crashes } from './crashes.ts'
import { type DegradationKind, degradationKinds, degradations } from './degradations.ts'
import { diskFaults } from './disk-faults.ts'
import { chosen, type Targets, targeted, validateAtMost, validateEvery, validateSpan } from './options.ts'
import { type PartitionKind, partitionKinds, partitions } from './partitions.ts'
import { pauses } from './pauses.ts'
import { slowdowns } from './slowdowns.ts'
import type { Rhythm } from './strikes.ts'
import { upgrades } from './upgrades.ts'

/** What an asynchronous network of nodes that crash and recover may do: any protocol must be safe under these. */
const usualFaults = ['crash', 'pause', 'slow', 'partition', 'clog', 'degrade'] as const

/** What only some protocols are made for: a node that forgets its vote breaks consensus, as it must. */
const optionalFaults = [
  'wipe',
  'upgrade',
  'clockJump',
  'clockDrift',
  'silentCorruption',
  ...diskFaultKinds,
] as const

type UsualFault = (typeof usualFaults)[number]
type OptionalFault = (typeof optionalFaults)[number]
type ChaosFault = UsualFault | OptionalFault

/** What a mix of faults is made of. */
export interface ChaosOptions extends Targets, Partial<Budget> {
  /**
   * Faults that the protocol's model must allow for: `wipe`, `upgrade` (with `upgradeTo`), `clockJump`, `clockDrift`,
   * `silentCorruption`, `torn-write`, `bit-rot`, `fsync-fails`, `fsync-lies`, `full`. None unless told.
   */
  readonly include?: readonly OptionalFault[]
  /** Faults to leave out of what is drawn anyway: `crash`, `pause`, `slow`, `partition`, `clog`, `degrade`. */
  readonly exclude?: readonly UsualFault[]
  /** The version, or versions, to which `upgrade` upgrades. */
  readonly upgradeTo?: string | readonly string[]
  /** The usual time from one fault to the next of its kind, µs; an eighth of the time there is, 10 s at most, unless told. */
  readonly every?: Micros
  /** How long faults last, µs; from 1 ms to a quarter of the time there is, 10 s at most, unless told. */
  readonly lastFor?: Span
}

/**
 * Everything at once, within a budget (a minority of the nodes unless told), but not always everything: each seed
 * tosses a coin for each kind of fault, as swarm testing does (Groce, Zhang, Eide, Chen & Regehr, "Swarm testing",
 * ISSTA 2012), since a fault that is always there keeps others from showing. Each seed also draws a pace for each
 * kind and who its victims are, and brings some faults close to the begin or end of others.
 */
export function chaos(options: ChaosOptions = {}): FaultGenerator {
  validate(options)
  const { include = [], exclude = [] } = options
  const usual = usualFaults.filter((kind) => !exclude.includes(kind))
  const kinds: readonly ChaosFault[] = [...new Set([...usual, ...include])]
  const anything: Mood = {
    rhythm: { every: 1, lastFor: [1, 1] },
    partitions: partitionKinds,
    degradations: usualDegradations,
    victims: {},
  }
  const within = keeping(options)
  return {
    name: 'chaos',
    kinds: [...new Set(kinds.flatMap((kind) => generatorOf(kind, options, anything).kinds))],
    within,
    generate(random, outlook) {
      const nodes = targeted('chaos', options, outlook)
      if (nodes.length === 0) return []
      const { every, lastFor } = rhythmOf(options, outlook.until)
      const swarm = substream(random, 'swarm')
      const victims = swarm.chance(1, 2) ? nodes : swarm.sample(nodes, swarm.int(1, nodes.length))
      const shapes = someOf(swarm, partitionKinds)
      const changes = someOf(swarm, usualDegradations)
      const kept = new Set(someOf(swarm, kinds))
      const drawn = kinds.flatMap((kind) => {
        const stream = substream(random, kind)
        if (!kept.has(kind)) return []
        const pace = scaled(stream, Math.ceil(every / 4), every * 4)
        const mood: Mood = {
          rhythm: { every: pace, lastFor },
          partitions: shapes,
          degradations: changes,
          victims: { nodes: victims },
        }
        return generatorOf(kind, options, mood).generate(stream, outlook)
      })
      const schedule = broughtTogether(
        substream(random, 'together'),
        drawn,
        Math.ceil(every / 4),
        outlook.until,
      )
      return within(schedule, outlook)
    },
  }
}

/** What a seed is inclined to. */
interface Mood {
  readonly rhythm: Rhythm
  readonly partitions: readonly PartitionKind[]
  readonly degradations: readonly DegradationKind[]
  /** The nodes that crash, pause, …; the network fails between any. */
  readonly victims: Targets
}

const usualDegradations = degradationKinds.filter((kind) => kind !== 'silentCorruption')

function generatorOf(kind: ChaosFault, options: ChaosOptions, mood: Mood): FaultGenerator {
  const { rhythm, victims } = mood
  const budget = options.atMost === undefined ? {} : { atMost: options.atMost }
  const everyone = options.nodes ? { nodes: options.nodes } : {}
  const { every, lastFor: downFor } = rhythm
  switch (kind) {
    case 'crash':
      return crashes({ every, downFor, ...victims, ...budget })
    case 'wipe':
      return crashes({ every, downFor, wipe: 1_000_000, ...victims, ...budget })
    case 'pause':
      return pauses({ ...rhythm, ...victims, ...budget })
    case 'slow':
      return slowdowns({ ...rhythm, ...victims })
    case 'upgrade':
      return upgrades({ every, downFor, to: options.upgradeTo ?? [], ...victims, ...budget })
    case 'partition':
      return partitions({ ...rhythm, shapes: mood.partitions, ...everyone })
    case 'clog':
      return clogs({ ...rhythm, ...everyone })
    case 'degrade':
      return degradations({ ...rhythm, changes: mood.degradations, ...everyone })
    case 'silentCorruption':
      return degradations({ ...rhythm, changes: ['silentCorruption'], ...everyone })
    case 'clockJump':
    case 'clockDrift':
      return clockSkews({ ...rhythm, kinds: [kind], ...victims })
    default: {
      const crashFor = options.exclude?.includes('crash') ? {} : { crashFor: downFor }
      return diskFaults({
        ...rhythm,
        kinds: [kind satisfies DiskFaultKind],
        ...crashFor,
        ...victims,
        ...budget,
      })
    }
  }
}

function rhythmOf({ every, lastFor }: ChaosOptions, until: Micros): Rhythm {
  const longest = Math.min(Math.floor(until / 4), seconds(10))
  return {
    every: every ?? Math.max(1, Math.min(Math.floor(until / 8), seconds(10))),
    lastFor: lastFor ?? [ms(1), Math.max(ms(1), longest)],
  }
}

/** Each with a chance of one half, but one at least. */
function someOf<Item>(random: Random, items: readonly Item[]): Item[] {
  const one = random.int(0, items.length - 1)
  const kept = items.map(() => random.chance(1, 2))
  return items.filter((_, index) => kept[index] || (index === one && !kept.includes(true)))
}

/** Moves one fault in four to shortly after another one's begin or end: what coincides is what nobody thought of. */
function broughtTogether(
  random: Random,
  schedule: readonly TimedFault[],
  close: Micros,
  until: Micros,
): TimedFault[] {
  const moments = schedule.flatMap(({ at, fault }) => [at, at + lengthOf(fault)])
  return schedule.map(({ at, fault }) => {
    const moves = random.chance(1, 4) && movable.has(fault.type)
    const moment = random.pick(moments) + scaled(random, 1, close)
    return { at: moves && moment + lengthOf(fault) < until ? moment : at, fault }
  })
}

/** Faults that stand alone; those of clocks and disks are drawn in sequences that belong together. */
const movable: ReadonlySet<string> = new Set(['crash', 'wipe', 'pause', 'partition', 'clog'])

function lengthOf(fault: Fault): Micros {
  return ('lasts' in fault ? fault.lasts : undefined) ?? 0
}

function validate(options: ChaosOptions): void {
  const { include = [], exclude = [], upgradeTo, every, lastFor } = options
  for (const kind of include) chosen('chaos', 'include', [kind], optionalFaults)
  for (const kind of exclude) chosen('chaos', 'exclude', [kind], usualFaults)
  validateAtMost('chaos', options.atMost)
  if (every !== undefined) validateEvery('chaos', every)
  if (lastFor !== undefined) validateSpan('chaos', 'lastFor', lastFor, '[ms(1), seconds(2)]')
  if (usualFaults.every((kind) => exclude.includes(kind)) && include.length === 0)
    throw new UsageError('Expected chaos({ exclude }) to leave some kind of fault, got all of them.')
  if (include.includes('upgrade') !== (upgradeTo !== undefined))
    throw new UsageError(
      "Expected chaos({ include: ['upgrade'], upgradeTo: 'v2' }), with a version of the scenario, got only one of the two.",
    )
}
