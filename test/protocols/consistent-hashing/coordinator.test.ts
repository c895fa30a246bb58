import { describe, expect, it } from 'vitest'
import { crash, ms } from '../../../src/index.ts'
import { answersOf, cell, holdersOf, storeOf, world } from './world.ts'

const members = ['n1', 'n2', 'n3', 'n4']
const started = ms(100)

/** The replicas of the key in a store of these members, and a node that is none. */
function placed(key: string) {
  const simulation = world({
    members,
    script: [{ after: started, to: 'n1', message: { type: 'put', key, ...cell(1) } }],
  })
  simulation.runUntil(ms(1_000))
  const replicas = holdersOf(simulation, members, key)
  return { replicas, outsider: members.find((id) => !replicas.includes(id))! }
}

const { replicas, outsider } = placed('k')
const put = { type: 'put', key: 'k', ...cell(1) } as const
const get = { type: 'get', key: 'k' } as const

describe('a coordinator', () => {
  it('may be any node, a replica of the key or not (Dynamo §4.5)', () => {
    expect(replicas).toHaveLength(3)
    const script = [
      { after: started, to: outsider, message: put },
      { to: replicas[0]!, message: get },
      { to: outsider, message: get },
    ]
    const simulation = world({ members, script })
    simulation.runUntil(ms(1_000))
    expect(answersOf(simulation)).toEqual([
      { type: 'written' },
      { type: 'got', value: 'v1' },
      { type: 'got', value: 'v1' },
    ])
    expect(holdersOf(simulation, members, 'k')).toEqual(replicas)
  })

  it('answers that it is unavailable while it knows no view', () => {
    const simulation = world({
      members,
      faults: [{ at: 0, fault: crash('membership') }],
      script: [{ after: started, to: 'n1', message: get }],
    })
    simulation.runUntil(ms(1_000))
    expect(answersOf(simulation)).toEqual([{ type: 'unavailable' }])
  })

  it('reads and writes with one of three replicas down, and with two down does neither', () => {
    const downs = (count: number) => replicas.slice(0, count).map((id) => ({ at: started, fault: crash(id) }))
    const script = [
      { after: started + 1, to: outsider, message: put },
      { to: outsider, message: get },
    ]
    const one = world({ members, script, faults: downs(1) })
    one.runUntil(ms(1_000))
    expect(answersOf(one)).toEqual([{ type: 'written' }, { type: 'got', value: 'v1' }])
    const two = world({ members, script, faults: downs(2) })
    two.runUntil(ms(1_000))
    expect(answersOf(two)).toEqual([null, null])
  })

  it('reads the newest value of a read quorum, and writes it back to a write quorum (Attiya et al. 1995, §3)', () => {
    const [first, second, third] = replicas as [string, string, string]
    const script = [
      {
        after: started,
        to: first,
        message: { type: 'store', operation: 'x', view: 1, key: 'k', cell: cell(7) } as const,
      },
      { to: outsider, message: get },
    ]
    // With the third down, the read has to ask both others.
    const simulation = world({
      members,
      script,
      store: { repairEvery: ms(10_000) },
      faults: [{ at: started, fault: crash(third) }],
    })
    simulation.runUntil(ms(1_000))
    expect(answersOf(simulation)[1]).toEqual({ type: 'got', value: 'v7' })
    expect(storeOf(simulation, second).cells.k).toEqual(cell(7))
    expect(simulation.run().stats.notes['read writes back']).toBe(1)
  })

  it('returns what was never written without a write-back', () => {
    const simulation = world({ members, script: [{ after: started, to: 'n1', message: get }] })
    simulation.runUntil(ms(1_000))
    expect(answersOf(simulation)).toEqual([{ type: 'got', value: null }])
    expect(simulation.run().stats.messages.store).toBeUndefined()
  })

  it('tells the counter of the newest version, above which a client chooses its own', () => {
    const script = [
      { after: started, to: 'n1', message: { type: 'put', key: 'k', ...cell(5) } as const },
      { to: 'n2', message: { type: 'version', key: 'k' } as const },
      { to: 'n2', message: { type: 'version', key: 'other' } as const },
    ]
    const simulation = world({ members, script })
    simulation.runUntil(ms(1_000))
    expect(answersOf(simulation).slice(1)).toEqual([
      { type: 'versionRead', counter: 5 },
      { type: 'versionRead', counter: 0 },
    ])
  })

  it('takes a put that is repeated late, at whatever node, for the write it was', () => {
    const script = [
      { after: started, to: 'n1', message: put },
      { to: 'n2', message: { type: 'put', key: 'k', ...cell(2) } as const },
      { to: 'n3', message: put },
      { to: 'n4', message: get },
    ]
    const simulation = world({ members, script })
    simulation.runUntil(ms(1_000))
    expect(answersOf(simulation)).toEqual([
      { type: 'written' },
      { type: 'written' },
      { type: 'written' },
      { type: 'got', value: 'v2' },
    ])
  })

  it('ends a phase that a change of membership interrupts with the replicas of the new view', () => {
    const script = [{ after: ms(299), to: outsider, message: put }]
    const simulation = world({
      members,
      script,
      others: ['n5'],
      changes: [{ after: ms(295), join: { id: 'n5' } }],
    })
    simulation.runUntil(ms(1_500))
    expect(answersOf(simulation)).toEqual([{ type: 'written' }])
    expect(storeOf(simulation, outsider).view?.number).toBe(2)
    expect(storeOf(simulation, outsider).operations).toEqual([])
  })
})
