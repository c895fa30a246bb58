import { existsSync, readFileSync, statSync } from 'node:fs'
import { extname } from 'node:path'
import { type FailureRecord, parseFailure } from '../explore/replay/failure-record.ts'
import { isToken, parseToken } from '../explore/replay/token.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { findScenarioFiles, loadScenario, oneScenario, type ScenarioFile } from './scenario-files.ts'
import { requireSeed } from './seeds.ts'

/**
 * The failure that an argument carries as a token, or names as a file; `null` when it means a scenario.
 * @throws UsageError when the token or the file is broken, or of a newer version.
 */
export function savedFailure(argument: string): FailureRecord | null {
  if (isToken(argument)) return parseToken(argument)
  const isFile = existsSync(argument) && statSync(argument).isFile()
  if (!isFile || /^\.m?[jt]s$/.test(extname(argument))) return null
  return parseFailure(readFileSync(argument, 'utf8'), argument)
}

/** What is replayed or explained: a seed of a scenario, or a saved failure. */
export interface ChosenRun {
  readonly file: ScenarioFile
  readonly scenario: Scenario
  /** `null` for a saved failure. */
  readonly seed: string | null
  /** `null` for a seed. */
  readonly failure: FailureRecord | null
}

/**
 * The run that the arguments choose: a scenario and a seed, or a saved failure and perhaps where its scenario is.
 * @throws UsageError when they choose none, or two.
 */
export async function chosenRun(
  name: string,
  given: readonly string[],
  seed: string | undefined,
): Promise<ChosenRun> {
  const failure = savedFailure(name)
  if (failure === null) {
    const only = requireSeed(seed)
    if (given.length > 0)
      throw new UsageError(`Expected one scenario with --seed, got '${name}' and ${given.join(', ')}.`)
    return { ...(await oneScenario(name)), seed: only, failure }
  }
  if (seed !== undefined)
    throw new UsageError(
      `Expected a saved failure or --seed, got both; name the scenario '${failure.scenario}' for another seed of it.`,
    )
  return { ...(await scenarioOf(failure, given)), seed: null, failure }
}

/**
 * The scenario of a failure: among the files and folders that are given, or else where its name says.
 * @throws UsageError when it is not there.
 */
async function scenarioOf(
  { scenario: name }: FailureRecord,
  given: readonly string[],
): Promise<{ file: ScenarioFile; scenario: Scenario }> {
  if (given.length === 0) return oneScenario(name)
  const files = findScenarioFiles(given)
  const file = files.length === 1 ? files[0] : files.find((other) => other.name === name)
  if (file === undefined)
    throw new UsageError(
      `Expected the scenario '${name}' of the failure among the ${files.length} given, got none of that name; name its file.`,
    )
  return { file, scenario: await loadScenario(file) }
}
