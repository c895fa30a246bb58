import * as fc from 'fast-check'
import type { Property } from '../../checkers/property.ts'
import { saveFailure } from '../../corpus/corpus.ts'
import { usualCorpus } from '../../corpus/usual-corpus.ts'
import { version } from '../../corpus/version.ts'
import { scriptOf } from '../../explore/explain/script.ts'
import { type FailureRecord, failureFormat } from '../../explore/replay/failure-record.ts'
import { tokenOf } from '../../explore/replay/token.ts'
import { judgedByOne } from '../../explore/shrink/trials.ts'
import { type Micros, seconds } from '../../kernel/time.ts'
import { noCrash } from '../../simulation/judge.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Run } from '../../simulation/run.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { simulate } from '../../simulation/simulate.ts'
import { callerFile } from '../caller-file.ts'
import { explainedFailure, replayParagraph, unnamed } from '../explained-failure.ts'
import { declares, judgedBy, propertyOf } from '../judged-property.ts'
import { plain } from '../palette.ts'
import { requireCorpus, savedTrouble, undecidedText, unreadableText } from '../saved-plans.ts'
import { scenarioNameOf } from '../scenario-file.ts'
import { plans } from './plans.ts'

export interface CheckOptions {
  /** How many plans are run; 100 unless told. */
  readonly runs?: number
  readonly plan?: fc.Arbitrary<Plan>
  /**
   * A property, by which alone the runs are judged; or what to ask of each run, failing by throwing or by answering
   * false. Unless told, that it violates nothing but what the scenario declares.
   */
  readonly assert?: Property | ((run: Run) => boolean) | ((run: Run) => void)
  /** The seed of fast-check; another each time unless told, here or by `fc.configureGlobal`. */
  readonly seed?: number
  /** The plan to begin with, as the error tells it. */
  readonly path?: string
  /** How long a failure is shrunk before it is told, µs of real time; 5 s unless told. */
  readonly budget?: Micros
  /** The file that exports the scenario by default, for the command that replays a failure. */
  readonly file?: string
  /** Where failures are saved that are replayed before any plan, `corpus` unless told; false for none. */
  readonly corpus?: string | false
  /** Whether a new failure is saved there, shrunk; it is not unless told. */
  readonly save?: boolean
}

/**
 * Runs a scenario under many plans, after the failures that were saved for it (unless something of one's own is asked).
 * @throws Error with the failure explained: the smallest script found, what happens in it, and how to see it again.
 */
export function check(scenario: Scenario, options: CheckOptions = {}): void {
  const { assert, path, corpus = usualCorpus, save = false } = options
  const property = typeof assert === 'object' ? propertyOf(scenario, assert) : null
  const judged = property === null ? scenario : judgedBy(scenario, property)
  const checking: Checking = {
    scenario: judged,
    holds: typeof assert === 'function' ? assert : (run) => isAsDeclared(judged, run),
    options,
    isDeclared: property === null || declares(scenario, property),
    name: scenarioNameOf(scenario, { file: options.file, test: callerFile() }),
  }
  if (save) requireCorpus(checking, corpus)
  if (typeof assert !== 'function') throwSaved(checking)
  // Smaller scripts are found by what knows of what plans are made, and not by fast-check.
  const found = tried(checking, { ...(path !== undefined && { path }), endOnFailure: true })
  if (!found.failed) return
  if (found.counterexample === null) throw new Error(fc.defaultReportMessage(found))
  throw violation(checking, found, found.counterexample[0]) ?? otherFailure(checking, found)
}

/** @throws Error when a failure that was saved fails still, or cannot be replayed. */
function throwSaved(checking: Checking): void {
  const { scenario, name, options } = checking
  const { corpus = usualCorpus, budget } = options
  if (corpus === false || name === null) return
  const properties = [...scenario.holds, noCrash].map((property) => property.name)
  const trouble = savedTrouble(corpus, scenario, properties, name)
  if (trouble === null) return
  if ('reason' in trouble) throw new Error(unreadableText(trouble.reason))
  const { path, failure, run } = trouble
  const [violated] = run.violations
  if (violated === undefined) throw new Error(undecidedText(failure.property, `The saved failure ${path}`))
  const found = `It is a failure that was saved before, as ${path}.`
  const failing = {
    scenario,
    plan: failure.plan,
    property: violated.property,
    found,
    isOfSeed: false,
    isDeclared: checking.isDeclared,
    file: name,
  }
  throw new Error(explainedFailure(failing, budget).text(plain, { path, isNew: false }))
}

interface Checking {
  readonly scenario: Scenario
  readonly holds: (run: Run) => unknown
  readonly options: CheckOptions
  readonly isDeclared: boolean
  /** By which the command line finds the scenario. */
  readonly name: string | null
}

type Tried = fc.RunDetails<[Plan]>

function tried({ scenario, holds, options }: Checking, how: fc.Parameters<[Plan]>): Tried {
  const { runs = 100, plan = plans(scenario), seed } = options
  const property = fc.property(plan, (one) => {
    if (holds(simulate(scenario, { plan: one })) === false) throw new AnsweredFalse('it answers false.')
  })
  return fc.check(property, { numRuns: runs, ...(seed !== undefined && { seed }), ...how })
}

class AnsweredFalse extends Error {}

/** What an assertion said when it threw; `null` when it said nothing of its own, or what an explanation says as well. */
function saidBy(error: unknown): string | null {
  if (error instanceof AnsweredFalse) return null
  if (!(error instanceof Error)) return String(error)
  // A matcher of lightcone makes its text when it is read.
  const isExplanation = Object.getOwnPropertyDescriptor(error, 'message')?.get !== undefined
  return isExplanation ? null : error.message
}

/** Whether a run came to its end, and violates no more than its scenario declares. */
function isAsDeclared(scenario: Scenario, run: Run): boolean {
  return run.violations.length === 0 ? run.verdict === 'passed' : undeclared(scenario, run) === undefined
}

function undeclared({ violates }: Scenario, { violations }: Run): string | undefined {
  return violations.find(({ property }) => !violates.some(({ name }) => name === property))?.property
}

/** The failure explained by the property that is violated; `null` when it is about something else. */
function violation(checking: Checking, found: Tried, plan: Plan): Error | null {
  const { scenario, options } = checking
  const run = simulate(scenario, { plan })
  const property = undeclared(scenario, run) ?? run.violations[0]?.property
  if (property === undefined) return null
  const failing = {
    scenario,
    plan,
    property,
    found: whichOf(found, options),
    isOfSeed: false,
    isDeclared: checking.isDeclared,
    file: checking.name,
  }
  const { record, text } = explainedFailure(failing, options.budget)
  if (!fails(checking, record.plan)) return null
  const { corpus = usualCorpus, save = false } = options
  const saved = save && corpus !== false ? saveFailure(corpus, record) : undefined
  const explanation = text(plain, saved)
  const said = saidBy(found.errorInstance)
  return new Error(said === null ? explanation : `✗ The assertion fails: ${said}\n\n${explanation}`)
}

function fails({ scenario, holds }: Checking, plan: Plan): boolean {
  try {
    return holds(simulate(scenario, { plan })) === false
  } catch {
    // Whatever it threw, it does not hold.
    return true
  }
}

/** The failure of an assertion that no property expresses, in the smallest plan that fast-check finds. */
function otherFailure(checking: Checking, found: Tried): Error {
  const { scenario, options } = checking
  const { budget = seconds(5) } = options
  const { seed, counterexamplePath: path } = found
  const shrunk = tried(checking, { seed, path: path ?? '', interruptAfterTimeLimit: budget / 1000 })
  const best = shrunk.counterexample === null ? found : shrunk
  const plan = best.counterexample![0]
  const cause = best.errorInstance
  const file = checking.name
  const token = tokenOf(recordOf(scenario, plan, file ?? unnamed))
  const text = [
    `✗ The assertion fails: ${cause instanceof Error ? cause.message : String(cause)}`,
    whichOf(found, options),
    ['The script:', ...scriptOf(scenario, plan).map((line) => `  ${line}`)].join('\n'),
    replayParagraph(file === null ? `${token} ${unnamed}` : token, file),
  ]
  return new Error(text.join('\n\n'), { cause })
}

/** A run that violates nothing, as a record of what is always judged: that no handler throws. */
function recordOf(scenario: Scenario, plan: Plan, name: string): FailureRecord {
  const { hash } = simulate(judgedByOne(scenario, noCrash.name), { plan })
  return { format: failureFormat, engine: version, scenario: name, property: noCrash.name, plan, hash }
}

function whichOf({ numRuns, seed, counterexamplePath }: Tried, { runs = 100, path }: CheckOptions): string {
  const number = path === undefined ? `Plan ${numRuns} of ${runs} fails` : 'The plan fails again'
  return `${number}; to begin with it: check(scenario, { seed: ${seed}, path: '${counterexamplePath}', … }).`
}
