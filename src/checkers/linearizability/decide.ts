import type { Operation } from '../history.ts'
import type { Model } from './model.ts'
import { type Limits, Search } from './search.ts'
import type { Timeline } from './timeline.ts'
import { decideByZones } from './zones.ts'

/** Whether one timeline is linearizable. */
export type Decision =
  | {
      readonly verdict: 'linearizable'
      /** A linearization, as places in the timeline; operations that need not have happened may be missing. */
      readonly order: () => readonly number[]
    }
  | NotLinearizable
  | { readonly verdict: 'unknown' }

export interface NotLinearizable {
  readonly verdict: 'not-linearizable'
  /** The number of a return that some partial linearization reaches. */
  readonly reached: number
  /** Places of operations to look at first for the reason, if any are known. */
  readonly suspects?: readonly number[]
}

/** Decides by zones where values can be told apart, by what the model knows, or else by search. */
export function decide<State, Input, Output>(
  timeline: Timeline<Input, Output>,
  model: Model<State, Input, Output>,
  limits: Limits,
): Decision {
  const zones = decideByZones(timeline, model)
  if (zones?.linearizable === true) return { verdict: 'linearizable', order: zones.order }
  if (zones?.linearizable === false)
    return { verdict: 'not-linearizable', reached: 0, suspects: zones.conflict }
  const settled = model.settle?.(timeline.operations)
  if (settled?.linearizable === true) {
    const { order } = settled
    return { verdict: 'linearizable', order: () => placesOf(order(), timeline) }
  }
  if (settled?.linearizable === false) return { verdict: 'not-linearizable', reached: 0 }
  const fitted = model.fit?.(timeline.operations)
  return fitted === undefined ? searchFor(timeline, model, limits) : searchFor(timeline, fitted, limits)
}

function searchFor<State, Input, Output>(
  timeline: Timeline<Input, Output>,
  model: Model<State, Input, Output>,
  limits: Limits,
): Decision {
  const search = new Search(timeline, model)
  const outcome = search.run(limits)
  if (outcome === 'unknown') return { verdict: 'unknown' }
  if (outcome === 'stuck') return { verdict: 'not-linearizable', reached: search.furthest }
  return { verdict: 'linearizable', order: () => search.linearization().order }
}

function placesOf<Input, Output>(
  order: readonly Operation<Input, Output>[],
  timeline: Timeline<Input, Output>,
): readonly number[] {
  const places = new Map(timeline.operations.map((operation, place) => [operation, place]))
  return order.map((operation) => places.get(operation)!)
}
