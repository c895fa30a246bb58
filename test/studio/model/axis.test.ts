import fc from 'fast-check'
import { expect, it } from 'vitest'
import { recordingOf } from '../../../src/explore/recording/recording.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { Axis } from '../../../src/studio/model/axis.ts'
import { Timeline } from '../../../src/studio/model/timeline.ts'
import { rumourWorld } from '../../browser/rumour-world.ts'

const timeline = new Timeline(recordingOf(rumourWorld, planOf(rumourWorld, 1)))
const anEntry = fc.nat(timeline.length - 1)

it.each(['time', 'order'] as const)('by %s puts later entries no further left', (kind) => {
  const axis = new Axis(timeline, kind)
  for (let entry = 1; entry < timeline.length; entry++)
    expect(axis.ofEntry(entry)).toBeGreaterThanOrEqual(axis.ofEntry(entry - 1))
})

it.each(['time', 'order'] as const)('by %s finds an entry where it has put it', (kind) => {
  const axis = new Axis(timeline, kind)
  fc.assert(
    fc.property(anEntry, (entry) => {
      const position = axis.ofEntry(entry)
      expect(axis.ofEntry(axis.entryAt(position))).toBe(position)
      const before = axis.firstFrom(position)
      expect(axis.ofEntry(before)).toBe(position)
      expect(axis.countBetween(axis.ofEntry(0) - 1, position)).toBeGreaterThan(before)
    }),
  )
})

it('by order gives every step the same room, and leads from times to positions and back', () => {
  const axis = new Axis(timeline, 'order')
  expect(axis.ofEntry(timeline.length - 1)).toBe(timeline.recording.steps.length - 1)
  fc.assert(
    fc.property(fc.nat(timeline.end), (time) => {
      expect(Math.abs(axis.timeAt(axis.ofTime(time)) - time)).toBeLessThanOrEqual(1)
    }),
  )
})
