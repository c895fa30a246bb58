import type { MatcherState } from 'vitest'
import type { Property } from '../../checkers/property.ts'
import { saveFailure } from '../../corpus/corpus.ts'
import { usualCorpus } from '../../corpus/usual-corpus.ts'
import { parseToken } from '../../explore/replay/token.ts'
import { UsageError } from '../../kernel/errors.ts'
import type { Micros } from '../../kernel/time.ts'
import type { Run } from '../../simulation/run.ts'
import { isScenario, type Scenario } from '../../simulation/scenario.ts'
import { simulate } from '../../simulation/simulate.ts'
import { type ExplainedFailure, explainedFailure, type FailingPlan } from '../explained-failure.ts'
import { declares, findingOf, judgedBy, propertyOf } from '../judged-property.ts'
import {
  type ReplayedPlan,
  replayedPlan,
  requireCorpus,
  savedTrouble,
  undecidedText,
  unreadableText,
} from '../saved-plans.ts'
import { scenarioNameOf } from '../scenario-file.ts'
import { answer, type Expectation, type MatcherAnswer, paletteOf } from './expectation.ts'
import { isRun, sameRun, scenarioOfRun } from './received.ts'

export interface ExplainedOptions {
  /** How long a failure is shrunk before it is told, µs of real time; 5 s unless told. */
  readonly budget?: Micros
  /** The file that exports the scenario by default, for the command that replays a failure. */
  readonly file?: string
}

export interface UpholdOptions extends ExplainedOptions {
  /** Of a scenario, how many seeds, from 1 on, or the first and the last of them; 100 unless told. */
  readonly seeds?: number | readonly [first: number, last: number]
  /** Of a scenario, a saved failure to run instead of seeds. */
  readonly token?: string
  /** Where failures are saved that are replayed before any seed, `corpus` unless told; false for none. */
  readonly corpus?: string | false
  /** Whether a new failure is saved there, shrunk; it is not unless told. */
  readonly save?: boolean
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
  const scenario = judgedBy(received, property)
  const { token } = options
  const judging = { scenario, property, isDeclared: declares(received, property), options }
  const found = token === undefined ? null : tokenUpholds(this, judging, token)
  return answer(this, toUphold, found ?? scenarioUpholds(this, judging))
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
      if (finding === 'undecided') return undecidedText(property.name, 'The run')
      if (state.isNot) return `Expected the run not to uphold '${property.name}', but it does.`
      const violated = again.violations[0]!.property
      const isDeclared = declares(scenario, property)
      const failing = { scenario: judged, plan: run.plan, property: violated, isOfSeed: false, isDeclared }
      return explained(state, options, failing).text(paletteOf(state))
    },
  }
}

/** What of a scenario is to be judged, and how. */
interface Judging {
  readonly scenario: Scenario
  readonly property: Property
  readonly isDeclared: boolean
  readonly options: UpholdOptions
}

function tokenUpholds(state: MatcherState, judging: Judging, token: string): Expectation {
  const { scenario, property } = judging
  const failure = parseToken(token)
  if (failure.property !== property.name)
    throw new UsageError(
      `Expected the token of a run that violated '${property.name}', got one of '${failure.property}'.`,
    )
  const replayed = replayedPlan(scenario, failure)
  const { finding } = replayed
  return {
    isMet: finding === (state.isNot ? 'violated' : 'upheld'),
    text: () => {
      if (finding === 'undecided') return undecidedText(property.name, 'The saved run')
      if (state.isNot)
        return `Expected the saved run to violate '${property.name}' still, but the property holds in it now.`
      return explainedAgain(state, judging, replayed).text(paletteOf(state))
    },
  }
}

/** Saved failures first, and then seeds. */
function scenarioUpholds(state: MatcherState, judging: Judging): Expectation {
  const { scenario, property, options } = judging
  const range = seedsOf(options)
  const { corpus = usualCorpus, save = false } = options
  const file = scenarioNameOf(scenario, { file: options.file, test: state.testPath })
  if (save) requireCorpus({ ...judging, name: file }, corpus)
  const trouble =
    corpus === false || file === null ? null : savedTrouble(corpus, scenario, [property.name], file)
  if (trouble === null) return seedsUphold(state, judging, range)
  if ('reason' in trouble) return { isMet: false, text: () => unreadableText(trouble.reason) }
  if (trouble.finding === 'undecided')
    return { isMet: false, text: () => undecidedText(property.name, `The saved failure ${trouble.path}`) }
  return {
    isMet: state.isNot,
    text: () => {
      const found = `It is a failure that was saved before, as ${trouble.path}.`
      return explainedAgain(state, judging, trouble, found).text(paletteOf(state), {
        path: trouble.path,
        isNew: false,
      })
    },
  }
}

function seedsUphold(
  state: MatcherState,
  { scenario, property, isDeclared, options }: Judging,
  [first, last]: readonly [first: number, last: number],
): Expectation {
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
  if (shortest && !state.isNot) {
    const { plan, violations } = shortest
    const found = `${failed} of ${all} ${failed === 1 ? 'fails' : 'fail'}; the shortest run is that of seed ${plan.seed}.`
    const failing = { scenario, plan, property: violations[0]!.property, found, isOfSeed: true, isDeclared }
    const failure = explained(state, options, failing)
    const { corpus = usualCorpus, save = false } = options
    const saved = save && corpus !== false ? saveFailure(corpus, failure.record) : undefined
    return { isMet: false, text: () => failure.text(paletteOf(state), saved) }
  }
  return {
    isMet: state.isNot ? shortest !== null : undecided === 0 && exercised > 0,
    text: () => {
      if (undecided > 0) return undecidedText(property.name, `${undecided} of ${all}`)
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

/** A failing plan, shrunk and told. */
export function explained(
  state: MatcherState,
  { budget, file }: ExplainedOptions,
  failing: Omit<FailingPlan, 'file'>,
): ExplainedFailure {
  const name = scenarioNameOf(failing.scenario, { file, test: state.testPath })
  return explainedFailure({ ...failing, file: name }, budget)
}

function explainedAgain(
  state: MatcherState,
  { scenario, isDeclared, options }: Judging,
  { failure, run }: ReplayedPlan,
  found = 'It is a failure that was saved before.',
): ExplainedFailure {
  const { plan } = failure
  const property = run.violations[0]!.property
  return explained(state, options, { scenario, plan, property, found, isOfSeed: false, isDeclared })
}
