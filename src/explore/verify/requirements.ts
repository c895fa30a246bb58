import type { Property } from '../../checkers/property.ts'
import { UsageError } from '../../kernel/errors.ts'
import { noCrash } from '../../simulation/judge.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import type { VerifyBounds } from '../../simulation/verify-bounds.ts'

/** @throws UsageError for a scenario without bounds. */
export function requireBounds({ verify: bounds, title }: Scenario): VerifyBounds {
  if (bounds === null)
    throw new UsageError(
      `Expected the scenario '${title}' to say within what bounds it is to be verified, such as verify: { crashes: 1, timeouts: 2 }, got none.`,
    )
  return bounds
}

/** @throws UsageError for what a search would miss. */
export function requireSearchable(scenario: Scenario): void {
  const { title, nodes, storage, handling, clocks } = scenario
  for (const [id, { kind, definition }] of Object.entries(nodes))
    if (definition.run !== null)
      throw new UsageError(
        `Expected the nodes of '${title}' to be made by defineNode when it is verified, but ${id} (${kind}) is a program, which can't be copied where it waits; write its steps as handlers.`,
      )
  for (const [name, isSet] of [
    ['storage', Object.values(storage).some((time) => time > 0)],
    ['handling', handling > 0],
    ['clocks', Object.keys(clocks).length > 0],
  ] as const)
    if (isSet)
      throw new UsageError(
        `Expected the scenario '${title}' to do without ${name} when it is verified, as time is not modelled: handlers happen at once, and timers at any moment; leave ${name} out.`,
      )
  for (const property of [...scenario.holds, ...scenario.violates, ...scenario.reaches])
    requireRule(property, title)
}

function requireRule({ name, rule }: Property, title: string): void {
  if (name === noCrash.name) return
  if (rule === undefined)
    throw new UsageError(
      `Expected the properties of '${title}' to be made by always, alwaysStep, alwaysWithMemory, eventually, sometimes, linearizable or serializable when it is verified, but '${name}' keeps what it remembers to itself, where a search would miss it; leave it out, or write it with alwaysWithMemory.`,
    )
}
