import type { Fault, TimedFault } from '../../faults/fault.ts'
import { validateFault } from '../../faults/validate.ts'
import { UsageError } from '../../kernel/errors.ts'
import { didYouMean } from '../../kernel/nearest.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { type NumberedParts, numberedParts } from '../explain/script.ts'

/** How a plan is to be another one. */
export interface WhatIf {
  /** What is left out: `fault#2`, `operation#3`, `condition#1`, `pin#1`, `timer#1` as its script numbers them, or a node. */
  readonly without: readonly string[]
  /** What happens besides. */
  readonly inject: readonly TimedFault[]
}

/**
 * The plan without some of its parts and with other faults; all numbers are those of the plan as it is.
 * @throws UsageError when a part is not in the plan, or a fault does not fit the scenario.
 */
export function changedPlan(scenario: Scenario, plan: Plan, { without, inject }: WhatIf): Plan {
  const parts = numberedParts(plan)
  const left: Record<keyof NumberedParts, Set<number>> = {
    operation: new Set(),
    condition: new Set(),
    fault: new Set(),
    pin: new Set(),
    timer: new Set(),
  }
  const nodes = new Set<string>()
  const all = plan.nodes ?? Object.keys(scenario.nodes)
  for (const name of without) {
    const [, kind, number] = /^(operation|condition|fault|pin|timer)#(\d+)$/.exec(name) ?? []
    if (kind !== undefined) left[kind as keyof NumberedParts].add(indexOf(parts, kind, Number(number)))
    else if (all.includes(name)) nodes.add(name)
    else
      throw new UsageError(
        `Expected what is left out to be a part of the script, such as fault#1 or operation#2, or a node (${all.join(', ')}), got '${name}'.${didYouMean(name, all)}`,
      )
  }
  if (nodes.size === all.length)
    throw new UsageError(`Expected some node to stay, but all were left out (${all.join(', ')}).`)
  const kept = <Part>(kind: keyof NumberedParts, list: readonly Part[]) =>
    list.filter((_, index) => !left[kind].has(index))
  const faults = kept('fault', parts.fault).flatMap(({ at, fault }) => {
    const rest = withoutNodes(fault, nodes)
    return rest === null ? [] : [{ at, fault: rest }]
  })
  const remaining = all.filter((node) => !nodes.has(node))
  for (const { fault } of inject)
    validateFault(fault, remaining, Object.keys(scenario.versions), 'the fault to inject')
  const operations: Record<string, unknown[]> = {}
  for (const node of Object.keys(plan.operations)) if (!nodes.has(node)) operations[node] = []
  for (const { node, operation } of kept('operation', parts.operation)) operations[node]?.push(operation)
  const { network } = plan
  const pins = kept('pin', parts.pin).filter(({ from, to }) => !nodes.has(from) && !nodes.has(to))
  return {
    ...plan,
    operations,
    conditions: kept('condition', parts.condition),
    faults: [...faults, ...inject].sort((a, b) => a.at - b.at),
    ...(nodes.size > 0 && { nodes: remaining }),
    ...(plan.timers && { timers: kept('timer', parts.timer).filter(({ node }) => !nodes.has(node)) }),
    ...(network ? { network: { ...network, pins } } : plan.pins && { pins }),
  }
}

function indexOf(parts: NumberedParts, kind: string, number: number): number {
  const { length } = parts[kind as keyof NumberedParts]
  if (number >= 1 && number <= length) return number - 1
  const there =
    length === 0 ? `no ${kind}` : length === 1 ? `${kind}#1 alone` : `${kind}#1 to ${kind}#${length}`
  throw new UsageError(
    `Expected what is left out to be in the script, got ${kind}#${number}; it has ${there}.`,
  )
}

/** What is left of a fault where some nodes are not there; `null` when it means nothing without them. */
function withoutNodes(fault: Fault, gone: ReadonlySet<string>): Fault | null {
  if (gone.size === 0) return fault
  const rest = (nodes: readonly string[]) => nodes.filter((node) => !gone.has(node))
  switch (fault.type) {
    case 'heal':
      return fault
    case 'partition': {
      const { cut } = fault
      switch (cut.shape) {
        case 'isolate':
          return gone.has(cut.node) ? null : fault
        case 'groups': {
          const groups = cut.groups.map(rest).filter(({ length }) => length > 0)
          return groups.length < 2 ? null : { ...fault, cut: { ...cut, groups } }
        }
        case 'bridge': {
          const sides = cut.sides.map(rest).filter(({ length }) => length > 0)
          return gone.has(cut.bridge) || sides.length < 2 ? null : { ...fault, cut: { ...cut, sides } }
        }
        case 'oneWay': {
          const [from, to] = [rest(cut.from), rest(cut.to)]
          return from.length === 0 || to.length === 0 ? null : { ...fault, cut: { ...cut, from, to } }
        }
        case 'ring': {
          const ring = rest(cut.ring)
          return ring.length < 4 ? null : { ...fault, cut: { ...cut, ring } }
        }
        default:
          return cut satisfies never
      }
    }
    case 'clog': {
      const [from, to] = [rest(fault.from), rest(fault.to)]
      return from.length === 0 || to.length === 0 ? null : { ...fault, from, to }
    }
    case 'degrade': {
      const { from, to, ...change } = fault
      const [restFrom, restTo] = [from && rest(from), to && rest(to)]
      if (restFrom?.length === 0 || restTo?.length === 0) return null
      return { ...change, ...(restFrom && { from: restFrom }), ...(restTo && { to: restTo }) }
    }
    default:
      return gone.has(fault.node) ? null : fault
  }
}
