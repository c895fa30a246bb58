import { existsSync, readFileSync, statSync } from 'node:fs'
import { extname } from 'node:path'
import { type FailureRecord, parseFailure } from '../explore/replay/failure-record.ts'
import { isToken, parseToken } from '../explore/replay/token.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { findScenarioFiles, loadScenario, oneScenario, type ScenarioFile } from './scenario-files.ts'

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

/**
 * The scenario of a failure: among the files and folders that are given, or else where its name says.
 * @throws UsageError when it is not there.
 */
export async function scenarioOf(
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
