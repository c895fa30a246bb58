import { describe, expect, it } from 'vitest'
import { changedPlan } from '../../../src/explore/replay/what-if.ts'
import {
  clog,
  crash,
  degrade,
  type Fault,
  heal,
  isolate,
  partition,
  partitionBridge,
  partitionOneWay,
  partitionRing,
} from '../../../src/faults/fault.ts'
import { UsageError } from '../../../src/kernel/errors.ts'
import { ms } from '../../../src/kernel/time.ts'
import { type Plan, planOf } from '../../../src/simulation/plan.ts'
import { simulate } from '../../../src/simulation/simulate.ts'
import { forgetfulVoters } from '../shrink/forgetful-voters.ts'

const plan: Plan = {
  seed: '1',
  faults: [
    { at: ms(30), fault: crash('n2') },
    { at: ms(10), fault: crash('n1') },
    { at: ms(20), fault: crash('n3') },
  ],
  conditions: [4, 2],
  operations: { n1: ['a', 'b'], n3: ['c'] },
  network: {
    latency: ms(1),
    pins: [
      { from: 'n1', to: 'n2', nth: 1, arrivals: [] },
      { from: 'n2', to: 'n3', nth: 1, arrivals: [] },
    ],
  },
}
const change = (without: string[], from = plan) => changedPlan(forgetfulVoters, from, { without, inject: [] })

describe('what is left out', () => {
  it('is numbered as in the script: faults by time, operations and pins as they stand', () => {
    expect(change(['fault#1', 'operation#2', 'condition#1', 'pin#2'])).toEqual({
      ...plan,
      faults: [plan.faults[2], plan.faults[0]],
      conditions: [2],
      operations: { n1: ['a'], n3: ['c'] },
      network: { latency: ms(1), pins: [plan.network!.pins[0]] },
    })
  })

  it('is counted in the plan as it was, however much is left out', () => {
    expect(change(['fault#1', 'fault#2']).faults).toEqual([plan.faults[0]])
    expect(change(['operation#1', 'operation#3']).operations).toEqual({ n1: ['b'], n3: [] })
  })

  it('may be a pinned timer', () => {
    const timers = ['n1', 'n3'].map((node) => ({ node, timer: 'candidacy', nth: 1, after: ms(5) }))
    expect(change(['timer#2'], { ...plan, timers }).timers).toEqual([timers[0]])
    expect(change(['n1'], { ...plan, timers }).timers).toEqual([timers[1]])
  })

  it('may be a node, with all that concerns it', () => {
    expect(change(['n3'])).toEqual({
      ...plan,
      nodes: ['n1', 'n2'],
      faults: [plan.faults[1], plan.faults[0]],
      operations: { n1: ['a', 'b'] },
      network: { latency: ms(1), pins: [plan.network!.pins[0]] },
    })
  })

  it.each<[Fault, Fault | null]>([
    [heal(), heal()],
    [isolate('n3'), null],
    [isolate('n1'), isolate('n1')],
    [partition([['n1'], ['n2', 'n3']]), partition([['n1'], ['n2']])],
    [partition([['n1', 'n2'], ['n3']]), null],
    [partitionBridge('n3', [['n1'], ['n2']]), null],
    [partitionBridge('n1', [['n3'], ['n2']]), null],
    [partitionOneWay(['n1', 'n3'], ['n2']), partitionOneWay(['n1'], ['n2'])],
    [partitionOneWay(['n1'], ['n3']), null],
    [partitionRing(['n1', 'n2', 'n3', 'n1']), null],
    [clog(['n1'], ['n2', 'n3']), clog(['n1'], ['n2'])],
    [clog(['n3'], ['n1']), null],
    [degrade({ loss: 1 }), degrade({ loss: 1 })],
    [degrade({ loss: 1 }, { from: ['n3'] }), null],
    [degrade({ loss: 1 }, { to: ['n2', 'n3'] }), degrade({ loss: 1 }, { to: ['n2'] })],
  ])('of %j, without n3, is %j', (fault, rest) => {
    const faults = [{ at: 0, fault }]
    expect(change(['n3'], { ...plan, faults }).faults).toEqual(rest === null ? [] : [{ at: 0, fault: rest }])
  })

  it.each([
    [['fault#4'], /got fault#4; it has fault#1 to fault#3/],
    [['fault#0'], /got fault#0/],
    [['pin#3'], /it has pin#1 to pin#2/],
    [['n4'], /or a node \(n1, n2, n3\), got 'n4'/],
    [['fualt#1'], /got 'fualt#1'/],
    [['n1', 'n2', 'n3'], /Expected some node to stay/],
  ])('%j is refused in a sentence', (without, sentence) => {
    expect(() => change(without)).toThrow(UsageError)
    expect(() => change(without)).toThrow(sentence)
  })
})

describe('what is injected', () => {
  it('stands among the faults by its time', () => {
    const inject = [{ at: ms(15), fault: heal() }]
    expect(changedPlan(forgetfulVoters, plan, { without: [], inject }).faults.map(({ at }) => at)).toEqual(
      [10, 15, 20, 30].map(ms),
    )
  })

  it('must fit the scenario, and the nodes that stay', () => {
    const inject = [{ at: ms(15), fault: crash('n3') }]
    expect(() => changedPlan(forgetfulVoters, plan, { without: ['n3'], inject })).toThrow(
      /Expected crash\.node to name a node \(n1, n2\), got 'n3'.* This is about the fault to inject/,
    )
  })

  it('makes another run', () => {
    const drawn = planOf(forgetfulVoters, 1)
    const inject = [{ at: ms(15), fault: crash('n3') }]
    const changed = changedPlan(forgetfulVoters, drawn, { without: [], inject })
    expect(simulate(forgetfulVoters, { plan: changed }).hash).not.toBe(
      simulate(forgetfulVoters, { plan: drawn }).hash,
    )
  })
})
