import { type Pin, pinOf, type SentMessage } from '../../simulation/pinned-network.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { changedPlan } from '../replay/what-if.ts'
import type { Trials } from '../shrink/trials.ts'
import { type NumberedParts, numberedParts } from './script.ts'

/**
 * The messages without which the property would hold: each that arrived is dropped by itself, and the plan run again.
 * Undefined when the network is left to chance, where dropping one message would change the others' fates.
 */
export function necessaryMessages(
  plan: Plan,
  sent: readonly SentMessage[],
  trials: Trials,
  stop: () => boolean,
): ReadonlySet<SentMessage> | undefined {
  const { network } = plan
  if (!network) return undefined
  const necessary = new Set<SentMessage>()
  for (const message of sent) {
    if (message.arrivals.length === 0) continue
    if (stop()) break
    const dropped: Pin = { ...pinOf(message), arrivals: [] }
    const pins = [...network.pins.filter((pin) => !isSame(pin, dropped)), dropped]
    if (!trials.fails({ ...plan, network: { ...network, pins } })) necessary.add(message)
  }
  return necessary
}

/**
 * The parts of a plan without which the property would hold, by the numbers of its script (`fault#2`): each is left out
 * by itself, and the plan run again.
 */
export function necessaryParts(
  scenario: Scenario,
  plan: Plan,
  trials: Trials,
  stop: () => boolean,
): ReadonlySet<string> {
  const parts = numberedParts(plan)
  const names = (Object.keys(parts) as (keyof NumberedParts)[]).flatMap((kind) =>
    parts[kind].map((_, index) => `${kind}#${index + 1}`),
  )
  const necessary = new Set<string>()
  for (const name of names) {
    if (stop()) break
    if (!trials.fails(changedPlan(scenario, plan, { without: [name], inject: [] }))) necessary.add(name)
  }
  return necessary
}

function isSame(a: Pin, b: Pin): boolean {
  return a.from === b.from && a.to === b.to && a.nth === b.nth
}
