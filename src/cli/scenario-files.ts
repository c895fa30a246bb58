import { existsSync, readdirSync, statSync } from 'node:fs'
import Module from 'node:module'
import { join, relative, resolve, sep } from 'node:path'
import * as lightcone from '../index.ts'
import { UsageError } from '../kernel/errors.ts'
import { didYouMean } from '../kernel/nearest.ts'
import { isScenario, type Scenario } from '../simulation/scenario.ts'

/** A file that has a scenario, and the name by which reports call it. */
export interface ScenarioFile {
  /** Such as `raft/leader-crashes`. */
  readonly name: string
  readonly path: string
}

/** Where scenarios are looked for by name. */
const home = 'scenarios'

/**
 * The scenario files that the arguments mean: files, folders, or names of scenarios in `scenarios/`; all in that
 * folder when there are no arguments. Sorted by name, none twice.
 * @throws UsageError for an argument that means none.
 */
export function findScenarioFiles(given: readonly string[]): ScenarioFile[] {
  const files = new Map<string, ScenarioFile>()
  for (const argument of given.length > 0 ? given : [home])
    for (const file of filesOf(argument)) files.set(file.path, file)
  return [...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function filesOf(argument: string): ScenarioFile[] {
  const asFile = [argument, `${argument}.ts`, join(home, argument), join(home, `${argument}.ts`)].find(
    (path) => existsSync(path) && statSync(path).isFile(),
  )
  if (asFile !== undefined) return [scenarioFile(asFile)]
  const asFolder = [argument, join(home, argument)].find((path) => existsSync(path))
  if (asFolder === undefined) {
    const names = existsSync(home) ? inFolder(home).map(({ name }) => name) : []
    throw new UsageError(
      `Expected a scenario, a file or a folder, got '${argument}', which is none (seen from ${process.cwd()}).${didYouMean(argument, names)}`,
    )
  }
  const found = inFolder(asFolder)
  if (found.length === 0)
    throw new UsageError(
      `Expected scenario files (.ts, .mts, .js or .mjs) in the folder '${argument}', got none.`,
    )
  return found
}

function inFolder(folder: string): ScenarioFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.m?[jt]s$/.test(path) && !path.endsWith('.d.ts') && !path.includes('node_modules'))
    .map((path) => scenarioFile(join(folder, path)))
}

function scenarioFile(path: string): ScenarioFile {
  const fromHome = relative(resolve(home), resolve(path))
  const inside = fromHome.startsWith('..') ? relative(process.cwd(), resolve(path)) : fromHome
  return {
    name: inside
      .split(sep)
      .join('/')
      .replace(/\.m?[jt]s$/, ''),
    path: resolve(path),
  }
}

// Not by `import`: before it runs such a module, Node searches all of it for the names that it exports, which takes
// longer than to run it. And `createRequire` imported by its name has the bundler import `node:module` in the engine too.
const { createJiti } = Module.createRequire(import.meta.url)('jiti') as typeof import('jiti')

/** Users' files get the very engine that runs them. */
const jiti = createJiti(import.meta.url, { virtualModules: { lightcone } })

/** The scenario that a file exports by default. @throws UsageError when it has none, or does not load. */
export async function loadScenario({ path, name }: ScenarioFile): Promise<Scenario> {
  let module: { default?: unknown }
  try {
    module = await jiti.import<{ default?: unknown }>(path)
  } catch (error) {
    // What the file did wrong, in its own words: a scenario that does not fit together, a typo, a missing import.
    throw new UsageError(`In ${relative(process.cwd(), path)}: ${firstLine(error)}`)
  }
  const scenario = module.default ?? module
  if (!isScenario(scenario))
    throw new UsageError(
      `Expected ${relative(process.cwd(), path)} to have 'export default scenario({ … })', got ${typeof module.default} by default export (as '${name}').`,
    )
  return scenario
}

/** The one scenario that an argument means. @throws UsageError when it means none, or several. */
export async function oneScenario(given: string): Promise<{ file: ScenarioFile; scenario: Scenario }> {
  const file = oneScenarioFile(given)
  return { file, scenario: await loadScenario(file) }
}

/** The file of the one scenario that an argument means. @throws UsageError when it means none, or several. */
export function oneScenarioFile(given: string): ScenarioFile {
  const files = findScenarioFiles([given])
  if (files.length > 1)
    throw new UsageError(
      `Expected one scenario, got '${given}', which has ${files.length}: ${files
        .slice(0, 5)
        .map(({ name }) => name)
        .join(', ')}${files.length > 5 ? ', …' : ''}.`,
    )
  return files[0]!
}

/** The first line of what it says, and the place in the file if there is one. */
function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const line = message.split('\n').find((text) => text.trim() !== '') ?? 'it failed without a message.'
  const place = /:(\d+:\d+)/.exec(message)
  return place ? `${line.trim()} (line:column ${place[1]})` : line.trim()
}
