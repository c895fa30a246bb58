import type { CycleAnomaly } from './consistency-model.ts'
import { PROCESS, REALTIME, RW, WR } from './dependency-graph.ts'

/** One dependency: `to` comes after `from`, for a reason of that kind (one bit). */
export interface Step {
  readonly from: number
  readonly to: number
  readonly kind: number
}

/** A cycle of dependencies: each step leads to the next and the last to the first; no transaction is met twice. */
export type Cycle = readonly Step[]

/** What Adya and Elle call a cycle of these dependencies. */
export function nameOf(cycle: Cycle): CycleAnomaly {
  const antiDependencies = cycle.filter(({ kind }) => kind === RW).length
  const adjacent = cycle.some(({ kind }, i) => kind === RW && cycle.at(i - 1)!.kind === RW)
  const base =
    antiDependencies === 1
      ? 'G-single'
      : antiDependencies > 1
        ? adjacent
          ? 'G2-item'
          : 'G-nonadjacent'
        : cycle.some(({ kind }) => kind === WR)
          ? 'G1c'
          : 'G0'
  if (cycle.some(({ kind }) => kind === REALTIME)) return `${base}-realtime`
  if (cycle.some(({ kind }) => kind === PROCESS)) return `${base}-process`
  return base
}

/** The cycles that a closed walk is made of. */
export function simpleCycles(walk: readonly Step[]): readonly Cycle[] {
  const cycles: Cycle[] = []
  const path: Step[] = []
  const place = new Map<number, number>()
  for (const step of walk) {
    place.set(step.from, path.length)
    path.push(step)
    const met = place.get(step.to)
    if (met === undefined) continue
    const cycle = path.splice(met)
    for (const { from } of cycle) place.delete(from)
    cycles.push(cycle)
  }
  return cycles
}

/** The same cycle, told from its earliest transaction on. */
export function fromEarliest(cycle: Cycle): Cycle {
  let first = 0
  for (const [i, { from }] of cycle.entries()) if (from < cycle[first]!.from) first = i
  return [...cycle.slice(first), ...cycle.slice(0, first)]
}
