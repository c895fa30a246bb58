import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/errors.ts'
import { percent } from '../../src/kernel/probability.ts'
import { ms, us } from '../../src/kernel/time.ts'
import { constant } from '../../src/network/latency.ts'
import { Network, type NetworkOptions, validateNetwork } from '../../src/network/network.ts'
import type { PartitionShape } from '../../src/network/partition.ts'
import { threeZones } from '../../src/network/topology.ts'

const nodes = ['n1', 'n2', 'n3', 'n4']
const network = (options: NetworkOptions = {}) => new Network(nodes, options, 'seed')

/** The pairs that are cut, or held, as `from>to`. */
function pairs(of: 'isBlocked' | 'isClogged', net: Network): string[] {
  return nodes.flatMap((from, i) => nodes.flatMap((to, j) => (net[of](i, j) ? [`${from}>${to}`] : [])))
}

/** How long a message takes over a link now, if the latency is constant. */
const latencyOf = (net: Network, from: number, to: number) => {
  return net.link(from, to).arrival(net.behaviour(from, to), 0, net.draw(from, to), {})
}

describe('the network', () => {
  it('is whole at first', () => {
    expect(network().isWhole).toBe(true)
    expect(pairs('isBlocked', network())).toEqual([])
  })

  it('gives each direction a stream of its own, named by seed and ends, whichever is used first', () => {
    const one = network()
    const other = network()
    const draws = (net: Network, order: readonly (readonly [number, number])[]) =>
      Object.fromEntries(order.map(([from, to]) => [`${from}>${to}`, net.draw(from, to)]))
    const order = [[0, 1] as const, [1, 0] as const, [2, 3] as const]
    const drawn = draws(one, order)
    expect(draws(other, [...order].reverse())).toEqual(drawn)
    expect(new Set(Object.values(drawn)).size).toBe(3)
    expect(one.link(0, 1)).toBe(one.link(0, 1))
  })

  it('goes on in the stream of a link, however it is degraded and healed', () => {
    const drawn = (net: Network, change: (round: number) => void) =>
      Array.from({ length: 10 }, (_, round) => {
        change(round)
        return net.draw(0, 1)
      })
    const one = network()
    const other = network()
    const degraded = (round: number) =>
      round % 2 === 0 ? other.degrade(1, null, null, { loss: percent(50) }) : other.heal(true)
    expect(drawn(other, degraded)).toEqual(drawn(one, () => {}))
  })

  it('takes 1 µs for what a node sends to itself, which nothing loses', () => {
    const net = network({ loss: percent(100), latency: constant(ms(5)) })
    net.degrade(1, null, null, { loss: percent(100), latency: constant(ms(9)) })
    expect(latencyOf(net, 0, 0)).toBe(us(1))
    expect(net.behaviour(0, 0).loses(net.draw(0, 0))).toBe(false)
  })

  it('cuts a link while any partition cuts it', () => {
    const net = network()
    net.partition(1, { shape: 'groups', groups: [['n1'], ['n2', 'n3']] })
    net.partition(2, { shape: 'oneWay', from: ['n1'], to: ['n2', 'n4'] })
    expect(pairs('isBlocked', net)).toEqual(['n1>n2', 'n1>n3', 'n1>n4', 'n2>n1', 'n3>n1'])
    expect(net.isWhole).toBe(false)
    expect(net.end(1)).toBe(true)
    expect(pairs('isBlocked', net)).toEqual(['n1>n2', 'n1>n4'])
    expect(net.end(1)).toBe(false)
    expect(net.end(2)).toBe(true)
    expect(net.isWhole).toBe(true)
  })

  it('cuts, after any partitions have come and gone in any order, what those that are left cut', () => {
    const shape: fc.Arbitrary<PartitionShape> = fc.oneof(
      fc.constantFrom(...nodes).map((node) => ({ shape: 'isolate' as const, node })),
      fc
        .shuffledSubarray(nodes, { minLength: 2 })
        .map(([first, ...rest]) => ({ shape: 'oneWay' as const, from: [first!], to: rest })),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(shape, fc.boolean()), { maxLength: 6 }), (list) => {
        const all = network()
        for (const [id, [cut]] of list.entries()) all.partition(id, cut)
        for (const [id, [, ends]] of list.entries()) if (ends) all.end(id)
        const left = network()
        for (const [id, [cut, ends]] of list.entries()) if (!ends) left.partition(id, cut)
        expect(pairs('isBlocked', all)).toEqual(pairs('isBlocked', left))
      }),
    )
  })

  it('holds what is sent over clogged links, one way only', () => {
    const net = network()
    net.clog(1, ['n1'], ['n1', 'n2', 'n3'])
    net.clog(2, ['n1'], ['n3'])
    expect(pairs('isClogged', net)).toEqual(['n1>n2', 'n1>n3'])
    expect(pairs('isBlocked', net)).toEqual([])
    net.end(1)
    expect(pairs('isClogged', net)).toEqual(['n1>n3'])
  })

  it('degrades links that are in use and links that are not, and mends them', () => {
    const net = network({ latency: constant(10), links: { 'n1>n2': { latency: constant(20) } } })
    expect(latencyOf(net, 0, 1)).toBe(20)
    net.degrade(1, ['n1'], null, { latency: constant(100) })
    net.degrade(2, ['n1'], ['n3'], { latency: constant(200) })
    const latencies = () => [
      latencyOf(net, 0, 1),
      latencyOf(net, 0, 2),
      latencyOf(net, 1, 0),
      latencyOf(net, 1, 2),
    ]
    expect(latencies()).toEqual([100, 200, 10, 10])
    net.end(2)
    expect(latencies()).toEqual([100, 100, 10, 10])
    net.end(1)
    expect(latencies()).toEqual([20, 10, 10, 10])
  })

  it('degrades in the order of what struck last, whatever else a degradation leaves alone', () => {
    const net = network({ latency: constant(10) })
    net.degrade(1, null, null, { latency: constant(100), loss: percent(100) })
    net.degrade(2, null, ['n2'], { latency: constant(50) })
    expect(latencyOf(net, 0, 1)).toBe(50)
    expect(net.behaviour(0, 1).loses(net.draw(0, 1))).toBe(true)
  })

  it('heals partitions and clogs, and degradations if asked', () => {
    const net = network({ latency: constant(10) })
    const harm = () => {
      net.partition(1, { shape: 'isolate', node: 'n1' })
      net.clog(2, ['n1'], ['n2'])
      net.degrade(3, null, null, { latency: constant(99) })
    }
    harm()
    net.heal(false)
    expect([pairs('isBlocked', net), pairs('isClogged', net)]).toEqual([[], []])
    expect([net.isWhole, latencyOf(net, 2, 3)]).toEqual([false, 99])
    harm()
    net.heal(true)
    expect([net.isWhole, latencyOf(net, 2, 3)]).toEqual([true, 10])
  })

  it('loses messages in flight when a partition starts, unless told', () => {
    expect(network().cutsInFlight).toBe(true)
    expect(network({ inFlight: 'lost' }).cutsInFlight).toBe(true)
    expect(network({ inFlight: 'passes' }).cutsInFlight).toBe(false)
  })

  it('takes latencies from where nodes stand, unless a link has its own', () => {
    const between = {
      'zone-a~zone-b': constant(7),
      'zone-a~zone-c': constant(8),
      'zone-b~zone-c': constant(9),
    }
    const topology = { ...threeZones({ n4: 'zone-b' }), within: constant(1), between }
    const net = network({ topology, links: { 'n1>n3': { latency: constant(99) } } })
    expect([latencyOf(net, 0, 1), latencyOf(net, 1, 0), latencyOf(net, 2, 1)]).toEqual([7, 7, 9])
    expect([latencyOf(net, 1, 3), latencyOf(net, 0, 2), latencyOf(net, 2, 0)]).toEqual([1, 99, 8])
  })

  it('does not know nodes that do not exist', () => {
    expect(() => network().clog(1, ['n9'], ['n1'])).toThrow(UsageError)
    expect(() => network().degrade(1, ['n9'], null, {})).toThrow('got "n9"')
  })
})

describe('the options of a network', () => {
  it.each<[unknown, string]>([
    [{ loss: 2 ** 30 }, 'network.loss'],
    [{ links: { 'n1>n9': {} } }, "got 'n1>n9'"],
    [{ links: { n1: {} } }, "got 'n1'"],
    [{ links: { 'n1>n1': {} } }, "got 'n1>n1'"],
    [{ links: { 'n1>n2>n3': {} } }, "got 'n1>n2>n3'"],
    [{ links: { 'n1>n2': { loss: -1 } } }, "network.links['n1>n2'].loss"],
    [{ latency: constant(1), topology: threeZones() }, 'got both'],
    [{ topology: threeZones({ n9: 'zone-a' }) }, "got 'n9'"],
    [{ inFlight: 'kept' }, 'network.inFlight'],
  ])('%j is refused', (options, message) => {
    const validate = () => validateNetwork(options as NetworkOptions, nodes)
    expect(validate).toThrow(UsageError)
    expect(validate).toThrow(message)
  })

  it('may be left out, or name links and places of nodes', () => {
    expect(() => validateNetwork({}, nodes)).not.toThrow()
    const options = { topology: threeZones({ n4: 'zone-b' }), links: { 'n1>n2': { loss: percent(5) } } }
    expect(() => validateNetwork(options, nodes)).not.toThrow()
  })
})
