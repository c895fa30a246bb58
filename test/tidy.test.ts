import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { ambientGuard, engineComplaints } from './tidy/engine-rules.ts'
import { houseComplaints, pathComplaints } from './tidy/house-rules.ts'
import { isEngine, layerComplaints } from './tidy/layers.ts'
import { type Complaint, parseSource, type Source } from './tidy/syntax.ts'

const folders = ['src', 'scenarios', 'test', 'bench'].filter((folder) => existsSync(folder))
const paths = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/')),
)
describe('this project', () => {
  let sources: Source[]
  beforeAll(() => {
    const typeScript = paths.filter((path) => /\.tsx?$/.test(path))
    sources = typeScript.map((path) => parseSource(path, readFileSync(path, 'utf8')))
  })

  it('imports downwards only', () => {
    const complaints = sources.filter(({ path }) => path.startsWith('src/')).flatMap(layerComplaints)
    expect(complaints).toEqual([])
  })

  it('has an engine that takes nothing from the clock, chance, the host or the locale', () => {
    const complaints = sources.filter(({ path }) => isEngine(path)).flatMap(engineComplaints)
    expect(complaints).toEqual([])
  })

  it('names its files for what is in them, and its tests for what they test', () => {
    expect(paths.flatMap((path) => pathComplaints(path, existsSync))).toEqual([])
  })

  it('runs every test, leaves no work undone and silences no compiler', () => {
    expect(sources.flatMap(houseComplaints)).toEqual([])
  })

  it.each(['src/kernel', 'scenarios/raft', 'test/kernel', 'bench', '.'])(
    'formats what is in %s',
    (folder) => {
      const formatted = execFileSync(
        process.execPath,
        ['node_modules/@biomejs/biome/bin/biome', 'format', `--stdin-file-path=${folder}/planted.ts`],
        { input: 'let  planted = "a";\n', encoding: 'utf8' },
      )
      expect(formatted).toBe("let planted = 'a'\n")
    },
  )
})

function layers(path: string, ...imports: string[]): Complaint[] {
  return layerComplaints(parseSource(path, imports.map((specifier) => `import '${specifier}'`).join('\n')))
}

describe('the layer rule', () => {
  it.each([
    ['src/kernel/random.ts', '../network/link.ts'],
    ['src/node/context.ts', '../simulation/run.ts'],
    ['src/checkers/property.ts', '../problems/consensus.ts'],
    ['src/explore/shrink.ts', '../index.ts'],
    ['src/index.ts', './cli/main.ts'],
  ])('finds %s importing the upper %s', (path, specifier) => {
    expect(layers(path, specifier)).toEqual([expect.stringMatching(/:1 imports src\/.* never imports rank/)])
  })

  it.each([
    ['src/network/link.ts', '../storage/disk.ts'],
    ['src/workloads/bank.ts', '../protocols/raft.ts'],
    ['src/cli/main.ts', '../testing/vitest.ts'],
  ])('finds %s importing its neighbour %s', (path, specifier) => {
    expect(layers(path, specifier)).toEqual([expect.stringContaining('folders of one rank')])
  })

  it('finds a protocol that imports another', () => {
    const found = [expect.stringContaining('one protocol never imports another')]
    expect(layers('src/protocols/raft/server.ts', '../paxos/acceptor.ts')).toEqual(found)
    expect(layers('src/protocols/raft.ts', './paxos.ts')).toEqual(found)
    expect(layers('src/protocols/raft/server.ts', './log.ts', '../raft.ts')).toEqual([])
  })

  it('finds a protocol that looks beneath the node', () => {
    const beneath = ['../../network/link.ts', '../../faults/fault.ts', '../../trace/journal.ts']
    expect(layers('src/protocols/raft/server.ts', ...beneath, '../../kernel/event-queue.ts')).toEqual(
      Array.from({ length: 4 }, () => expect.stringContaining('a protocol sees only')),
    )
  })

  it('lets a protocol see the node, the checkers, its problem, times, errors and logarithms', () => {
    const seen = ['kernel/errors.ts', 'kernel/time.ts', 'kernel/logarithm.ts', 'node/context.ts']
    const imports = [...seen, 'checkers/property.ts', 'problems/consensus.ts'].map((path) => `../${path}`)
    expect(layers('src/protocols/raft.ts', ...imports, 'immer', '@noble/hashes/legacy.js')).toEqual([])
  })

  it('finds a Node module, an outer package and a way out of src/', () => {
    expect(
      layers('src/kernel/random.ts', 'node:crypto', 'commander', 'immerse', '../../test/a.ts'),
    ).toHaveLength(4)
    expect(layers('src/cli/main.ts', 'node:fs', 'commander', 'immer')).toEqual([])
  })

  it('finds a folder without a rank', () => {
    expect(layers('src/drawer/thing.ts')).toEqual([expect.stringContaining('has no rank')])
    expect(layers('src/cli/main.ts', '../drawer/thing.ts')).toEqual([expect.stringContaining('has no rank')])
  })

  it.each([
    `export * from '../cli/main.ts'`,
    `export { main } from '../cli/main.ts'`,
    `import type { Main } from '../cli/main.ts'`,
    `type Main = import('../cli/main.ts').Main`,
    `const main = () => import('../cli/main.ts')`,
  ])('reads %s as an import', (code) => {
    expect(layerComplaints(parseSource('src/kernel/planted.ts', code))).toHaveLength(1)
  })

  it('does not take a comment, a string, a template or a regular expression for an import', () => {
    const code = [
      `// import '../cli/main.ts'`,
      `/* export * from '../cli/main.ts' */`,
      `const text = "import '../cli/main.ts'" + \`import '../cli/main.ts'\``,
      `const pattern = /import '..\\/cli\\/main.ts'/`,
    ].join('\n')
    expect(layerComplaints(parseSource('src/kernel/planted.ts', code))).toEqual([])
  })
})

function engine(code: string, path = 'src/kernel/planted.ts'): Complaint[] {
  return engineComplaints(parseSource(path, code))
}

describe('the engine rule', () => {
  it.each([
    `const now = Date.now()`,
    `const now = new Date()`,
    `const now = performance.now()`,
    `setTimeout(() => {}, 1)`,
    `queueMicrotask(() => {})`,
    `const seed = Math.random()`,
    `const seed = Math['random']()`,
    `const { random } = Math`,
    `const seed = crypto.getRandomValues(new Uint8Array(4))`,
    `const now = globalThis['Date'].now()`,
    `const now = \`\${Date.now()}\``,
    `let at: Date`,
    `async function step() {}`,
    `const step = async () => {}`,
    `const step = { async run() {} }`,
    `await step`,
    `for await (const step of steps) step()`,
    `const done = Promise.resolve()`,
    `const cli = import('../cli/main.ts')`,
    `const x = 2 ** 10`,
    `let x = 2; x **= 2`,
    ...[
      'pow',
      'exp',
      'expm1',
      'log',
      'log1p',
      'log2',
      'log10',
      'sin',
      'cos',
      'tan',
      'atan2',
      'hypot',
      'cbrt',
    ].map((name) => `const x = Math.${name}(2)`),
    `names.sort((a, b) => a.localeCompare(b))`,
    `const text = (1).toLocaleString()`,
    `const text = name['toLocaleLowerCase']()`,
    `const { toLocaleUpperCase } = name`,
    `const order = new Intl.Collator()`,
    `console.log(1)`,
    `const path = process.env.PATH`,
    `window.alert(1)`,
    `document.title = ''`,
    `const here = import.meta.url`,
  ])('finds %s', (code) => {
    expect(engine(code)).not.toEqual([])
  })

  it.each([
    `const x = Math.floor(Math.sqrt(2)) + Math.LN2`,
    `const { process, history } = operation; use(process, history)`,
    `import { history } from '../checkers/history.ts'; use(history)`,
    `export { history } from '../checkers/history.ts'`,
    `const width = (window: number) => window * 2`,
    `interface Clock { Date: number; performance(now: number): void }`,
    `use(ctx.self, ctx.process, { Date: 1 }.Date)`,
    `// Date.now() and Math.random(), 2 ** 3`,
    `const text = 'Date.now()' + "await" + \`Math.pow\``,
    `const pattern = /Date\\.now\\(\\) await/.source.length / 2`,
    `for (const [key, value] of new Map()) use(key, value)`,
    `function* program() { yield* sleep(1) }`,
  ])('lets %s be', (code) => {
    expect(engine(code)).toEqual([])
  })

  it('says where, and what to use instead', () => {
    expect(engine('\nconst now = Date.now()')).toEqual([
      'src/kernel/planted.ts:2 names `Date`; use virtual time (`ctx.now`, `ctx.after`)',
    ])
  })

  it('lets the ambient guard name what it traps, but not be asynchronous', () => {
    expect(engine('trap(globalThis, Date, Math, setTimeout)', ambientGuard)).toEqual([])
    expect(engine('await trap(Date)', ambientGuard)).toHaveLength(1)
  })

  it('holds for all of src but the command line, the test runners and the studio', () => {
    const unbound = [
      'src/cli/main.ts',
      'src/testing/vitest.ts',
      'src/studio/page.ts',
      'test/kernel/random.test.ts',
    ]
    expect(unbound.filter(isEngine)).toEqual([])
    expect(['src/index.ts', 'src/kernel/random.ts', 'src/explore/shrink.ts'].every(isEngine)).toBe(true)
  })
})

const nothing = (): boolean => false
const everything = (): boolean => true

describe('the rule of names', () => {
  it.each([
    'src/utils/clock.ts',
    'src/kernel/helpers.ts',
    'src/kernel/string-utils.ts',
    'test/common/clock.ts',
    'src/node/types.ts',
    'src/kernel/index.ts',
    'scenarios/leader-crashes.ts',
    'scenarios/raft/crash.ts',
    'scenarios/raft/LeaderCrashes.ts',
  ])('finds %s', (path) => {
    expect(pathComplaints(path, everything)).toHaveLength(1)
  })

  it('lets names from the literature be', () => {
    const paths = [
      'src/index.ts',
      'src/protocols/common-coin.ts',
      'scenarios/two-phase-commit/coordinator-dies.ts',
    ]
    expect(paths.flatMap((path) => pathComplaints(path, everything))).toEqual([])
  })

  it('finds a test that mirrors nothing', () => {
    const tests = [
      'test/kernel/gone.test.ts',
      'test/kernel/golden/trace.txt',
      'test/scenarios/raft/gone.test.ts',
    ]
    expect(tests.flatMap((path) => pathComplaints(path, nothing))).toHaveLength(tests.length)
    expect(pathComplaints('test/tidy.test.ts', nothing)).toEqual([])
  })

  it('lets a test mirror a file, a folder or a scenario', () => {
    const exists = (path: string): boolean =>
      ['src/kernel/random.ts', 'src/protocols/raft', 'scenarios/raft/leader-crashes.ts'].includes(path)
    const tests = ['kernel/random.test.ts', 'protocols/raft.test.ts', 'scenarios/raft/leader-crashes.test.ts']
    tests.push('protocols/raft/elections.txt')
    expect(tests.flatMap((path) => pathComplaints(`test/${path}`, exists))).toEqual([])
  })
})

function house(code: string, path = 'test/kernel/planted.test.ts'): Complaint[] {
  return houseComplaints(parseSource(path, code))
}

describe('the house rule', () => {
  it.each([
    `// ${'TODO'}: later`,
    `/* ${'FIXME'} */`,
    `// ${'@ts-ignore'}`,
    `const x = y as any`,
    `let x: any[]`,
    `it.skip('elects', () => {})`,
    `describe.only('raft', () => {})`,
    `test.each([1]).skip('elects', () => {})`,
    `test.todo('elects')`,
    `it.skipIf(slow)('elects', () => {})`,
    `xit('elects', () => {})`,
    `it('elects', { skip: true }, () => {})`,
    `it('should elect', () => {})`,
    `it.each([1])('should elect %i', () => {})`,
    `vi.mock('../clock.ts')`,
    `const send = vi.fn()`,
  ])('finds %s', (code) => {
    expect(house(code)).toHaveLength(1)
  })

  it.each([
    `const text = '${'TODO'}' + "as any"`,
    `rows.skip(1)`,
    `it('elects', { timeout: 1 }, () => {})`,
    `it('says what to do with a shoulder', () => {})`,
    `// @ts-expect-error: a wrong node name is a compile error`,
  ])('lets %s be', (code) => {
    expect(house(code)).toEqual([])
  })

  it('lets no file of src expect a type error', () => {
    expect(house('// @ts-expect-error: it is wrong', 'src/kernel/planted.ts')).toHaveLength(1)
  })
})
