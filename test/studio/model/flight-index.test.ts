import fc from 'fast-check'
import { expect, it } from 'vitest'
import { recordingOf } from '../../../src/explore/recording/recording.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { FlightIndex } from '../../../src/studio/model/flight-index.ts'
import { flightsOf } from '../../../src/studio/model/messages.ts'
import { Timeline } from '../../../src/studio/model/timeline.ts'
import { rumourWorld } from '../../browser/rumour-world.ts'

const timeline = new Timeline(recordingOf(rumourWorld, planOf(rumourWorld, 1)))
const flights = flightsOf(timeline)
const index = new FlightIndex(flights)
const aTime = fc.nat(timeline.end)

it('finds the very messages that one finds by looking at all', () => {
  expect(flights.length).toBeGreaterThan(300)
  fc.assert(
    fc.property(aTime, aTime, (a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)]
      expect(index.between(from, to)).toEqual(
        flights.filter(({ sentAt, endedAt }) => sentAt <= to && endedAt >= from),
      )
      expect(index.at(a)).toEqual(flights.filter(({ sentAt, endedAt }) => sentAt <= a && endedAt > a))
    }),
  )
})

it('of no messages finds none', () => {
  expect(new FlightIndex([]).at(0)).toEqual([])
})
