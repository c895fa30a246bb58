import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { builtPackage } from './cli/built-package.ts'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const tsc = resolve('node_modules/typescript/bin/tsc')

/** A project that depends on lightcone, with what its package holds and declares, and nothing else. */
let consumer: string
let installed: string

beforeAll(() => {
  consumer = mkdtempSync(join(tmpdir(), 'lightcone-consumer-'))
  installed = join(consumer, 'node_modules/lightcone')
  mkdirSync(installed, { recursive: true })
  cpSync(join(builtPackage(), 'dist'), join(installed, 'dist'), { recursive: true })
  for (const file of ['package.json', 'LICENSE', 'README.md']) cpSync(file, join(installed, file))
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    const link = join(consumer, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(resolve('node_modules', name), link, 'junction')
  }
  writeFileSync(join(consumer, 'package.json'), '{ "type": "module" }')
  return () => rmSync(consumer, { recursive: true })
}, 60_000)

/** What the command printed; a failure throws with all it said. */
function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: consumer, encoding: 'utf8', stdio: 'pipe' })
}

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly failureMessages: readonly string[] }[]
  }[]
}

/** What vitest says of a file of the consumer's. */
function vitestReport(file: string): VitestReport {
  const vitest = resolve('node_modules/vitest/vitest.mjs')
  const args = [vitest, 'run', file, '--reporter=json', '--root', consumer]
  const { stdout } = spawnSync(process.execPath, args, { cwd: consumer, encoding: 'utf8' })
  return JSON.parse(stdout)
}

/** What the compiler says of a module of the consumer's. */
function compile(code: string, options: Record<string, unknown>): string {
  writeFileSync(join(consumer, 'consumer.ts'), code)
  const compilerOptions = { strict: true, noEmit: true, skipLibCheck: false, target: 'es2023', ...options }
  writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }))
  try {
    return run(process.execPath, tsc, '-p', 'tsconfig.json')
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}

const entries: [string, string][] = Object.entries(manifest.exports)

describe('the package', () => {
  it('has every file that its manifest names', () => {
    const named = [...entries.map(([, file]) => file), ...Object.values<string>(manifest.bin)]
    expect(named.filter((file) => !existsSync(join(installed, file)))).toEqual([])
  })

  it('has a command that Node runs', () => {
    expect(readFileSync(join(installed, manifest.bin.lightcone), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
  })

  it('holds nothing but its build, its manifest, its licence and its README', () => {
    const [{ files }] = JSON.parse(run('npm', 'pack', '--dry-run', '--json', '--ignore-scripts', installed))
    const tops = files.map(({ path }: { path: string }) => path.replace(/\/.*/, '/'))
    expect([...new Set(tops)].sort()).toEqual(['LICENSE', 'README.md', 'dist/', 'package.json'])
  })

  it('has relative imports that end in .js and lead to a file', () => {
    const modules = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' })
    const broken = modules
      .filter((path) => path.endsWith('.js'))
      .flatMap((path) => {
        const file = join(installed, 'dist', path)
        const imported = [
          ...readFileSync(file, 'utf8').matchAll(/^(?:im|ex)port .*from ['"](\.[^'"]+)['"]/gm),
        ]
        return imported
          .map(([, specifier]) => specifier ?? '')
          .filter((specifier) => {
            return !specifier.endsWith('.js') || !existsSync(join(dirname(file), specifier))
          })
      })
    expect(broken).toEqual([])
  })

  it('is imported with its declared dependencies alone', () => {
    const code = `import * as lightcone from 'lightcone'; console.log(Object.keys(lightcone).length > 0)`
    expect(run(process.execPath, '--input-type=module', '--eval', code)).toBe('true\n')
  })

  it('is imported with fast-check and vitest by those who have them', () => {
    const code = `import * as arbitraries from 'lightcone/fast-check'; console.log(typeof arbitraries.check)`
    expect(run(process.execPath, '--input-type=module', '--eval', code)).toBe('function\n')
    const test = [
      `import { expect, it } from 'vitest'`,
      `import { always, cluster, defineNode, ms, scenario, simulate } from 'lightcone'`,
      `import 'lightcone/vitest'`,
      `const node = defineNode('node', { initial: () => ({ on: false }), boot: (state) => { state.on = true } })`,
      `const off = always('off', node, (nodes) => nodes.every(({ on }) => !on))`,
      `const world = scenario({ title: 'It is on', nodes: cluster(1, node()), until: ms(1), violates: [off] })`,
      `it('is on', () => {`,
      `  expect(world).not.toUphold(off, { seeds: 3 })`,
      `  expect(simulate(world, { seed: 1 })).toReplayIdentically()`,
      `  expect(() => expect(simulate(world, { seed: 1 })).toUphold('off')).toThrow('✗ off is violated at n1')`,
      `})`,
    ]
    writeFileSync(join(consumer, 'on.test.js'), test.join('\n'))
    const report = vitestReport('on.test.js')
    expect(report).toMatchObject({ numPassedTests: 1, numFailedTests: 0 })
  })

  it("fails the README's tests of its lock as it says, keeps the failure, and passes once mended", () => {
    const [lock, tests] = [...readFileSync('README.md', 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(
      ([, code]) => code!,
    ) as [string, string]
    writeFileSync(join(consumer, 'lock.ts'), lock)
    writeFileSync(join(consumer, 'lock.test.ts'), tests)
    const failed = vitestReport('lock.test.ts')
    expect(failed).toMatchObject({ numPassedTests: 1, numFailedTests: 2 })
    const [text] = failed.testResults[0]!.assertionResults.flatMap((result) => result.failureMessages)
    expect(text).toContain('✗ mutual exclusion is violated')
    expect(text).toMatch(/! fault#1: at .* crash server/)
    expect(text).toMatch(/npx lightcone replay corpus\/lock\/mutual-exclusion-\w+\.json/)
    expect(readdirSync(join(consumer, 'corpus/lock'))).toHaveLength(1)
    expect(vitestReport('lock.test.ts').testResults[0]!.assertionResults[0]!.failureMessages[0]).toContain(
      'It is a failure that was saved before, as corpus/lock/',
    )
    writeFileSync(
      join(consumer, 'lock.ts'),
      lock.replace('({ holder: null }),', "({ holder: null }),\n  persistent: ['holder'],"),
    )
    expect(vitestReport('lock.test.ts')).toMatchObject({ numPassedTests: 3, numFailedTests: 0 })
  })

  it.each(['nodenext', 'bundler'])(
    'has types for a consumer that resolves as %s does',
    (moduleResolution) => {
      const module = moduleResolution === 'nodenext' ? 'nodenext' : 'esnext'
      const options = { module, moduleResolution, lib: ['es2023'], types: [] }
      expect(compile(`export * from 'lightcone'`, options)).toBe('')
      expect(compile(`import { nothingOfThisName } from 'lightcone'`, options)).toContain('nothingOfThisName')
      const matchers = `import { expect } from 'vitest'; import { check } from 'lightcone/fast-check'; import 'lightcone/vitest'`
      const withHost = { ...options, types: ['node'], skipLibCheck: true }
      expect(compile(`${matchers}; check; expect(1).toUphold('p', { seeds: 9 })`, withHost)).toBe('')
      expect(compile(`${matchers}; check; expect(1).toUphold('p', { seed: 9 })`, withHost)).toContain(
        "'seed'",
      )
    },
  )

  it('asks for exact versions, and for the Node that its README names', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies })
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(`${version}`))).toEqual([])
    expect(manifest.engines.node).toBe('>=20.19')
    expect(readFileSync('README.md', 'utf8')).toContain('20.19')
  })

  it('needs no install script, of its own or of a dependency', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
    const installedHere = Object.keys(packages).filter((path) => existsSync(join(path, 'package.json')))
    expect(installedHere.length).toBeGreaterThan(30)
    const scripted = installedHere.filter((path) => {
      const { scripts = {} } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
      return 'preinstall' in scripts || 'install' in scripts || 'postinstall' in scripts
    })
    expect(scripted).toEqual([])
  })

  it('has a lockfile with every platform of its native tools, so that `npm ci` works on each', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
    const lacking = Object.entries<{ optionalDependencies?: Record<string, string> }>(packages).flatMap(
      ([path, { optionalDependencies = {} }]) =>
        Object.keys(optionalDependencies).filter(
          (name) => !(`${path}/node_modules/${name}` in packages || `node_modules/${name}` in packages),
        ),
    )
    expect(lacking).toEqual([])
  })
})

describe('the README', () => {
  it.each(['npm ci && npm start', 'npm ci && npm test'])('has the command %s', (command) => {
    expect(readFileSync('README.md', 'utf8')).toContain(command)
  })
})
