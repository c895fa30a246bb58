import { describe, expect, it } from 'vitest'
import { crash, ms, seconds } from '../../../src/index.ts'
import { cell, holdersOf, type Probe, storeOf, world } from './world.ts'

const members = ['n1', 'n2', 'n3', 'n4']

function store(key: string, counter: number): Probe['message'] {
  return { type: 'store', operation: 'x', view: 1, key, cell: cell(counter) }
}

describe('anti-entropy (Dynamo §4.7)', () => {
  it('brings what one replica has to the others, and to no other node', () => {
    const whole = world({
      members,
      script: [{ after: ms(100), to: 'n1', message: { type: 'put', key: 'k', ...cell(1) } }],
    })
    whole.runUntil(seconds(1))
    const replicas = holdersOf(whole, members, 'k')
    const script = [{ after: ms(100), to: replicas[0]!, message: store('k', 1) }]
    const simulation = world({ members, script })
    simulation.runUntil(ms(110))
    expect(holdersOf(simulation, members, 'k')).toEqual([replicas[0]])
    simulation.runUntil(seconds(3))
    expect(holdersOf(simulation, members, 'k')).toEqual(replicas)
  })

  it('works both ways: of two replicas each repairs what it has older', () => {
    const script = [
      { after: ms(100), to: 'n1', message: store('a', 2) },
      { to: 'n2', message: store('a', 1) },
      { to: 'n1', message: store('b', 1) },
      { to: 'n2', message: store('b', 2) },
    ]
    const simulation = world({ members: ['n1', 'n2', 'n3'], script })
    simulation.runUntil(seconds(3))
    for (const id of ['n1', 'n2', 'n3'])
      expect(storeOf(simulation, id).cells).toEqual({ a: cell(2), b: cell(2) })
  })

  it('repairs a node that was down while others were written', () => {
    const simulation = world({
      members: ['n1', 'n2', 'n3'],
      script: [{ after: ms(200), to: 'n1', message: { type: 'put', key: 'k', ...cell(1) } }],
      faults: [{ at: ms(100), fault: crash('n3', { lasts: seconds(6) }) }],
    })
    simulation.runUntil(seconds(6))
    expect(holdersOf(simulation, members.slice(0, 3), 'k')).toEqual(['n1', 'n2'])
    simulation.runUntil(seconds(9))
    expect(storeOf(simulation, 'n3').cells.k).toEqual(cell(1))
  })

  it('sends nothing but comparisons between replicas that are alike', () => {
    const simulation = world({
      members: ['n1', 'n2', 'n3'],
      script: [{ after: ms(100), to: 'n1', message: { type: 'put', key: 'k', ...cell(1) } }],
    })
    const { stats } = simulation.run()
    expect(stats.messages.compare?.sent).toBeGreaterThan(200)
    expect(stats.messages.repair).toBeUndefined()
  })
})
