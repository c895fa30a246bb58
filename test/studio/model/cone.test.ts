import fc from 'fast-check'
import { expect, it } from 'vitest'
import { recordingOf } from '../../../src/explore/recording/recording.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { coneOf, towards } from '../../../src/studio/model/cone.ts'
import { isOfNode, Timeline } from '../../../src/studio/model/timeline.ts'
import { rumourWorld } from '../../browser/rumour-world.ts'

const timeline = new Timeline(recordingOf(rumourWorld, planOf(rumourWorld, 1)))
const anEntry = fc.nat(timeline.length - 1)

it('is the same seen from both ends: one lies in the past of those in whose past it lies', () => {
  fc.assert(
    fc.property(anEntry, anEntry, (a, b) => {
      expect(coneOf(timeline, a)[b] === towards.past).toBe(coneOf(timeline, b)[a] === towards.future)
    }),
    { numRuns: 200 },
  )
})

it('has the past before the chosen event and the future after it', () => {
  fc.assert(
    fc.property(anEntry, (chosen) => {
      for (const [entry, place] of coneOf(timeline, chosen).entries()) {
        if (place === towards.past) expect(entry).toBeLessThan(chosen)
        if (place === towards.future) expect(entry).toBeGreaterThan(chosen)
        if (place === towards.chosen) expect(entry).toBe(chosen)
      }
    }),
    { numRuns: 20 },
  )
})

it('has all that a node went through before in the past, and the sending of what was delivered', () => {
  const delivery = timeline.kinds.indexOf('deliver')
  const chosen = timeline.kindOf.lastIndexOf(delivery)
  const cone = coneOf(timeline, chosen)
  for (let entry = 0; entry < chosen; entry++)
    if (timeline.nodeOf[entry] === timeline.nodeOf[chosen] && isOfNode(timeline.kind(entry)))
      expect(cone[entry]).toBe(towards.past)
  expect(cone[timeline.causeOf[chosen]!]).toBe(towards.past)
})
