import * as fc from 'fast-check'
import {
  clockDrift,
  clockJump,
  clog,
  crash,
  degrade,
  diskFault,
  type Fault,
  isolate,
  partition,
  partitionBridge,
  partitionOneWay,
  partitionRing,
  pause,
  slow,
  upgrade,
  wipe,
} from '../../faults/fault.ts'
import type { Span } from '../../faults/generator.ts'
import { type ChaosOptions, chaos } from '../../faults/generators/chaos.ts'
import { type PerMillion, percent } from '../../kernel/probability.ts'
import { type Micros, ms } from '../../kernel/time.ts'
import { uniform } from '../../network/latency.ts'
import type { LinkOptions } from '../../network/link.ts'
import { type DiskFaultKind, diskFaultKinds } from '../../storage/disk.ts'
import { scaledIntegers } from './scaled-integers.ts'

/** Which kinds of fault there are, as `chaos` has them. */
export interface FaultChoice<Id extends string = string> {
  /** Which nodes they strike: all of the schedule unless told. */
  readonly victims?: readonly Id[]
  /**
   * Faults that the protocol's model must allow for: `wipe`, `upgrade` (with `upgradeTo`), `clockJump`, `clockDrift`,
   * `silentCorruption`, `torn-write`, `bit-rot`, `fsync-fails`, `fsync-lies`, `full`. None unless told.
   */
  readonly include?: NonNullable<ChaosOptions['include']>
  /** Faults to leave out of what is drawn anyway: `crash`, `pause`, `slow`, `partition`, `clog`, `degrade`. */
  readonly exclude?: NonNullable<ChaosOptions['exclude']>
  /** The version, or versions, to which `upgrade` upgrades. */
  readonly upgradeTo?: string | readonly string[]
}

export type FaultKind =
  | NonNullable<ChaosOptions['include']>[number]
  | NonNullable<ChaosOptions['exclude']>[number]

const usual: readonly FaultKind[] = ['crash', 'pause', 'slow', 'partition', 'clog', 'degrade']

/** The kinds that a choice leaves among `count` nodes. @throws UsageError for a choice that makes no sense. */
export function chosenKinds(
  { include = [], exclude = [], upgradeTo }: FaultChoice,
  count: number,
): FaultKind[] {
  // What chaos would complain of is no better here.
  chaos({ include, exclude, ...(upgradeTo !== undefined && { upgradeTo }) })
  const kinds = [
    ...new Set([...usual.filter((kind) => !(exclude as readonly FaultKind[]).includes(kind)), ...include]),
  ]
  return kinds.filter((kind) => count > 1 || (kind !== 'partition' && kind !== 'clog'))
}

interface Scene<Id extends string> {
  readonly nodes: readonly Id[]
  readonly victims: readonly Id[]
  /** How long faults last. */
  readonly lastFor: Span
  /** The unit of times, µs: they are multiples of it. */
  readonly tick: Micros
  readonly upgradeTo: readonly string[]
}

/** Faults of a kind, which end by themselves; shorter and milder when they shrink. */
export function faultsOf<Id extends string>(kind: FaultKind, scene: Scene<Id>): fc.Arbitrary<Fault<Id>> {
  const node = fc.constantFrom(...scene.victims)
  const lasting = lastingFor(scene)
  const onNode = (make: (node: Id, options: { lasts: Micros }) => Fault<Id>) =>
    fc.tuple(node, lasting).map(([id, lasts]) => make(id, { lasts }))
  switch (kind) {
    case 'crash':
      return onNode(crash)
    case 'pause':
      return onNode(pause)
    case 'wipe':
      return onNode(wipe)
    case 'slow':
      return fc
        .tuple(node, scaledIntegers(2, 1_000), lasting)
        .map(([id, factor, lasts]) => slow(id, factor, { lasts }))
    case 'upgrade':
      return fc
        .tuple(node, fc.constantFrom(...scene.upgradeTo), lasting)
        .map(([id, to, lasts]) => upgrade(id, to, { lasts }))
    case 'partition':
      return cuts(scene)
    case 'clog':
      return fc.tuple(sides(scene), lasting).map(([[from, to], lasts]) => clog(from, to, { lasts }))
    case 'degrade':
    case 'silentCorruption':
      return degradations(kind, scene)
    case 'clockJump':
      return fc
        .tuple(node, fc.boolean(), scaledIntegers(1, ms(500)))
        .map(([id, back, by]) => clockJump(id, back ? -by : by))
    case 'clockDrift':
      return fc
        .tuple(node, fc.boolean(), scaledIntegers(1, 100_000), lasting)
        .map(([id, back, drift, lasts]) => clockDrift(id, back ? -drift : drift, { lasts }))
    default:
      return isDiskFault(kind)
        ? onNode((id, options) => diskFault(id, kind, options))
        : (kind satisfies never)
  }
}

function isDiskFault(kind: FaultKind): kind is DiskFaultKind {
  return (diskFaultKinds as readonly string[]).includes(kind)
}

function lastingFor<Id extends string>({ lastFor: [min, max], tick }: Scene<Id>): fc.Arbitrary<Micros> {
  const ticks = scaledIntegers(Math.max(1, Math.ceil(min / tick)), Math.max(1, Math.floor(max / tick)))
  return ticks.map((count) => count * tick)
}

/** Some of the nodes and the others, either side not empty. */
function sides<Id extends string>({ nodes, victims }: Scene<Id>): fc.Arbitrary<[Id[], Id[]]> {
  const group = fc.subarray([...victims], {
    minLength: 1,
    maxLength: Math.min(victims.length, nodes.length - 1),
  })
  return fc.tuple(group, fc.boolean()).map(([some, turned]) => {
    const others = nodes.filter((id) => !some.includes(id))
    return turned ? [others, some] : [some, others]
  })
}

function cuts<Id extends string>(scene: Scene<Id>): fc.Arbitrary<Fault<Id>> {
  const { nodes, victims } = scene
  const lasting = lastingFor(scene).map((lasts) => ({ lasts }))
  const bridges = fc.tuple(fc.constantFrom(...victims), lasting).map(([bridge, options]) => {
    const others = nodes.filter((id) => id !== bridge)
    const half = Math.ceil(others.length / 2)
    return partitionBridge(bridge, [others.slice(0, half), others.slice(half)], options)
  })
  const rings = fc
    .tuple(fc.shuffledSubarray([...nodes], { minLength: nodes.length }), lasting)
    .map(([ring, options]) => partitionRing(ring, options))
  return fc.oneof(
    fc.tuple(fc.constantFrom(...victims), lasting).map(([id, options]) => isolate(id, options)),
    fc.tuple(sides(scene), lasting).map(([groups, options]) => partition(groups, options)),
    fc.tuple(sides(scene), lasting).map(([[from, to], options]) => partitionOneWay(from, to, options)),
    ...(nodes.length >= 3 ? [bridges] : []),
    ...(nodes.length >= 4 ? [rings] : []),
  )
}

function degradations<Id extends string>(
  kind: 'degrade' | 'silentCorruption',
  scene: Scene<Id>,
): fc.Arbitrary<Fault<Id>> {
  const share: fc.Arbitrary<PerMillion> = fc.integer({ min: 1, max: 80 }).map(percent)
  const slowness = scaledIntegers(1, 500).map((count) => ms(count))
  const changes: fc.Arbitrary<Partial<LinkOptions>>[] =
    kind === 'silentCorruption'
      ? [share.map((corruption) => ({ corruption, corruptionIs: 'silent' }))]
      : [
          share.map((loss) => ({ loss })),
          share.map((duplication) => ({ duplication })),
          share.map((corruption) => ({ corruption, corruptionIs: 'detected' })),
          slowness.map((latency) => ({ latency: uniform(latency, Math.ceil(latency * 1.25)) })),
          slowness.map((latency) => ({ latency: uniform(0, latency) })),
        ]
  const links = fc.option(scene.nodes.length > 1 ? sides(scene) : fc.constant(null), { nil: null })
  return fc.tuple(fc.oneof(...changes), links, lastingFor(scene)).map(([change, ends, lasts]) => {
    const where = ends === null ? {} : { from: ends[0], to: ends[1] }
    return degrade(change, { ...where, lasts }) as Fault<Id>
  })
}
