import { formatTime } from '../kernel/time.ts'
import type { Plan } from '../simulation/plan.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { Simulation } from '../simulation/simulation.ts'
import type { TraceEvent } from '../trace/journal.ts'

/** Runs a plan twice side by side, and names the first event in which the runs differ. */
export function firstDifference(scenario: Scenario, plan: Plan): string {
  const [a, b] = [1, 2].map(() => new Simulation(scenario, { plan, record: true, deepHash: true })) as [
    Simulation,
    Simulation,
  ]
  // Run up to a time, they keep their messages; else they would be found by running them again.
  for (const simulation of [a, b]) {
    simulation.runUntil(scenario.until)
    simulation.finish()
  }
  const length = Math.max(a.journal!.length, b.journal!.length)
  for (let index = 0; index < length; index++) {
    const [x, y] = [a.journal!.at(index), b.journal!.at(index)]
    if (described(x) === described(y)) continue
    return `event ${index + 1} is ${described(x)} in one run and ${described(y)} in the other`
  }
  return 'the runs differ in a state that no event shows'
}

function described(event: TraceEvent | undefined): string {
  if (event === undefined) return 'missing'
  const { at, kind, node, peer, detail } = event
  const text = JSON.stringify(detail) ?? ''
  const shown = text.length > 120 ? `${text.slice(0, 120)}…` : text
  return `${kind}${node ? ` at ${node}` : ''}${peer ? ` from ${peer}` : ''} (${formatTime(at)}) ${shown}`
}
