import { describe, expect, it } from 'vitest'
import { handlerOf } from '../../../src/explore/explain/handler-of.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'
import { constant } from '../../../src/network/latency.ts'
import { defineNode, defineProgram } from '../../../src/node/definition.ts'
import { scenario } from '../../../src/simulation/scenario.ts'
import { Simulation } from '../../../src/simulation/simulation.ts'

type Message = { type: 'ask' } | { type: 'unheard' }

const server = defineNode<Record<never, never>, Message, Record<never, never>, 'tick'>('server', {
  initial: () => ({}),
  boot: (_state, ctx) => ctx.after(ms(5), 'tick'),
  on: { ask() {} },
  timeout: { tick() {} },
})
const client = defineProgram<Record<never, never>, Message>('client', {
  initial: () => ({}),
  *run(_state, ctx) {
    ctx.send('n1', { type: 'ask' })
    ctx.send('n1', { type: 'unheard' })
    yield* ctx.sleep(ms(50))
  },
})

describe('handlerOf', () => {
  it('finds what ran for each event', () => {
    const world = scenario({
      title: 'One asks',
      nodes: { n1: server(), c1: client() },
      network: { latency: constant(ms(1)) },
      until: seconds(1),
    })
    const simulation = new Simulation(world, { seed: 1, record: true })
    simulation.run()
    const found = [...simulation.journal!].map((event) => {
      const { definition } = world.nodes[event.node!]!
      return [event.kind, event.node, handlerOf(definition, event)]
    })
    const { boot, on, timeout } = server().definition
    expect(found).toEqual([
      ['boot', 'n1', boot],
      ['boot', 'c1', client().definition.run],
      ['deliver', 'n1', on.get('ask')],
      ['deliver', 'n1', null],
      ['timeout', 'n1', timeout.get('tick')],
      ['timeout', 'c1', client().definition.run],
    ])
  })
})
