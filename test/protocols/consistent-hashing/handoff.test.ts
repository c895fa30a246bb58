import { describe, expect, it } from 'vitest'
import { crash, ms, preferenceList, restart, seconds } from '../../../src/index.ts'
import { answersOf, cell, holdersOf, type Probe, storeOf, viewOf, world } from './world.ts'

const members = ['n1', 'n2', 'n3', 'n4']
const keys = Array.from({ length: 24 }, (_, index) => `k${index + 1}`)
const written: readonly Probe[] = keys.map(
  (key, index): Probe => ({
    after: index === 0 ? ms(100) : 0,
    to: 'n1',
    message: { type: 'put', key, ...cell(1) },
  }),
)
const join = { join: { id: 'n5' } } as const
const settings = { placement: 'ring', virtualNodes: 128, bug: null, replicas: 3 } as const

function placedOn(nodes: readonly string[], key: string): readonly string[] {
  return preferenceList(
    settings,
    nodes.map((id) => ({ id })),
    key,
  )
}

const moving = keys.filter((key) => placedOn([...members, 'n5'], key).includes('n5'))
const [moved] = moving as [string]

describe('a join', () => {
  const simulation = world({
    members,
    others: ['n5'],
    script: written,
    changes: [{ after: seconds(1), ...join }],
  })
  simulation.runUntil(ms(900))

  it('gives the joiner the keys whose preference list it is on, and takes them from who falls off it', () => {
    for (const key of keys) expect(holdersOf(simulation, members, key)).toHaveLength(3)
    simulation.runUntil(seconds(2))
    expect(viewOf(simulation)).toMatchObject({ number: 2, complete: true })
    expect(moving.length).toBeGreaterThan(0)
    for (const key of keys)
      expect(holdersOf(simulation, [...members, 'n5'], key)).toEqual(
        [...placedOn([...members, 'n5'], key)].sort(),
      )
    expect(storeOf(simulation, 'n5').received).toBe(moving.length)
  })

  it('asks only for the joiner: no other node receives a range', () => {
    expect(members.map((id) => storeOf(simulation, id).received)).toEqual([0, 0, 0, 0])
    expect(simulation.run().stats.messages.pull?.sent).toBe(members.length)
  })
})

describe('a handover', () => {
  const others = ['n5']
  const changes = [{ after: seconds(1), ...join }]

  it('waits for all but min(R, W) − 1 of the nodes of before: one may be down, two may not', () => {
    const down = (nodes: readonly string[]) => nodes.map((id) => ({ at: ms(900), fault: crash(id) }))
    const one = world({ members, others, script: written, changes, faults: down(['n2']) })
    one.runUntil(seconds(3))
    // The one that is down gets nothing in this view, but has to say so.
    expect(storeOf(one, 'n5')).toMatchObject({ transferred: true, received: moving.length })
    const two = world({ members, others, script: written, changes, faults: down(['n2', 'n3']) })
    two.runUntil(seconds(3))
    expect(storeOf(two, 'n5').transferred).toBe(false)
    two.inject(restart('n2'))
    two.runUntil(seconds(4))
    expect(storeOf(two, 'n5').transferred).toBe(true)
  })

  const halted = () =>
    world({
      members,
      others,
      changes,
      faults: [{ at: ms(900), fault: crash('n2') }],
      script: [
        ...written,
        { after: seconds(2), to: 'n5', message: { type: 'query', operation: 'x', view: 2, key: moved } },
        {
          to: 'n5',
          message: { type: 'store', operation: 'x', view: 2, key: moved, cell: cell(2) },
        },
      ],
    })

  it('leaves the joiner without a say until the view is complete, but what is written meanwhile is kept', () => {
    const simulation = halted()
    simulation.runUntil(seconds(5))
    expect(viewOf(simulation)).toMatchObject({ number: 2, complete: false })
    expect(answersOf(simulation).slice(-2)).toEqual([null, null])
    expect(storeOf(simulation, 'n5').cells[moved]).toEqual(cell(2))
  })

  it('merges what comes by version, so that it replaces nothing newer', () => {
    const simulation = halted()
    simulation.runUntil(seconds(5))
    simulation.inject(restart('n2'))
    simulation.runUntil(seconds(6))
    expect(viewOf(simulation).complete).toBe(true)
    expect(storeOf(simulation, 'n5').cells[moved]).toEqual(cell(2))
  })

  it('lets those of before keep what they hand over until the view is complete', () => {
    const simulation = halted()
    simulation.runUntil(seconds(5))
    for (const key of moving)
      for (const id of placedOn(members, key)) expect(storeOf(simulation, id).cells[key]).toBeDefined()
  })

  it('ends the view of before: who has handed over takes no more of its writes', () => {
    const owner = placedOn(members, moved).find((id) => id !== 'n2')!
    const simulation = world({
      members,
      others,
      changes,
      faults: [{ at: ms(900), fault: crash('n2') }],
      script: [
        ...written,
        {
          after: seconds(2),
          to: owner,
          message: { type: 'store', operation: 'x', view: 1, key: moved, cell: cell(9) },
        },
      ],
    })
    simulation.runUntil(seconds(5))
    expect(answersOf(simulation).at(-1)).toBeNull()
    expect(storeOf(simulation, owner).cells[moved]).toEqual(cell(1))
  })

  it('survives a crash of the joiner in the middle of it', () => {
    const simulation = world({
      members,
      others,
      script: written,
      changes,
      faults: [{ at: ms(1_008), fault: crash('n5', { lasts: ms(500) }) }],
    })
    simulation.runUntil(seconds(3))
    expect(viewOf(simulation)).toMatchObject({ number: 2, complete: true })
    for (const key of moving) expect(storeOf(simulation, 'n5').cells[key]).toEqual(cell(1))
  })
})
