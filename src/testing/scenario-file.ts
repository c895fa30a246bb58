import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import type { Scenario } from '../simulation/scenario.ts'

/** Where the command line looks for scenarios by name. */
const home = 'scenarios'

/** What is known of where a scenario stands. */
export interface Whereabouts {
  /** The file that exports it by default, as a user says. */
  readonly file?: string | undefined
  /** The test that uses it. */
  readonly test?: string | undefined
}

/**
 * The name by which the command line finds a scenario: of the file that is told, or else of the one file which exports
 * a scenario of its title, among those that the test imports and those in `scenarios/`. `null` when there is none, or
 * several, as with a scenario that is written in the test itself.
 */
export function scenarioNameOf(scenario: Scenario, { file, test }: Whereabouts): string | null {
  if (file !== undefined) return nameOf(resolve(file))
  const candidates = new Set([...(test === undefined ? [] : importedBy(test)), ...inHome()])
  const holding = [...candidates].filter((path) => exportsTitle(readFileSync(path, 'utf8'), scenario.title))
  return holding.length === 1 ? nameOf(holding[0]!) : null
}

/** The files of relative imports by default, such as `import lock from '../lock.ts'`. */
function importedBy(testPath: string): string[] {
  if (!isFile(testPath)) return []
  const imports = readFileSync(testPath, 'utf8').matchAll(
    /^import\s+[\w$]+(?:\s*,\s*\{[^}]*\})?\s+from\s+['"](\.[^'"]+)['"]/gm,
  )
  return [...imports].flatMap(([, specifier]) => {
    const path = resolve(dirname(testPath), specifier!)
    const found = [path, `${path}.ts`, path.replace(/\.js$/, '.ts')].find(isFile)
    return found === undefined ? [] : [found]
  })
}

function inHome(): string[] {
  if (!existsSync(home)) return []
  return readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.m?[jt]s$/.test(path) && !path.endsWith('.d.ts') && !path.includes('node_modules'))
    .map((path) => resolve(home, path))
}

/** Whether the title is that of the scenario which the text exports by default, as far as reading it can tell. */
function exportsTitle(text: string, title: string): boolean {
  const exported = /^export default scenario\(/m.exec(text)
  const titles = [...text.slice(exported?.index ?? 0).matchAll(/\btitle:\s*(?=['"`])/g)]
  if (titles.length === 0 || (exported === null && titles.length > 1)) return false
  const [first] = titles
  const literal = text.slice((exported?.index ?? 0) + first!.index + first![0].length)
  const quote = literal[0]!
  return literal.startsWith(
    `${quote}${title.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)}${quote}`,
  )
}

/** As `lightcone list` prints it. */
function nameOf(path: string): string {
  const fromHome = relative(resolve(home), path)
  const inside = fromHome.startsWith('..') ? relative(process.cwd(), path) : fromHome
  return inside
    .split(sep)
    .join('/')
    .replace(/\.m?[jt]s$/, '')
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}
