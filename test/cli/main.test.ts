import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BuiltCommand } from './built-command.ts'

let command: BuiltCommand

/** A scenario of one node, with a handler for a timer that runs out every 10 ms. */
function ticking(tick: string, more = ''): string {
  return `
import { always, crashes, defineNode, isolate, at, ms, scenario, seconds, sometimes } from 'lightcone'
let total = 0
const clock = defineNode<{ ticks: number }, { type: 'tick' }, Record<never, never>, 'tick'>('clock', {
  initial: () => ({ ticks: 0 }),
  boot: (_state, ctx) => ctx.after(ms(10), 'tick'),
  timeout: { tick(state, ctx) { state.ticks++; total++; ctx.after(ms(10), 'tick'); ${tick} } },
})
const few = (most: number) => always('few ticks', clock, ([c]) => (c?.ticks ?? 0) <= most || 'too many ticks')
export default scenario({ title: 'A clock ticks', nodes: { n1: clock() }, until: seconds(1), ${more} })
`
}

beforeAll(() => {
  command = new BuiltCommand()
  const files: Record<string, string> = {
    'scenarios/clock/it-ticks.ts': ticking('', 'holds: [few(100)]'),
    'scenarios/clock/it-ticks-too-often.ts': ticking('', 'holds: [few(5)]'),
    'scenarios/clock/it-shows-ticks.ts': ticking('', 'violates: [few(5)]'),
    'scenarios/clock/it-shows-nothing.ts': ticking('', 'violates: [few(1000)]'),
    'scenarios/clock/it-draws.ts': ticking(
      "ctx.send('n1', { type: 'tick' }); ctx.note(String(ctx.random.int(1, 9)))",
    ),
    'odd/too-few-events.ts': ticking('', 'holds: [few(100)], events: 10'),
    'odd/leaks.ts': ticking("if (total % 7 === 0) ctx.send('n1', { type: 'tick' })"),
    'odd/loops.ts': ticking('for (;;);'),
    'odd/loops-loudly.ts': `import { writeSync } from 'node:fs'\n${ticking("writeSync(2, 'Here it loops.'); for (;;);")}`,
    'odd/ticks-long.ts': ticking('').replace('seconds(1)', 'seconds(1000)'),
    'odd/stands-still.ts': ticking("ctx.after(0, 'tick')"),
    'odd/throws.ts': ticking("throw new Error('the spring broke')"),
    'odd/never-strikes.ts': ticking(
      '',
      'holds: [few(100)], faults: [crashes({ nodes: ["n1"], every: seconds(1000), downFor: [ms(1), ms(2)], atMost: 1 })]',
    ),
    'odd/unknown-node.ts': ticking('', "faults: [at(ms(1), isolate('n9' as 'n1'))]"),
    'odd/no-scenario.ts': 'export default 7\n',
    'odd/syntax.ts': 'export default scenario({ title: \n',
    'odd/missing-import.ts': "import { scenari } from 'lightcone'\nexport default scenari({})\n",
    'histories/stale.edn': [
      '{:process 0, :type :invoke, :f :write, :value 1}',
      '{:process 0, :type :ok, :f :write, :value 1}',
      '{:process 1, :type :invoke, :f :read, :value nil}',
      '{:process 1, :type :ok, :f :read, :value 0}',
    ].join('\n'),
    'histories/bad.json': '{"process": 0, "type": "invoke", "f": "read"}\n{"process": 0, "type": "gone"}\n',
  }
  for (const [path, text] of Object.entries(files)) command.write(path, text)
}, 60_000)

afterAll(() => command.remove())

function lines(out: string): Record<string, unknown>[] {
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('lightcone run', () => {
  it.each([
    ['clock/it-ticks', 0],
    ['clock/it-shows-ticks', 0],
    ['clock/it-ticks-too-often', 1],
    ['clock/it-shows-nothing', 1],
    ['odd/throws.ts', 1],
    ['odd/too-few-events.ts', 2],
  ])('of %s exits with %i', async (scenario, code) => {
    expect((await command.run(['run', scenario, '--seeds', '3', '--jobs', '1'])).code).toBe(code)
  })

  it('prints an object for each scenario and each failing seed, and text for people elsewhere', async () => {
    const { out, err } = await command.run([
      'run',
      'clock/it-ticks-too-often',
      '--seeds',
      '4..5',
      '--json',
      '--no-corpus',
    ])
    const [scenario, ...failures] = lines(out)
    expect(scenario).toMatchObject({
      type: 'scenario',
      scenario: 'clock/it-ticks-too-often',
      seeds: 2,
      passed: 0,
      failed: 2,
      asDeclared: false,
      faults: {},
    })
    expect(failures).toEqual(
      [4, 5].map((seed) => ({
        type: 'failure',
        scenario: 'clock/it-ticks-too-often',
        seed,
        property: 'few ticks',
        node: 'n1',
        at: 60_000,
        message: 'too many ticks',
        hash: expect.stringMatching(/^[0-9a-f]{16}$/),
      })),
    )
    expect(err).toContain('npx lightcone replay clock/it-ticks-too-often --seed 4')
    expect(err).not.toContain('\x1b')
  })

  it('has one hash for any number of threads, and for the batch run again', async () => {
    const outs = await Promise.all(
      ['1', '2', '3', '1'].map(async (jobs) => {
        return (await command.run(['run', 'scenarios', '--seeds', '30', '--jobs', jobs, '--json'])).out
      }),
    )
    expect(outs[0]).toContain('"hash"')
    expect(new Set(outs).size).toBe(1)
  })

  it('names the first event in which two runs of the least such seed differ, whichever thread is first', async () => {
    const differing = ['run', 'odd/leaks.ts', '--seeds', '40', '--jobs', '3', '--check-determinism']
    const { code, out } = await command.run(differing)
    expect(code).toBe(3)
    expect(out).toMatch(/seed 1 went two ways: event \d+ is .* in one run and .* in the other/)
  })

  it('finds nothing to say of a scenario that draws from its seed alone', async () => {
    const { code } = await command.run(['run', 'clock/it-draws', '--seeds', '3', '--check-determinism'])
    expect(code).toBe(0)
  })

  it('names scenario, seed and node of a handler that never returns', async () => {
    const { code, out } = await command.run(['run', 'odd/loops.ts', '--seeds', '4', '--stall', '500ms'])
    expect(code).toBe(1)
    expect(out).toMatch(/odd\/loops .*seed 1: n1 has been busy with one event for 0.5 s/)
  }, 15_000)

  it('names scenario, seed and node of a run whose time stands still', async () => {
    const { code, out } = await command.run(['run', 'odd/stands-still.ts', '--seeds', '1'])
    expect(code).toBe(1)
    expect(out).toMatch(/odd\/stands-still .*seed 1: .*n1/)
  }, 15_000)

  it('says which fault never struck, and with --strict exits with 2', async () => {
    const args = ['run', 'odd/never-strikes.ts', '--seeds', '3']
    const lenient = await command.run(args)
    expect(lenient.code).toBe(0)
    expect(lenient.out).toMatch(/✓ odd\/never-strikes.*not exercised: fault crash\n$/s)
    const strict = await command.run([...args, '--strict'])
    expect(strict.code).toBe(2)
    expect(strict.out).toMatch(
      /\? odd\/never-strikes.*Exits with 2 because of --strict: in 1 of 1 scenarios something was not exercised\.\n$/s,
    )
  })
})

describe('--help', () => {
  it('loads no engine, which takes longer to load than a help text to read', async () => {
    const { code, out } = await command.run(['--help'], { coverage: 'coverage' })
    expect(code).toBe(0)
    expect(out).toContain('verify')
    const loaded = command.loadedSources('coverage')
    expect(loaded).toContain('cli/main.ts')
    expect(
      loaded.filter((path) => /^(?:simulation|node|checkers|faults|network|trace)\//.test(path)),
    ).toEqual([])
    expect(loaded.length).toBeLessThan(12)
  })
})

describe('a reader that has seen enough', () => {
  it.each([
    [['replay', 'odd/ticks-long.ts', '--seed', '1'], /^ +0 µs {2}n1 {2}starts\n/],
    [['list', 'clock', '--json'], /^\{"scenario"/],
  ] as const)('of standard output (| head) is no error in %j', async (args, seen) => {
    const { code, out, err } = await command.run(args, { head: true })
    expect(out).toMatch(seen)
    expect([code, err]).toEqual([0, ''])
  })

  it('of standard error changes no result', async () => {
    const args = ['run', 'clock/it-ticks-too-often', '--seeds', '2', '--json', '--no-corpus']
    const { code, out } = await command.run(args, { deaf: true })
    expect(code).toBe(1)
    expect(lines(out)).toHaveLength(3)
  })
})

describe('Ctrl-C', () => {
  it('a second time ends what does not end by itself', async () => {
    let sent = 0
    const begun: NodeJS.Timeout[] = []
    const { code } = await command.run(
      ['explain', 'odd/loops-loudly.ts', '--seed', '1', '--stall', '10m', '--no-corpus'],
      {
        // Signals that come at once count as one.
        onError: (kill) => {
          begun.push(
            setInterval(() => {
              kill('SIGINT')
              sent++
            }, 500),
          )
        },
      },
    )
    for (const timer of begun) clearInterval(timer)
    expect(code).toBeNull()
    expect(sent).toBeGreaterThanOrEqual(2)
  })
})

describe('bad input', () => {
  it.each([
    [['run', 'clock/it-tick'], "Did you mean 'clock/it-ticks'?"],
    [['run', 'no/such/folder'], 'Expected a scenario, a file or a folder'],
    [
      ['run', '--seeds', 'ten'],
      "Expected --seeds to be a number of seeds, 1 or more, such as 100, or a range such as 5..20, got 'ten'.",
    ],
    [['run', '--seeds', '9..3'], "got '9..3'"],
    [['run', '--jobs', '0'], 'Expected --jobs to be a whole number of threads'],
    [['run', '--until', 'soon'], 'soon'],
    [['run', '--sedes', '3'], '--seeds'],
    [['run', 'odd/unknown-node.ts'], 'n9'],
    [['run', 'odd/no-scenario.ts'], 'export default scenario({ … })'],
    [['run', 'odd/syntax.ts'], 'odd/syntax.ts'],
    [['run', 'odd/missing-import.ts'], 'odd/missing-import.ts'],
    [['replay', 'clock/it-ticks'], 'Expected --seed'],
    [['replay', 'scenarios', '--seed', '1'], 'Expected one scenario'],
    [['check-history', 'histories/stale.edn', '--model', 'cas-registr'], "Did you mean 'cas-register'?"],
    [['check-history', 'histories/none.edn', '--model', 'set'], "at 'histories/none.edn', but there is none"],
    [
      ['check-history', 'histories/bad.json', '--model', 'register'],
      'histories/bad.json: line 2: expected `type`',
    ],
    [['check-history', 'histories/stale.edn', '--model', 'set'], 'got write by process 0'],
  ])('%j is answered by a sentence and 64', async (args, sentence) => {
    const { code, out, err } = await command.run(args)
    expect(err).toContain(sentence)
    expect(err).not.toMatch(/^ {4}at /m)
    expect([code, out]).toEqual([64, ''])
  })
})

describe('lightcone list', () => {
  it('gives each scenario with its title', async () => {
    const { code, out } = await command.run(['list', 'clock/it-ticks'])
    expect([code, out]).toEqual([0, 'clock/it-ticks  A clock ticks\n'])
  })

  it('gives the planted bugs with what they violate', async () => {
    const bugs = lines((await command.run(['list', '--bugs', '--json'])).out)
    const forgets = bugs.filter(({ protocol, name }) => protocol === 'raft' && name === 'forgets-its-vote')
    expect(forgets).toMatchObject([{ violates: 'election safety' }])
  })
})

describe('lightcone check-history', () => {
  it('exits with 1 for a stale read, and tells which', async () => {
    const args = ['check-history', 'histories/stale.edn', '--model', 'cas-register', '--initial', '0']
    const { code, out } = await command.run(args)
    expect(code).toBe(1)
    expect(out).toContain('no order of the operations explains "read → 0"')
  })

  it('reads standard input, and exits with 0 for a history that is linearizable', async () => {
    const input = readFileSync(`${command.folder}/histories/stale.edn`, 'utf8').replace(
      ':read, :value 0',
      ':read, :value 1',
    )
    const { code, out } = await command.run(['check-history', '-', '--model', 'register', '--json'], {
      input,
    })
    expect(code).toBe(0)
    expect(lines(out)).toMatchObject([{ type: 'history', verdict: 'valid', operations: 2 }])
  })

  it('exits with 2 when there was nothing to judge by', async () => {
    const event = (type: string) => `{"process":0,"type":"${type}","f":"txn","value":[["r","x",null]]}\n`
    const args = ['check-history', '-', '--model', 'list-append', '--consistency', 'serializable']
    expect((await command.run(args, { input: event('invoke') + event('ok') })).code).toBe(2)
  })
})

describe('the README', () => {
  const readme = readFileSync('README.md', 'utf8')

  it('shows what the commands print for its protocol', async () => {
    command.write('lock.ts', /```ts\n(.*?)```/s.exec(readme)![1]!)
    const sessions = [...readme.matchAll(/```console\n\$ npx lightcone (.*?)\n(.*?)```/gs)]
    expect(sessions).toHaveLength(3)
    for (const [, line, shown] of sessions) {
      const { code, out } = await command.run(line!.split(' '))
      expect([code, out]).toEqual([1, shown])
    }
  })

  it('mends its protocol as it says', async () => {
    const code = /```ts\n(.*?)```/s.exec(readme)![1]!
    const mended = code.replace('({ holder: null }),', "({ holder: null }),\n  persistent: ['holder'],")
    expect(mended).not.toBe(code)
    command.write('mended.ts', mended)
    expect((await command.run(['run', 'mended.ts'])).code).toBe(0)
  })
})
