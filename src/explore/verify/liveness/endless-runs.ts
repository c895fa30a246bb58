import type { Plan } from '../../../simulation/plan.ts'
import type { Scenario } from '../../../simulation/scenario.ts'
import { type Counterexample, violates } from '../counterexample.ts'
import type { Exhausted } from '../ending.ts'
import { type LassoPath, pathOf } from '../path.ts'
import { planOfPath } from '../plan-of-path.ts'
import type { Search } from '../search.ts'
import type { HinderingBound } from './fair-components.ts'
import { judgeLiveness } from './liveness.ts'

/** What never comes to hold in the states of a search, and what may for all that was seen; `beat` is called now and then. */
export function endlessRuns(
  scenario: Scenario,
  search: Search,
  seed: string,
  operations: Plan['operations'],
  beat: () => void,
): { endless: Counterexample[]; unsettled: Record<string, Exhausted | HinderingBound> } {
  const { graph, exhausted, judged } = search
  const endless: Counterexample[] = []
  const unsettled: Record<string, Exhausted | HinderingBound> = {}
  if (graph === null) return { endless, unsettled }
  // A search that something else has ended, such as a violation, has not looked for it.
  const isWhole = exhausted === null && search.queued === 0
  const isPart = exhausted === 'depth' || exhausted === 'states' || exhausted === 'walks'
  const actionOf = (step: number) => graph.actionsByNumber[graph.actions.items[step]!]!
  for (const { property, isLasting, lasso, hindered } of isWhole || isPart
    ? judgeLiveness(graph, scenario.healAt !== null, beat)
    : []) {
    if (lasso === null) {
      if (hindered !== null) unsettled[property.name] = hindered
      continue
    }
    const path = pathOf(judged, search.statesToState(0), lasso.stem.map(actionOf), lasso.cycle.map(actionOf))
    const reason = property.violation(path.vector, -1) ?? ''
    const how = isLasting ? 'never again so' : 'never so'
    endless.push(endlessRun(scenario, property.name, { how, reason }, path, seed, operations))
  }
  const violated = new Set(endless.map(({ property }) => property))
  if (exhausted !== null)
    for (const { property } of graph.goals)
      if (!violated.has(property.name)) unsettled[property.name] ??= exhausted
  return { endless, unsettled }
}

function endlessRun(
  scenario: Scenario,
  property: string,
  { how, reason }: { readonly how: string; readonly reason: string },
  { steps, cycle }: LassoPath,
  seed: string,
  operations: Plan['operations'],
): Counterexample {
  const turn = cycle === null ? [] : steps.slice(cycle)
  const plan = planOfPath(scenario, seed, operations, [...steps, ...turn, ...turn], true)
  const replays = violates(scenario, plan, property)
  const depth = steps.filter(({ type }) => type !== 'begin').length
  const again =
    turn.length === 1 ? 'the last step can be repeated' : `the last ${turn.length} steps can be repeated`
  const ending = cycle === null ? 'nothing more has to happen' : `${again} for ever`
  return {
    property,
    message: `${how}, as ${ending}${reason && `: ${reason}`}`,
    depth,
    steps,
    cycle,
    plan,
    replays,
  }
}
