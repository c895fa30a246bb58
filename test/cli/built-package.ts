import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

const home = resolve('node_modules/.cache/lightcone-built')
const settings = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.modules.config.ts',
  'vite.config.ts',
]

/** The package as it is built for users; built once for all test files, and anew when its sources change. */
export function builtPackage(): string {
  const built = join(home, digestOfSources())
  if (existsSync(built)) return built
  mkdirSync(home, { recursive: true })
  for (const name of readdirSync(home)) if (!name.includes('unfinished')) remove(join(home, name))
  const unfinished = `${built}.${process.pid}.unfinished`
  build(unfinished)
  try {
    renameSync(unfinished, built)
  } catch (error) {
    // Another test file was faster.
    remove(unfinished)
    if (!existsSync(built)) throw error
  }
  return built
}

function digestOfSources(): string {
  const sources = readdirSync('src', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const digest = createHash('sha256')
  for (const path of [...sources.sort(), ...settings]) digest.update(`${path}\n`).update(readFileSync(path))
  return digest.digest('hex').slice(0, 16)
}

function build(folder: string): void {
  mkdirSync(folder)
  cpSync('package.json', join(folder, 'package.json'))
  const run = (tool: string, ...args: string[]) =>
    execFileSync(process.execPath, [resolve('node_modules', tool), ...args], { stdio: 'pipe' })
  run('typescript/bin/tsc', '-p', 'src/build.tsconfig.json', '--outDir', join(folder, 'dist'))
  const bundle = (config: string, outDir: string) =>
    run(
      'vite/bin/vite.js',
      'build',
      '--config',
      config,
      '--outDir',
      join(folder, outDir),
      '--logLevel',
      'error',
    )
  bundle('vite.modules.config.ts', 'dist')
  bundle('vite.config.ts', 'dist/studio')
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}
