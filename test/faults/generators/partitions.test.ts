import { describe, expect, it } from 'vitest'
import {
  type PartitionKind,
  type PartitionOptions,
  partitionKinds,
  partitions,
} from '../../../src/faults/generators/partitions.ts'
import { UsageError } from '../../../src/kernel/errors.ts'
import { Random } from '../../../src/kernel/random.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'
import { namedNodes, type PartitionShape } from '../../../src/network/partition.ts'

const options: PartitionOptions = { every: ms(200), lastFor: [ms(10), seconds(1)] }

function cuts(shapes: readonly PartitionKind[] | undefined, count: number): PartitionShape[] {
  const nodes = Array.from({ length: count }, (_, i) => `n${i + 1}`)
  return partitions({ ...options, ...(shapes && { shapes }) })
    .generate(new Random(`${shapes}`), { nodes, until: seconds(100) })
    .map(({ fault }) => (fault.type === 'partition' ? fault.cut : expect.unreachable()))
}

/** The sizes of a partition's parts, smallest first, as `1+1+3`. */
function sizes(cut: PartitionShape): string {
  const parts =
    cut.shape === 'groups'
      ? cut.groups
      : cut.shape === 'bridge'
        ? cut.sides
        : cut.shape === 'oneWay'
          ? [cut.from, cut.to]
          : [namedNodes(cut)]
  return parts
    .map((part) => part.length)
    .sort((a, b) => a - b)
    .join('+')
}

const allSizes = (kind: PartitionKind, count: number) => [...new Set(cuts([kind], count).map(sizes))].sort()

describe('partitions', () => {
  it('halves are as equal as can be', () => {
    expect(allSizes('halves', 4)).toEqual(['2+2'])
    expect(allSizes('halves', 5)).toEqual(['2+3'])
    expect(allSizes('halves', 2)).toEqual(['1+1'])
  })

  it('a minority leaves a majority', () => {
    expect(allSizes('minority', 5)).toEqual(['1+4', '2+3'])
    expect(allSizes('minority', 4)).toEqual(['1+3'])
    expect(allSizes('minority', 3)).toEqual(['1+2'])
  })

  it('pieces are three or more, up to everyone alone', () => {
    expect(allSizes('pieces', 5)).toEqual(['1+1+1+1+1', '1+1+1+2', '1+1+3', '1+2+2'])
    expect(allSizes('pieces', 3)).toEqual(['1+1+1'])
  })

  it('one way cuts any group from the rest', () => {
    expect(allSizes('oneWay', 4)).toEqual(['1+3', '2+2'])
    for (const cut of cuts(['oneWay'], 4)) expect(new Set(namedNodes(cut)).size).toBe(4)
  })

  it('a bridge has two sides about as large', () => {
    expect(allSizes('bridge', 5)).toEqual(['2+2'])
    expect(allSizes('bridge', 4)).toEqual(['1+2'])
    expect(allSizes('bridge', 3)).toEqual(['1+1'])
  })

  it('a ring holds everyone, and isolation strikes each', () => {
    expect(allSizes('ring', 5)).toEqual(['5'])
    expect(new Set(cuts(['isolate'], 5).flatMap(namedNodes)).size).toBe(5)
  })

  it('draw every shape there are nodes for', () => {
    const shapes = (count: number) => new Set(cuts(undefined, count).map((cut) => cut.shape))
    expect(shapes(5)).toEqual(new Set(['groups', 'oneWay', 'bridge', 'ring', 'isolate']))
    expect(shapes(3)).toEqual(new Set(['groups', 'oneWay', 'bridge', 'isolate']))
    expect(shapes(2)).toEqual(new Set(['groups', 'oneWay', 'isolate']))
    expect(shapes(1)).toEqual(new Set())
    expect(cuts(['ring'], 3)).toEqual([])
  })

  it('put each node on each side', () => {
    for (const kind of partitionKinds.filter((shape) => shape !== 'ring')) {
      const first = cuts([kind], 4).map((cut) => namedNodes(cut)[0])
      expect(new Set(first)).toEqual(new Set(['n1', 'n2', 'n3', 'n4']))
    }
  })

  it('are told apart by their labels', () => {
    expect(partitions(options).kinds).toEqual([
      'partition',
      'partition-oneWay',
      'partition-bridge',
      'partition-ring',
      'partition-isolate',
    ])
    expect(partitions({ ...options, shapes: ['minority', 'ring'] }).kinds).toEqual([
      'partition',
      'partition-ring',
    ])
  })

  it('of a shape that does not exist are refused', () => {
    expect(() => partitions({ ...options, shapes: ['isolated' as PartitionKind] })).toThrow(UsageError)
    expect(() => partitions({ ...options, shapes: ['isolated' as PartitionKind] })).toThrow(
      "got 'isolated'. Did you mean 'isolate'?",
    )
    expect(() => partitions({ ...options, shapes: [] })).toThrow('at least one of')
  })
})
