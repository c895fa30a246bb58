import { expect, it } from 'vitest'
import raftWorld from '../../../scenarios/raft/leader-crashes.ts'
import { liveScenario } from '../../../src/explore/recording/live-scenario.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { fieldChanges } from '../../../src/studio/model/field-changes.ts'
import { fieldMarks } from '../../../src/studio/model/field-marks.ts'
import { shownRun } from '../../../src/studio/model/shown-run.ts'

const live = liveScenario(raftWorld, null)
const run = shownRun('original', live.record(planOf(raftWorld, 1)), live)
const marks = fieldMarks(run, { node: 0, path: ['votedFor'] })

it('mark the lanes of all nodes that have the field, and no others', () => {
  for (const [node, { kind }] of run.recording.nodes.entries())
    expect(marks[node]!.length > 0).toBe(kind === 'raft')
  const changes = fieldChanges(run, { node: 1, path: ['votedFor'] })
  expect(marks[1]!.map(({ entry }) => entry)).toEqual(changes.map(({ entry }) => entry))
})

it('give equal values one colour, whatever node they are at', () => {
  const colours = new Map<string, Set<number | undefined>>()
  for (const { role, colour } of marks.flat()) colours.set(role, (colours.get(role) ?? new Set()).add(colour))
  expect(colours.size).toBeGreaterThan(1)
  expect([...colours.values()].every(({ size }) => size === 1)).toBe(true)
})
