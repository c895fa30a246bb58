import { expect, it } from 'vitest'
import raftWorld from '../../../scenarios/raft/leader-crashes.ts'
import { liveScenario } from '../../../src/explore/recording/live-scenario.ts'
import { ms } from '../../../src/kernel/time.ts'
import { defineNode } from '../../../src/node/definition.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { scenario } from '../../../src/simulation/scenario.ts'
import { Simulation } from '../../../src/simulation/simulation.ts'
import { fieldChanges } from '../../../src/studio/model/field-changes.ts'
import { markAt, marksOf, standingByFields, usualStanding } from '../../../src/studio/model/marks.ts'
import { shownRun } from '../../../src/studio/model/shown-run.ts'

const live = liveScenario(raftWorld, null)
const plan = planOf(raftWorld, 1)
const run = shownRun('original', live.record(plan), live)
const marks = marksOf(run, (_node, state) => usualStanding(state))

it('tell what each node is at any time', () => {
  const simulation = new Simulation(raftWorld, { plan })
  for (const time of [0, 100_000, 400_000, 1_000_000, 3_000_000, 7_000_000]) {
    simulation.runUntil(time)
    for (const { id, index, state } of simulation.hosts) {
      const { role, currentTerm } = state as { role?: { type: string }; currentTerm?: number }
      const mark = markAt(marks[index]!, time)
      expect([id, mark?.role, mark?.epoch]).toEqual([id, role?.type, currentTerm?.toString()])
    }
  }
})

it('are strong where a node leads', () => {
  for (const mark of marks.flat()) expect(mark.strong).toBe(mark.role === 'leader')
})

it('of a single field are its values, from when on', () => {
  const terms = fieldChanges(run, { node: 0, path: ['currentTerm'] }).map(({ value }) => value)
  expect(terms.length).toBeGreaterThan(1)
  expect(terms).toEqual([...new Set(terms)].sort())
  const last = run.rewinder!.after(run.recording.steps.length - 1)[0]!.state
  expect(terms.at(-1)).toBe((last as { currentTerm: number }).currentTerm)
  expect(fieldChanges(run, { node: 0, path: ['none'] })).toEqual([])
})

it('go by the fields that a protocol names', () => {
  const lamp = defineNode<
    { light: 'off' | 'on'; turns: number },
    { type: 'turn' },
    Record<never, never>,
    'turn'
  >('lamp', {
    initial: () => ({ light: 'off', turns: 0 }),
    lane: ['light', 'turns'],
    boot: (_state, ctx) => ctx.after(ms(10), 'turn'),
    timeout: {
      turn(state, ctx) {
        state.light = state.light === 'off' ? 'on' : 'off'
        state.turns++
        ctx.after(ms(10), 'turn')
      },
    },
  })
  const world = scenario({ title: 'A lamp', nodes: { n1: lamp() }, until: ms(35) })
  const lit = liveScenario(world, null)
  const shown = shownRun('original', lit.record(planOf(world, 1)), lit)
  const seen = marksOf(shown, ({ lane }, state) => standingByFields(lane!, state))[0]!.map(
    ({ from, role, epoch }) => [from, role, epoch],
  )
  expect(seen).toEqual([
    [0, 'off', '0'],
    [ms(10), 'on', '1'],
    [ms(20), 'off', '2'],
    [ms(30), 'on', '3'],
  ])
})
