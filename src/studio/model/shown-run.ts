import type { LiveScenario } from '../../explore/recording/live-scenario.ts'
import type { Recording } from '../../explore/recording/recording.ts'
import type { Rewinder } from '../../explore/recording/rewinder.ts'
import { type Band, bandsOf } from './bands.ts'
import { FlightIndex } from './flight-index.ts'
import { type Flight, flightsOf } from './messages.ts'
import { operationsOf, type ShownOperation } from './operations.ts'
import { Timeline } from './timeline.ts'

/** A run with all that is drawn of it. */
export interface ShownRun {
  readonly name: string
  readonly recording: Recording
  readonly timeline: Timeline
  readonly flights: readonly Flight[]
  readonly flightIndex: FlightIndex
  readonly bands: readonly Band[]
  readonly operations: readonly ShownOperation[]
  /** Where the states come from; `null` without the scenario's code. */
  readonly rewinder: Rewinder | null
}

export function shownRun(name: string, recording: Recording, live: LiveScenario | null): ShownRun {
  const timeline = new Timeline(recording)
  const flights = flightsOf(timeline)
  return {
    name,
    recording,
    timeline,
    flights,
    flightIndex: new FlightIndex(flights),
    bands: bandsOf(timeline),
    operations: operationsOf(timeline),
    rewinder: live?.rewinder(recording.plan) ?? null,
  }
}
