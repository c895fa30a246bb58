import { mapped } from '../../kernel/mapped.ts'
import type { Random } from '../../kernel/random.ts'
import type { Micros } from '../../kernel/time.ts'
import type { PartitionShape } from '../../network/partition.ts'
import { at as timed } from '../fault.ts'
import type { FaultGenerator, Span } from '../generator.ts'
import { partitionLabel } from '../label.ts'
import { chosen, type Targets, targeted, validateRhythm } from './options.ts'
import { strikes } from './strikes.ts'

/**
 * What partitions look like: two halves; a minority and a majority; three parts or more, up to everyone alone; one
 * way only; two sides and a bridge that sees both; a ring of overlapping majorities; one node alone.
 */
export const partitionKinds = ['halves', 'minority', 'pieces', 'oneWay', 'bridge', 'ring', 'isolate'] as const

/** One of {@link partitionKinds}. */
export type PartitionKind = (typeof partitionKinds)[number]

/** How often the network falls apart, for how long, and how. */
export interface PartitionOptions extends Targets {
  /** The usual time from one partition to the next, µs. */
  readonly every: Micros
  readonly lastFor: Span
  /** All unless told; those that need more nodes than there are (a bridge 3, a ring 4) are not drawn. */
  readonly shapes?: readonly PartitionKind[]
}

/** Partitions of every shape. They may overlap: a link is cut while any of them cuts it. */
export function partitions(options: PartitionOptions): FaultGenerator {
  validateRhythm('partitions', options)
  const shapes = chosen('partitions', 'shapes', options.shapes ?? partitionKinds, partitionKinds)
  return {
    name: 'partitions',
    kinds: [...new Set(shapes.map((kind) => partitionLabel(shapeOf(kind))))],
    generate(random, outlook) {
      const nodes = targeted('partitions', options, outlook)
      const possible = shapes.filter((shape) => nodes.length >= fewestNodes[shape])
      if (possible.length === 0) return []
      return mapped(strikes(random, options, outlook.until), ({ at, lasts }) => {
        const cut = drawCut(random, random.pick(possible), random.shuffle(nodes))
        return timed(at, { type: 'partition', cut, lasts })
      })
    },
  }
}

const fewestNodes: Readonly<Record<PartitionKind, number>> = {
  halves: 2,
  minority: 3,
  pieces: 3,
  oneWay: 2,
  bridge: 3,
  ring: 4,
  isolate: 2,
}

/** Nodes come in a random order. */
function drawCut(random: Random, kind: PartitionKind, nodes: readonly string[]): PartitionShape {
  const [first, ...others] = nodes as [string, ...string[]]
  switch (kind) {
    case 'halves':
      return { shape: 'groups', groups: splitAt(nodes, [Math.floor(nodes.length / 2)]) }
    case 'minority':
      return { shape: 'groups', groups: splitAt(nodes, [random.int(1, Math.floor((nodes.length - 1) / 2))]) }
    case 'pieces': {
      const borders = mapped(nodes, (_, index) => index).slice(1)
      const kept = random.sample(borders, random.int(2, borders.length)).sort((a, b) => a - b)
      return { shape: 'groups', groups: splitAt(nodes, kept) }
    }
    case 'oneWay': {
      const [from, to] = splitAt(nodes, [random.int(1, nodes.length - 1)])
      return { shape: 'oneWay', from: from!, to: to! }
    }
    case 'bridge':
      return { shape: 'bridge', bridge: first, sides: splitAt(others, [Math.ceil(others.length / 2)]) }
    case 'ring':
      return { shape: 'ring', ring: nodes }
    case 'isolate':
      return { shape: 'isolate', node: first }
    default:
      return kind satisfies never
  }
}

function splitAt(nodes: readonly string[], borders: readonly number[]): string[][] {
  return mapped([0, ...borders], (from, index) => nodes.slice(from, borders[index] ?? nodes.length))
}

function shapeOf(kind: PartitionKind): PartitionShape['shape'] {
  return kind === 'halves' || kind === 'minority' || kind === 'pieces' ? 'groups' : kind
}
