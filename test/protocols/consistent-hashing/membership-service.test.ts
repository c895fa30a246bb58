import { describe, expect, it } from 'vitest'
import {
  cluster,
  crash,
  isolate,
  membershipService,
  ms,
  restart,
  scenario,
  seconds,
  simulate,
  storeNode,
  UsageError,
  wipe,
} from '../../../src/index.ts'
import { serviceOf, storeOf, viewOf, world } from './world.ts'

const members = ['n1', 'n2', 'n3', 'n4']

function names(simulation: Parameters<typeof viewOf>[0]): string[] {
  return viewOf(simulation).members.map(({ id }) => id)
}

describe('the membership service', () => {
  it('begins with view 1, which nodes install as soon as they have said hello', () => {
    const simulation = world({ members })
    simulation.runUntil(ms(50))
    expect(viewOf(simulation)).toMatchObject({ number: 1, complete: true })
    for (const id of members) {
      expect(storeOf(simulation, id).view?.number).toBe(1)
      expect(storeOf(simulation, id).admitted).toBe(true)
    }
  })

  it('makes one change at a time: the next view begins when the last is complete', () => {
    const simulation = world({
      members,
      others: ['n5', 'n6'],
      changes: [
        { after: ms(500), join: { id: 'n5' } },
        { after: 0, leave: 'n1' },
        { after: 0, join: { id: 'n6' } },
      ],
      faults: [{ at: ms(400), fault: crash('n5') }],
    })
    simulation.runUntil(seconds(2))
    expect(viewOf(simulation)).toMatchObject({ number: 2, complete: false })
    expect(serviceOf(simulation).queue).toEqual([{ leave: 'n1' }, { join: { id: 'n6' } }])
    simulation.inject(restart('n5'))
    simulation.runUntil(seconds(4))
    expect(viewOf(simulation)).toMatchObject({ number: 4, complete: true })
    expect(names(simulation)).toEqual(['n2', 'n3', 'n4', 'n5', 'n6'])
  })

  it('ignores the join of a member and the leave of none, and refuses a leave that would undo the replication factor', () => {
    const simulation = world({
      members,
      others: ['n5'],
      changes: [
        { after: ms(500), join: { id: 'n1' } },
        { after: 0, leave: 'n5' },
        { after: 0, leave: 'n4' },
        { after: 0, leave: 'n3' },
      ],
    })
    simulation.runUntil(seconds(2))
    expect(viewOf(simulation)).toMatchObject({ number: 2, complete: true })
    expect(names(simulation)).toEqual(['n1', 'n2', 'n3'])
  })

  it('takes a request that is repeated, as its answer was lost, for the one it was', () => {
    const simulation = world({
      members,
      others: ['n5'],
      script: [
        {
          after: ms(500),
          to: 'membership',
          message: { type: 'change', sequence: 1, change: { leave: 'n4' } },
        },
        { to: 'membership', message: { type: 'change', sequence: 2, change: { join: { id: 'n4' } } } },
        {
          after: ms(500),
          to: 'membership',
          message: { type: 'change', sequence: 1, change: { leave: 'n4' } },
        },
      ],
    })
    simulation.runUntil(seconds(2))
    expect(names(simulation)).toEqual(['n1', 'n2', 'n3', 'n4'])
    expect(viewOf(simulation).number).toBe(3)
  })

  it('may crash in the middle of a change, which goes on when it is back', () => {
    const simulation = world({
      members,
      others: ['n5'],
      changes: [{ after: ms(500), join: { id: 'n5' } }],
      faults: [{ at: ms(507), fault: crash('membership', { lasts: seconds(1) }) }],
    })
    simulation.runUntil(ms(1_400))
    expect(viewOf(simulation)).toMatchObject({ number: 2, complete: false })
    simulation.runUntil(seconds(3))
    expect(viewOf(simulation)).toMatchObject({ number: 2, complete: true })
  })

  it('reaches with a new view, by and by, whom its messages missed', () => {
    const simulation = world({
      members,
      changes: [{ after: ms(500), leave: 'n4' }],
      faults: [{ at: ms(400), fault: isolate('n4', { lasts: seconds(1) }) }],
    })
    simulation.runUntil(ms(1_300))
    expect(viewOf(simulation)).toMatchObject({ number: 2, complete: true })
    expect(storeOf(simulation, 'n4').view?.number).toBe(1)
    simulation.runUntil(seconds(2))
    expect(storeOf(simulation, 'n4').view).toMatchObject({ number: 2, complete: true })
  })

  it('readmits a member that lost its disk in a new view, in which it gets all its keys anew', () => {
    const simulation = world({ members, faults: [{ at: ms(500), fault: wipe('n2', { lasts: ms(100) }) }] })
    simulation.runUntil(ms(604))
    expect(storeOf(simulation, 'n2').admitted).toBe(false)
    simulation.runUntil(seconds(2))
    expect(viewOf(simulation)).toMatchObject({ number: 2, complete: true, rebuilding: ['n2'] })
    expect(names(simulation)).toEqual(members)
    expect(storeOf(simulation, 'n2').admitted).toBe(true)
  })

  it('admits a node that lost its disk while it was no member as it is', () => {
    const simulation = world({
      members,
      others: ['n5'],
      faults: [{ at: ms(500), fault: wipe('n5', { lasts: ms(100) }) }],
    })
    simulation.runUntil(seconds(2))
    expect(viewOf(simulation).number).toBe(1)
    expect(storeOf(simulation, 'n5').admitted).toBe(true)
  })

  it('waits for nobody who lost its disk once more, and rebuilds it in the next view', () => {
    const simulation = world({
      members,
      others: ['n5'],
      changes: [{ after: ms(500), join: { id: 'n5' } }],
      faults: [
        { at: ms(400), fault: crash('n5') },
        { at: ms(700), fault: wipe('n2', { lasts: ms(100) }) },
      ],
    })
    simulation.runUntil(seconds(2))
    expect(viewOf(simulation)).toMatchObject({ number: 2, complete: false, rebuilding: [] })
    simulation.inject(restart('n5'))
    simulation.runUntil(seconds(4))
    expect(viewOf(simulation)).toMatchObject({ number: 3, complete: true, rebuilding: ['n2'] })
  })

  // Found by a seed that lost one disk twice within 2 ms: the words of the second life overtook those of the first.
  it('does not mind in which order it first hears of two lives of a node', () => {
    for (let seed = 0; seed < 200; seed++) {
      const simulation = world({
        members,
        seed,
        faults: [
          { at: ms(500), fault: wipe('n4', { lasts: ms(1) }) },
          { at: ms(502), fault: wipe('n4', { lasts: ms(1) }) },
        ],
      })
      simulation.runUntil(seconds(3))
      expect(viewOf(simulation).complete).toBe(true)
      expect(serviceOf(simulation).queue).toEqual([])
      expect(storeOf(simulation, 'n4').admitted).toBe(true)
      expect(storeOf(simulation, 'n4').view).toEqual(viewOf(simulation))
    }
  })

  it('refuses fewer members than a key has replicas, and names that are none', () => {
    const nodes = (list: readonly string[]) => () => world({ members: list })
    expect(nodes(['n1', 'n2'])).toThrow(UsageError)
    expect(nodes(['n1', 'n1', 'n2'])).toThrow(UsageError)
  })

  it('refuses members that the scenario does not have', () => {
    const nodes = {
      membership: membershipService({ members: ['n1', 'n2', 'n9'] }),
      ...cluster(3, storeNode({ membership: 'membership' })),
    }
    const { violations } = simulate(scenario({ title: 'a stranger', nodes, until: seconds(1) }), { seed: 1 })
    expect(violations[0]).toMatchObject({
      property: 'no-crash',
      message: expect.stringContaining("got 'n9'"),
    })
  })
})
