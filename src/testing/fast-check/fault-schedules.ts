import * as fc from 'fast-check'
import { simplerFaults } from '../../explore/shrink/simpler.ts'
import { type Budget, minority, withinBudget } from '../../faults/budget.ts'
import type { TimedFault } from '../../faults/fault.ts'
import type { Span } from '../../faults/generator.ts'
import { type Micros, ms, seconds } from '../../kernel/time.ts'
import { chosenKinds, type FaultChoice, type FaultKind, faultsOf } from './faults.ts'
import { listsOf } from './lists.ts'

export interface FaultScheduleConstraints<Id extends string = string> extends FaultChoice<Id> {
  /** All faults strike before this time, µs. */
  readonly until: Micros
  /** How much may be down at one time; a minority of the nodes unless told. */
  readonly budget?: Budget
  /** How long faults last, µs; from 1 ms to a quarter of the time there is, 10 s at most, unless told. */
  readonly lastFor?: Span
  /** The most faults of a schedule before the budget is kept; 128 unless told. */
  readonly maxLength?: number
}

/**
 * Faults within a budget, all of which end; fewer, earlier and shorter when they shrink. Each schedule is of some of
 * the kinds, on some of the nodes, and of few faults or of many (swarm testing: Groce et al., ISSTA 2012).
 */
export function faultSchedules<Id extends string>(
  nodes: readonly Id[],
  constraints: FaultScheduleConstraints<NoInfer<Id>>,
): fc.Arbitrary<TimedFault<Id>[]> {
  const { until, budget = { atMost: minority(nodes.length) }, maxLength = 256, upgradeTo = [] } = constraints
  const kinds = chosenKinds(constraints, nodes.length)
  // Times in whole milliseconds are easier to read, unless there are few of them.
  const tick = Math.min(ms(1), Math.max(1, Math.floor(until / 1_000)))
  const [shortest, longest] = constraints.lastFor ?? [
    tick,
    Math.max(tick, Math.min(seconds(10), Math.floor(until / 4))),
  ]
  const time = fc.nat({ max: Math.max(0, Math.ceil(until / tick) - 1) }).map((count) => count * tick)
  const all = [...(constraints.victims ?? nodes)]
  const victims = fc.oneof(fc.constant(all), fc.subarray(all, { minLength: 1 }))
  const ofKind = (kind: FaultKind) =>
    fc
      .record({
        victims,
        most: fc.constantFrom(...scales(8, maxLength)),
        longest: fc.constantFrom(...scales(shortest, longest)),
      })
      .chain(({ victims: some, most, longest: lasting }) => {
        const scene = {
          nodes,
          victims: some,
          lastFor: [shortest, lasting] as const,
          tick,
          upgradeTo: [upgradeTo].flat(),
        }
        return fc.array(fc.record({ at: time, fault: faultsOf(kind, scene) }), {
          maxLength: most,
          size: 'max',
        })
      })
  const schedule = fc
    .subarray(kinds, { minLength: 1 })
    .chain((some) => fc.tuple(...some.map(ofKind)))
    // The filter only leaves faults out, so they are on the nodes that were given.
    .map((schedules) => withinBudget(schedules.flat(), nodes, budget) as TimedFault<Id>[])
  const simpler = (timed: TimedFault<Id>) =>
    (simplerFaults(timed) as TimedFault<Id>[]).filter(
      ({ fault }) => !('lasts' in timed.fault) || 'lasts' in fault,
    )
  return listsOf(schedule, simpler, (list) => withinBudget(list, nodes, budget).length === list.length)
}

/** From the least to the most, each eight times the one before: what is rare is met at one of them. */
function scales(least: number, most: number): number[] {
  const scale: number[] = []
  for (let size = least; size < most; size *= 8) scale.push(size)
  return [...scale, most]
}
