import type { MatcherState } from 'vitest'
import type { Property } from '../../checkers/property.ts'
import { parseToken } from '../../explore/replay/token.ts'
import { UsageError } from '../../kernel/errors.ts'
import type { Micros } from '../../kernel/time.ts'
import type { Run } from '../../simulation/run.ts'
import { isScenario, type Scenario } from '../../simulation/scenario.ts'
import { simulate } from '../../simulation/simulate.ts'
import { explainedFailure, type FailingPlan } from '../explained-failure.ts'
import { judgedBy, propertyOf } from '../judged-property.ts'
import { scenarioFileOf } from '../scenario-file.ts'
import { answer, type Expectation, type MatcherAnswer, paletteOf } from './expectation.ts'
import { isRun, sameRun, scenarioOfRun } from './received.ts'

export interface ExplainedOptions {
  /** How long a failure is shrunk before it is told, µs of real time; 3 s unless told. */
  readonly budget?: Micros
  /** The file that exports the scenario by default, for the command that replays a failure. */
  readonly file?: string
}

export interface UpholdOptions extends ExplainedOptions {
  /** Of a scenario, how many seeds, from 1 on, or the first and the last of them; 100 unless told. */
  readonly seeds?: number | readonly [first: number, last: number]
  /** Of a scenario, a saved failure to run instead of seeds. */
  readonly token?: string
}

/** `expect(run).toUphold(property)`, and `expect(scenario).toUphold(property, { seeds: 1000 })`. */
export function toUphold(
  this: MatcherState,
  received: unknown,
  wanted: Property | string,
  options: UpholdOptions = {},
): MatcherAnswer {
  if (isRun(received)) return answer(this, toUphold, runUpholds(this, received, wanted, options))
  if (!isScenario(received))
    throw new UsageError(
      'Expected a run or a scenario, as in expect(simulate(scenario, { seed: 1 })).toUphold(…) or expect(scenario).toUphold(…).',
    )
  const property = propertyOf(received, wanted)
  const judged = judgedBy(received, property)
  const upholds = options.token === undefined ? seedsUphold : savedPlanUpholds
  return answer(this, toUphold, upholds(this, judged, property, options))
}

/** What a run says of the one property it was judged by. */
type Finding = 'upheld' | 'violated' | 'undecided'

function findingOf(run: Run): Finding {
  if (run.violations.length > 0) return 'violated'
  return run.verdict === 'passed' ? 'upheld' : 'undecided'
}

function runUpholds(
  state: MatcherState,
  run: Run,
  wanted: Property | string,
  options: UpholdOptions,
): Expectation {
  const scenario = scenarioOfRun(run)
  const property = propertyOf(scenario, wanted)
  const judged = judgedBy(scenario, property)
  const wasJudged = run.verdict === 'passed' && [...scenario.holds, ...scenario.violates].includes(property)
  // What was judged beside it may have ended the run before its time: then it is run again for this property alone.
  const again = wasJudged ? run : simulate(judged, sameRun(run, scenario))
  const finding = findingOf(again)
  return {
    isMet: finding === (state.isNot ? 'violated' : 'upheld'),
    text: () => {
      if (finding === 'undecided') return undecidedText(property, 'The run')
      if (state.isNot) return `Expected the run not to uphold '${property.name}', but it does.`
      const violated = again.violations[0]!.property
      return failureText(state, options, {
        scenario: judged,
        plan: run.plan,
        property: violated,
        isOfSeed: false,
      })
    },
  }
}

function savedPlanUpholds(
  state: MatcherState,
  scenario: Scenario,
  property: Property,
  options: UpholdOptions,
): Expectation {
  const { plan, property: saved } = parseToken(options.token!)
  if (saved !== property.name)
    throw new UsageError(
      `Expected the token of a run that violated '${property.name}', got one of '${saved}'.`,
    )
  const run = simulate(scenario, { plan })
  const finding = findingOf(run)
  return {
    isMet: finding === (state.isNot ? 'violated' : 'upheld'),
    text: () => {
      if (finding === 'undecided') return undecidedText(property, 'The saved run')
      if (state.isNot)
        return `Expected the saved run to violate '${property.name}' still, but the property holds in it now.`
      const violated = run.violations[0]!.property
      const found = 'The saved run violates it.'
      return failureText(state, options, { scenario, plan, property: violated, found, isOfSeed: false })
    },
  }
}

function seedsUphold(
  state: MatcherState,
  scenario: Scenario,
  property: Property,
  options: UpholdOptions,
): Expectation {
  const [first, last] = seedsOf(options)
  const all = last === first ? '1 seed' : `${last - first + 1} seeds`
  let shortest: Run | null = null
  let [failed, undecided, exercised] = [0, 0, 0]
  for (let seed = first; seed <= last; seed++) {
    const run = simulate(scenario, { seed })
    const finding = findingOf(run)
    if (finding === 'undecided') undecided++
    if (run.properties.some(({ name, exercised: times }) => name === property.name && times > 0)) exercised++
    if (finding !== 'violated') continue
    failed++
    // Of all failures, the shortest is told: it shrinks best.
    if (shortest === null || run.events < shortest.events) shortest = run
  }
  return {
    isMet: state.isNot ? shortest !== null : shortest === null && undecided === 0 && exercised > 0,
    text: () => {
      if (shortest && !state.isNot) {
        const { plan, violations } = shortest
        const found = `${failed} of ${all} ${failed === 1 ? 'fails' : 'fail'}; the shortest run is that of seed ${plan.seed}.`
        const violated = violations[0]!.property
        return failureText(state, options, { scenario, plan, property: violated, found, isOfSeed: true })
      }
      if (undecided > 0) return undecidedText(property, `${undecided} of ${all}`)
      if (exercised === 0)
        return `'${property.name}' was never put at risk in ${all} of '${scenario.title}': that it held says nothing.`
      return `Expected some of ${all} of '${scenario.title}' to violate '${property.name}', but all uphold it.`
    },
  }
}

function seedsOf({ seeds = 100 }: UpholdOptions): readonly [first: number, last: number] {
  const range = typeof seeds === 'number' ? ([1, seeds] as const) : seeds
  if (!(range.length === 2 && range.every(Number.isSafeInteger) && range[0] <= range[1]))
    throw new UsageError(
      `Expected seeds to be how many (1 or more), or [first, last], got ${JSON.stringify(seeds)}.`,
    )
  return range
}

/** The explanation of a failing plan, in the colours of the test runner. */
export function failureText(
  state: MatcherState,
  { budget, file }: ExplainedOptions,
  failing: Omit<FailingPlan, 'file'>,
): string {
  const palette = paletteOf(state)
  const known = file ?? scenarioFileOf(failing.scenario, state.testPath)
  return explainedFailure({ ...failing, file: known }, { palette, ...(budget !== undefined && { budget }) })
}

function undecidedText({ name }: Property, what: string): string {
  return `${what} could not be decided: '${name}' was not violated, but the run was ended before its time, or the property needed more than its budget.`
}
