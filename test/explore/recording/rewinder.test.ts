import { expect, it } from 'vitest'
import { recordingOf } from '../../../src/explore/recording/recording.ts'
import { Rewinder } from '../../../src/explore/recording/rewinder.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { Simulation } from '../../../src/simulation/simulation.ts'
import { rumourWorld } from '../../browser/rumour-world.ts'

const plan = planOf(rumourWorld, 2)
const { steps } = recordingOf(rumourWorld, plan)

/** The states after so many steps, by a simulation of their own. */
function stepped(count: number): unknown {
  const simulation = new Simulation(rumourWorld, { plan })
  for (let step = 0; step < count; step++) simulation.step()
  return JSON.parse(JSON.stringify(simulation.hosts.map(({ id, up, state }) => ({ id, up, state }))))
}

it('tells the states after any step, in whatever order it is asked', () => {
  const rewinder = new Rewinder(rumourWorld, plan)
  const last = steps.length - 1
  for (const step of [5, last, 3, 4, 4, last - 1, 1])
    expect(rewinder.after(step)).toMatchObject(stepped(step) as object)
})

it('begins with what the nodes are when they have just started', () => {
  const moment = new Rewinder(rumourWorld, plan).after(0)
  expect(moment.map(({ id }) => id)).toEqual(Object.keys(rumourWorld.nodes))
  expect(moment.every(({ up }) => up)).toBe(true)
})

it('gives states that later steps do not change', () => {
  const rewinder = new Rewinder(rumourWorld, plan)
  const early = rewinder.after(2)
  const text = JSON.stringify(early)
  rewinder.after(steps.length - 1)
  expect(JSON.stringify(early)).toBe(text)
})
