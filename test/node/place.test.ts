import { describe, expect, it } from 'vitest'
import { ms, seconds } from '../../src/kernel/time.ts'
import type { NodeId } from '../../src/node/context.ts'
import { defineNode } from '../../src/node/definition.ts'
import { places } from '../../src/node/place.ts'
import { scenario } from '../../src/simulation/scenario.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { Simulation } from '../../src/simulation/simulation.ts'

interface Asked {
  peers: readonly NodeId[]
  nodes: readonly NodeId[]
  picked: NodeId[]
}

/** Asks 50 times for a peer, by name of the way to. */
const asking = (way: 'randomPeer' | 'pick') =>
  defineNode<Asked, never>('asking', {
    initial: () => ({ peers: [], nodes: [], picked: [] }),
    boot(state, ctx) {
      state.peers = ctx.peers
      state.nodes = ctx.nodes
      for (let i = 0; i < 50; i++)
        state.picked.push(way === 'pick' ? ctx.random.pick(ctx.peers) : ctx.randomPeer())
    },
    on: {},
  })()

const bystander = defineNode('bystander', { initial: () => ({}), on: {} })

/** Askers and bystanders in turn. */
const world = (way: 'randomPeer' | 'pick') =>
  scenario({
    title: 'Who is there',
    nodes: { a: asking(way), x: bystander(), b: asking(way), y: bystander(), c: asking(way) },
    until: seconds(1),
  })

const askers = (way: 'randomPeer' | 'pick', seed: number) => {
  const simulation = new Simulation(world(way), { seed })
  simulation.run()
  return ['a', 'b', 'c'].map(
    (id) => simulation.hosts.find((host) => host.id === id)!.state as unknown as Asked,
  )
}

describe('the place of a node among its kind', () => {
  it('is told by one list that all nodes of the kind share', () => {
    const [a, x, b, y] = places(['a', 'x', 'b', 'y'], (node) => (node < 'x' ? 'letter' : 'unknown'))
    expect([a, x, b, y]).toEqual([
      { kind: ['a', 'b'], at: 0 },
      { kind: ['x', 'y'], at: 0 },
      { kind: ['a', 'b'], at: 1 },
      { kind: ['x', 'y'], at: 1 },
    ])
    expect(b!.kind).toBe(a!.kind)
  })
})

describe('ctx.peers', () => {
  it('are the other nodes of the kind, in the order of their declaration', () => {
    expect(askers('pick', 1).map(({ peers }) => peers)).toEqual([
      ['b', 'c'],
      ['a', 'c'],
      ['a', 'b'],
    ])
  })

  it('take no list of a thousand each among thousands of nodes', () => {
    const crowd = scenario({
      title: 'A crowd',
      nodes: Object.fromEntries(Array.from({ length: 4_000 }, (_, i) => [`n${i}`, bystander()] as const)),
      until: ms(1),
    })
    const { hosts } = new Simulation(crowd, { seed: 1 })
    expect(new Set(hosts.map(({ ctx }) => ctx.kind)).size).toBe(1)
  })
})

describe('ctx.randomPeer()', () => {
  it('is what random.pick(peers) is, and never the node itself', () => {
    for (const seed of [1, 2, 3]) {
      const asked = askers('randomPeer', seed)
      expect(asked.map(({ picked }) => picked)).toEqual(askers('pick', seed).map(({ picked }) => picked))
      for (const { peers, picked } of asked) expect(new Set(picked)).toEqual(new Set(peers))
    }
  })

  it('tells a node that is the only one of its kind', () => {
    const alone = scenario({ title: 'Alone', nodes: { a: asking('randomPeer') }, until: seconds(1) })
    expect(simulate(alone, { seed: 1 }).violations[0]?.message).toContain(
      'Expected ctx.randomPeer() at a node that has peers, got a, the only one of its kind; ask for ctx.peers.length first.',
    )
  })
})
