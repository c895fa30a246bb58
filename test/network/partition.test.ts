import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/errors.ts'
import { cutPairs, namedNodes, type PartitionShape } from '../../src/network/partition.ts'

const five = ['n1', 'n2', 'n3', 'n4', 'n5']

function cut(shape: PartitionShape, nodes: readonly string[] = five): string[] {
  return cutPairs(shape, nodes)
    .map(([from, to]) => `${from}>${to}`)
    .sort()
}

const bothWays = (...pairs: string[]) =>
  pairs
    .flatMap((pair) => {
      const [a, b] = pair.split('-')
      return [`${a}>${b}`, `${b}>${a}`]
    })
    .sort()

describe('a partition', () => {
  it('into groups cuts all pairs of different groups, both ways', () => {
    expect(
      cut({
        shape: 'groups',
        groups: [
          ['n1', 'n2'],
          ['n3', 'n4'],
        ],
      }),
    ).toEqual(bothWays('n1-n3', 'n1-n4', 'n2-n3', 'n2-n4'))
    expect(cut({ shape: 'groups', groups: [['n1'], ['n2'], ['n3']] })).toEqual(
      bothWays('n1-n2', 'n1-n3', 'n2-n3'),
    )
  })

  it('one way leaves the way back open', () => {
    expect(cut({ shape: 'oneWay', from: ['n1'], to: ['n2', 'n3'] })).toEqual(['n1>n2', 'n1>n3'])
  })

  it('one way never cuts a node from itself', () => {
    expect(cut({ shape: 'oneWay', from: ['n1', 'n2'], to: ['n2', 'n3'] })).toEqual([
      'n1>n2',
      'n1>n3',
      'n2>n3',
    ])
  })

  it('with a bridge cuts the sides, and both see the bridge', () => {
    expect(
      cut({
        shape: 'bridge',
        bridge: 'n3',
        sides: [
          ['n1', 'n2'],
          ['n4', 'n5'],
        ],
      }),
    ).toEqual(bothWays('n1-n4', 'n1-n5', 'n2-n4', 'n2-n5'))
  })

  it('that isolates one node cuts it from everyone, clients too', () => {
    expect(cut({ shape: 'isolate', node: 'n2' }, ['n1', 'n2', 'client'])).toEqual(
      bothWays('n1-n2', 'n2-client'),
    )
  })

  it('into a ring of five leaves each node its two neighbours', () => {
    expect(cut({ shape: 'ring', ring: five })).toEqual(bothWays('n1-n3', 'n1-n4', 'n2-n4', 'n2-n5', 'n3-n5'))
  })

  it('into a ring lets everyone see a majority, and no two the same', () => {
    for (let size = 4; size <= 12; size++) {
      const ring = Array.from({ length: size }, (_, i) => `n${i + 1}`)
      const pairs = new Set(cut({ shape: 'ring', ring }, ring))
      const views = ring.map((node) =>
        ring.filter((peer) => !pairs.has(`${node}>${peer}`) && !pairs.has(`${peer}>${node}`)),
      )
      for (const view of views) expect(view.length * 2).toBeGreaterThan(size)
      expect(new Set(views.map((view) => view.join())).size).toBe(size)
      expect(pairs.size).toBeGreaterThan(0)
    }
  })

  it('never cuts a node that it does not name, nor a node from itself', () => {
    const groups = fc.shuffledSubarray(five, { minLength: 4 }).map(([a, b, ...rest]) => [[a!, b!], rest])
    const shape: fc.Arbitrary<PartitionShape> = fc.oneof(
      groups.map((parts) => ({ shape: 'groups' as const, groups: parts })),
      groups.map(([from, to]) => ({ shape: 'oneWay' as const, from: from!, to: to! })),
      fc
        .shuffledSubarray(five, { minLength: 4 })
        .map(([bridge, a, ...rest]) => ({ shape: 'bridge' as const, bridge: bridge!, sides: [[a!], rest] })),
      fc.shuffledSubarray(five, { minLength: 4 }).map((ring) => ({ shape: 'ring' as const, ring })),
    )
    fc.assert(
      fc.property(shape, (partition) => {
        const named = namedNodes(partition)
        for (const [from, to] of cutPairs(partition, five)) {
          expect(from).not.toBe(to)
          expect(named).toContain(from)
          expect(named).toContain(to)
        }
      }),
    )
  })

  it.each<[PartitionShape, string]>([
    [{ shape: 'groups', groups: [['n1', 'n2'], ['n2']] }, '"n2" twice'],
    [{ shape: 'groups', groups: [['n1', 'n1'], ['n2']] }, '"n1" twice'],
    [{ shape: 'groups', groups: [['n1', 'n2']] }, 'at least two groups'],
    [{ shape: 'groups', groups: [['n1', 'n2'], []] }, 'an empty one'],
    [{ shape: 'oneWay', from: [], to: ['n1'] }, 'an empty one'],
    [{ shape: 'oneWay', from: ['n1', 'n1'], to: ['n2'] }, '"n1" twice'],
    [{ shape: 'bridge', bridge: 'n1', sides: [['n1', 'n2'], ['n3']] }, '"n1" twice'],
    [{ shape: 'bridge', bridge: 'n1', sides: [['n2', 'n3']] }, 'at least two groups'],
    [{ shape: 'ring', ring: ['n1', 'n2', 'n3'] }, 'at least 4 nodes'],
    [{ shape: 'ring', ring: ['n1', 'n2', 'n3', 'n1'] }, '"n1" twice'],
  ])('%j is refused', (shape, message) => {
    expect(() => namedNodes(shape)).toThrow(UsageError)
    expect(() => namedNodes(shape)).toThrow(message)
  })
})
