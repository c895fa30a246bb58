import { expect, it } from 'vitest'
import { liveScenario } from '../../../src/explore/recording/live-scenario.ts'
import { recordingOf } from '../../../src/explore/recording/recording.ts'
import { pinOf } from '../../../src/simulation/pinned-network.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { simulate } from '../../../src/simulation/simulate.ts'
import {
  type Change,
  changedPlan,
  delayed,
  describeChange,
  dropped,
} from '../../../src/studio/model/changes.ts'
import { partingOf } from '../../../src/studio/model/parting.ts'
import { pinOfSent } from '../../../src/studio/model/pins.ts'
import { Timeline } from '../../../src/studio/model/timeline.ts'
import { rumourWorld } from '../../browser/rumour-world.ts'

const plan = planOf(rumourWorld, 4)
const original = recordingOf(rumourWorld, plan)
const live = liveScenario(rumourWorld, null)
const changed = (...changes: Change[]) => live.record(changedPlan(plan, changes, live))

it('without a change is the same run', () => {
  const same = changed()
  expect(same.hash).toBe(original.hash)
  expect(partingOf(new Timeline(original), new Timeline(same))).toBeNull()
})

it('injects a fault: the runs have all before it in common', () => {
  const at = 500_001
  const branch = changed({ type: 'inject', timed: { at, fault: { type: 'crash', node: 'n1' } } })
  const parting = partingOf(new Timeline(original), new Timeline(branch))!
  expect(branch.journal.at[parting]).toBe(at)
  expect(branch.hash).not.toBe(original.hash)
})

it('leaves a fault of the plan out', () => {
  const branch = changed({ type: 'without', fault: 0 })
  expect(branch.plan.faults).toEqual(plan.faults.slice(1))
  expect(partingOf(new Timeline(original), new Timeline(branch))).not.toBeNull()
})

it('drops and delays single messages, and all sent before them stay as they were', () => {
  const index = original.sent.at.findIndex(
    (at, place) => at > 300_000 && original.sent.arrivals[place]!.length === 1,
  )
  const pin = pinOfSent(original, index)
  const sent = simulate(rumourWorld, { plan, recordSent: true }).sent!
  expect(pin).toEqual(pinOf(sent[index]!))
  for (const other of [dropped(pin), delayed(pin, 70_000)]) {
    const branch = changed({ type: 'pin', pin: other })
    expect(branch.sent.arrivals[index]).toEqual(other.arrivals)
    expect(branch.sent.at.slice(0, index)).toEqual(original.sent.at.slice(0, index))
    expect(branch.hash).not.toBe(original.hash)
  }
  expect(changed({ type: 'pin', pin: dropped(pin) }, { type: 'pin', pin }).hash).toBe(original.hash)
})

it('pins messages of a network without chance among its other pins', () => {
  const pin = { from: 'n1', to: 'n2', nth: 1, arrivals: [] }
  const calm = { ...plan, network: { latency: 3_000, pins: [{ ...pin, nth: 2 }] } }
  const { network, pins } = changedPlan(calm, [{ type: 'pin', pin }], live)
  expect(network!.pins).toHaveLength(2)
  expect(pins).toBeUndefined()
})

it('takes another seed, and all changes with it', () => {
  const fault = { type: 'crash', node: 'n1' } as const
  const branch = changed({ type: 'inject', timed: { at: 9, fault } }, { type: 'seed', seed: '5' })
  expect(branch.plan.seed).toBe('5')
  expect(branch.plan.faults).toContainEqual({ at: 9, fault })
  expect(changed({ type: 'seed', seed: '5' }).hash).toBe(simulate(rumourWorld, { seed: 5 }).hash)
})

it('takes the shrunk plan of a failure, where the page has one', () => {
  const shrunk = { ...plan, faults: [] }
  expect(changedPlan(plan, [{ type: 'shrunk' }], live, shrunk).faults).toEqual([])
  expect(changedPlan(plan, [{ type: 'shrunk' }], live)).toEqual(plan)
})

it('reads in plain words', () => {
  const pin = { from: 'n1', to: 'n2', nth: 3, arrivals: [] }
  const fault = { type: 'crash', node: 'n1' } as const
  const words = (change: Change) => describeChange(change, plan)
  expect(words({ type: 'inject', timed: { at: 120_000, fault } })).toBe('at 120 ms crash n1')
  expect(words({ type: 'without', fault: 0 })).toBe('without: at 400 ms crash n2 for 150 ms')
  expect(words({ type: 'pin', pin })).toBe('n1 → n2 #3 dropped')
  expect(words({ type: 'seed', seed: '7' })).toBe('seed 7')
})
