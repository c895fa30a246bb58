import { describePin } from '../../explore/explain/script.ts'
import type { LiveScenario } from '../../explore/recording/live-scenario.ts'
import { describeTimedFault } from '../../faults/describe.ts'
import type { TimedFault } from '../../faults/fault.ts'
import type { Pin } from '../../simulation/pinned-network.ts'
import type { Plan } from '../../simulation/plan.ts'

/** How a reader wants a run to go on otherwise; plain JSON, so that an address can carry it. */
export type Change =
  | { readonly type: 'inject'; readonly timed: TimedFault }
  /** The fault of the original plan at this place in it does not strike. */
  | { readonly type: 'without'; readonly fault: number }
  | { readonly type: 'pin'; readonly pin: Pin }
  | { readonly type: 'seed'; readonly seed: string }
  /** The failure is shrunk: the plan is the smallest that was found to fail alike. */
  | { readonly type: 'shrunk' }

/** The original plan with the changes; a new seed makes a new plan, to which the other changes apply. */
export function changedPlan(
  original: Plan,
  changes: readonly Change[],
  live: LiveScenario,
  shrunk: Plan | null = null,
): Plan {
  const seed = changes.findLast((change) => change.type === 'seed')?.seed
  const begun = changes.some(({ type }) => type === 'shrunk') && shrunk !== null ? shrunk : original
  const plan = seed === undefined ? begun : live.plan(seed)
  const without = new Set(changes.flatMap((change) => (change.type === 'without' ? [change.fault] : [])))
  const injected = changes.flatMap((change) => (change.type === 'inject' ? [change.timed] : []))
  const pins = changes.flatMap((change) => (change.type === 'pin' ? [change.pin] : []))
  const faults = [...plan.faults.filter((_, index) => !without.has(index)), ...injected]
  faults.sort((a, b) => a.at - b.at)
  if (pins.length === 0) return { ...plan, faults }
  const { network } = plan
  if (!network) return { ...plan, faults, pins: withPins(plan.pins ?? [], pins) }
  return { ...plan, faults, network: { ...network, pins: withPins(network.pins, pins) } }
}

/** Later pins of a message replace earlier ones. */
function withPins(pins: readonly Pin[], more: readonly Pin[]): Pin[] {
  const byMessage = new Map<string, Pin>()
  for (const pin of [...pins, ...more]) byMessage.set(`${pin.from}>${pin.to}#${pin.nth}`, pin)
  return [...byMessage.values()]
}

/** A change in plain words. */
export function describeChange(change: Change, original: Plan): string {
  switch (change.type) {
    case 'inject':
      return describeTimedFault(change.timed)
    case 'without': {
      const timed = original.faults[change.fault]
      return `without: ${timed ? describeTimedFault(timed) : `fault ${change.fault + 1}`}`
    }
    case 'pin':
      return describePin(change.pin)
    case 'seed':
      return `seed ${change.seed}`
    case 'shrunk':
      return 'the failure, shrunk'
    default:
      return change satisfies never
  }
}

/** How a message is pinned that is on its way and is to arrive so much later, µs. */
export function delayed(pin: Pin, by: number): Pin {
  return { ...pin, arrivals: pin.arrivals.map((after) => after + by) }
}

export function dropped({ damage: _, ...pin }: Pin): Pin {
  return { ...pin, arrivals: [] }
}
