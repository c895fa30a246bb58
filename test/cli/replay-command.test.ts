import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseToken } from '../../src/explore/replay/token.ts'
import { BuiltCommand } from './built-command.ts'

let command: BuiltCommand
/** A failure of `ball.ts` that was shrunk, as a token. */
let token = ''

/** Players that count the balls, which come 10 ms and once `pause` apart; one that counts by itself forgets in a crash. */
function game(pause: number, count = 'state.balls + 1'): string {
  return `
import { always, cluster, constant, crashes, defineNode, ms, scenario, seconds } from 'lightcone'
const player = defineNode<{ balls: number, most: number }, { type: 'ball', count: number }, Record<never, never>, 'serve'>('player', {
  initial: () => ({ balls: 0, most: 0 }),
  boot: (_state, ctx) => ctx.after(ms(10), 'serve'),
  on: {
    ball(state, { count }) {
      state.balls = ${count}
      state.most = count
    },
  },
  timeout: {
    serve(state, ctx) {
      if (ctx.self !== 'n1') return
      state.balls++
      ctx.broadcast({ type: 'ball', count: state.balls })
      ctx.after(state.balls === 1 ? ms(${pause}) : ms(10), 'serve')
    },
  },
})
export default scenario({
  title: 'Players count balls',
  nodes: cluster(2, player()),
  network: { latency: constant(ms(1)) },
  faults: [crashes({ nodes: ['n2'], every: ms(30), downFor: [ms(1), ms(2)] })],
  until: seconds(1),
  holds: [always('balls are counted', player, (players) => players.every(({ balls, most }) => balls >= most))],
})
`
}

beforeAll(async () => {
  command = new BuiltCommand()
  command.write('ball.ts', game(10))
  const { out, err } = await command.run(['explain', 'ball.ts', '--seed', '1'])
  expect(err).toBe('')
  token = /npx lightcone replay (lc1_\S+)/.exec(out)![1]!
  command.write('saved.json', JSON.stringify(parseToken(token)))
})

afterAll(() => command.remove())

describe('lightcone replay', () => {
  it('of a token and of a file is the run that was saved', async () => {
    const [fromToken, fromFile] = await Promise.all(
      [token, 'saved.json'].map((saved) => command.run(['replay', saved])),
    )
    expect(fromToken!.out).toMatch(/^ +0 µs {2}n1 {2}starts\n/)
    expect(fromToken!.out).toContain(`hash ${parseToken(token).hash}`)
    expect(fromToken!.code).toBe(1)
    expect(fromFile).toEqual({ ...fromToken, out: fromToken!.out.replace(token, 'saved.json') })
  })

  it('of code that has changed names the first other decision, and exits with 3', async () => {
    command.write('changed/ball.ts', game(15))
    for (const args of [
      [token, 'changed/ball.ts'],
      ['saved.json', 'changed'],
    ]) {
      const { code, out } = await command.run(['replay', ...args])
      expect(code).toBe(3)
      expect(out).toContain(`This is not the run that was saved (hash ${parseToken(token).hash}`)
      expect(out).toContain(
        'The first other decision is event #8: now it is "20.1 ms ✂ over: crash n2 for 100 µs".',
      )
    }
  })

  it('of code that was mended exits with 3, as the run is another one', async () => {
    command.write('mended.ts', game(10, 'count'))
    const { code, out } = await command.run(['replay', token, 'mended.ts'])
    expect(code).toBe(3)
    expect(out).toContain('✓ balls are counted holds now.\npassed')
  })

  it.each([
    ['{"format":"lightcone-failure/2"}', 'it needs a newer lightcone, and is left as it is'],
    ['{"format":', 'Expected broken.json to be the JSON of a failure'],
    ['{"format":"lightcone-failure/1"}', 'Expected "engine" in broken.json to be a string'],
  ])('refuses %s in a sentence', async (text, sentence) => {
    command.write('broken.json', text)
    const { code, out, err } = await command.run(['replay', 'broken.json'])
    expect([code, out]).toEqual([64, ''])
    expect(err).toContain(sentence)
  })
})

describe('what is replayed or explained', () => {
  it.each([
    [
      ['replay', 'ball.ts', 'changed', '--seed', '1'],
      "Expected one scenario with --seed, got 'ball.ts' and changed",
    ],
    [
      ['replay', 'saved.json', '--seed', '1'],
      "Expected a saved failure or --seed, got both; name the scenario 'ball'",
    ],
    [['explain', 'saved.json', '--seed', '1'], 'Expected a saved failure or --seed, got both'],
    [['explain', 'ball.ts'], 'Expected --seed'],
  ])('is one run: %j', async (args, sentence) => {
    const { code, out, err } = await command.run(args)
    expect([code, out]).toEqual([64, ''])
    expect(err).toContain(sentence)
  })
})

describe('lightcone replay --until', () => {
  it.each([
    ['15ms', 'The nodes at 15 ms, after event #5:'],
    ['#6', 'The nodes at 20 ms, after event #7:'],
    ['n2 crashes', 'The nodes at 20 ms, after event #7:'],
  ])('%s stops there, and shows the nodes', async (moment, title) => {
    const { code, out } = await command.run(['replay', token, '--until', moment])
    expect(code).toBe(0)
    expect(out).toContain(`\n${title}\n  n1  {balls: `)
    expect(out).toMatch(/\n {2}n2( \(down\))? {2}\{balls: \d, most: \d\}\n/)
    expect(out).toContain('\nended early after')
  })

  it('refuses what never comes', async () => {
    const { code, err } = await command.run(['replay', token, '--until', 'n3 crashes'])
    expect(code).toBe(64)
    expect(err).toContain("Expected an event of the run to read 'n3 crashes', but none does; it has")
  })
})

describe('lightcone replay asks what if', () => {
  it('a fault had not been, and says that it holds then, and where the runs part', async () => {
    const { code, out } = await command.run(['replay', token, '--without', 'fault#1'])
    expect(code).toBe(0)
    expect(out).toMatch(/^What if: without fault#1\n\n✓ balls are counted holds then\.\npassed after /)
    expect(out).toContain(
      'After 5 shared events, another kind of event: in the old run comes "✂ crash n2 for 100 µs" at 20 ms, in the new ',
    )
    expect(out).toMatch(/\n {6}#5 .*\nold {3}#6 +20 ms {2}✂ crash n2 for 100 µs\n(old.*\n)+new {3}#6 /)
  })

  it('there had been another fault, and gives the token of what fails still', async () => {
    const args = ['replay', token, '--at', '15ms', '--inject', 'crash n2 for 1 ms', '--without', 'fault#1']
    const { code, out } = await command.run(args)
    expect(code).toBe(1)
    expect(out).toContain('What if: without fault#1, at 15 ms crash n2 for 1 ms')
    const changed = /npx lightcone replay (lc1_\S+)/.exec(out)![1]!
    const again = await command.run(['replay', changed])
    expect(again.code).toBe(1)
    expect(again.out).toContain('  fault#1: at 15 ms crash n2 for 1 ms\n')
  })

  it('of a seed', async () => {
    const { code, out } = await command.run(['replay', 'ball.ts', '--seed', '1', '--without', 'n2'])
    expect(code).toBe(0)
    expect(out).toContain('✓ balls are counted holds then.')
    expect(out).toContain('nodes n1 (of 2)')
  })

  it.each([
    [['--inject', 'crash n2'], 'Expected a time for each fault, such as --at 300ms'],
    [['--at', '3ms'], 'got 1 --at for 0 --inject'],
    [['--at', '3ms', '--inject', 'crush n2'], "Did you mean 'crash'?"],
    [['--at', '3ms', '--inject', 'crash n7'], "Expected crash.node to name a node (n1, n2), got 'n7'"],
    [['--without', 'fault#7'], 'got fault#7; it has fault#1 alone'],
    [['--without', 'fault#1', '--until', '3ms'], 'Expected --without and --inject by themselves'],
  ])('but not with %j', async (args, sentence) => {
    const { code, out, err } = await command.run(['replay', token, ...args])
    expect([code, out]).toEqual([64, ''])
    expect(err).toContain(sentence)
  })
})

describe('lightcone replay --expect-pass', () => {
  const expectPass = (...args: string[]) => command.run(['replay', ...args, '--expect-pass'])

  it('exits with 0 when it holds now, and with 1 when it fails, in the same run or another', async () => {
    command.write('mended.ts', game(10, 'count'))
    command.write('changed/ball.ts', game(15))
    const codes = await Promise.all(
      [
        [token, 'mended.ts'],
        [token],
        [token, 'changed'],
        ['mended.ts', '--seed', '1'],
        ['ball.ts', '--seed', '1'],
      ].map(async (args) => (await expectPass(...args)).code),
    )
    expect(codes).toEqual([0, 1, 1, 0, 1])
  })

  it('exits with 125 when that cannot be told', async () => {
    command.write('broken.ts', 'export default scenario({ title: \n')
    command.write('lost.ts', game(10).replace('balls are counted', 'every ball is counted'))
    command.write(
      'other.ts',
      game(10)
        .replaceAll(/cluster\(2, player\(\)/g, 'cluster(2, player(), "p"')
        .replaceAll("'n2'", "'p2'"),
    )
    command.write('short.ts', game(10).replace('until:', 'events: 4, until:'))
    for (const [file, sentence] of [
      ['broken.ts', 'In broken.ts:'],
      [
        'lost.ts',
        "to have the property 'balls are counted' that the failure violates, among every ball is counted",
      ],
      ['other.ts', 'Expected the plan to name nodes of its scenario (p1, p2)'],
      ['short.ts', ''],
      ['none.ts', 'none.ts'],
    ] as const) {
      const { code, err } = await expectPass(token, file)
      expect(err).toContain(sentence)
      expect(code).toBe(125)
    }
    expect((await expectPass(token.slice(0, -3))).code).toBe(125)
  })

  it('lets git find the commit that broke it, past one that does not load', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        cwd: join(command.folder, 'repository'),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    command.write('repository/README', 'A game')
    git('init', '-q')
    for (const [message, text] of [
      ['good', game(10, 'count')],
      ['faster', game(9, 'count')],
      ['does not load', game(9, '[')],
      ['loads', game(10, 'count')],
      ['the bug', game(10)],
      ['slower', game(12)],
    ] as const) {
      command.write('repository/ball.ts', text)
      git('add', '-A')
      git('commit', '-qm', message)
    }
    git('bisect', 'start', 'HEAD', 'HEAD~5')
    const run = ['bisect', 'run', process.execPath, command.main, 'replay', token, '--expect-pass']
    const told = git(...run)
    expect(told).toMatch(/^\w+ is the first bad commit$/m)
    expect(told).toMatch(/^ {4}the bug$/m)
    expect(git('bisect', 'log')).toMatch(/# skip: \[\w+\] does not load/)
  }, 120_000)
})

describe('lightcone explain', () => {
  it('of a token tells what is in it', async () => {
    const { code, out } = await command.run(['explain', token])
    expect(code).toBe(1)
    expect(out).toContain('! fault#1: at 20 ms crash n2 for 100 µs\n')
    expect(out).toContain(token)
  })

  it('of a failure that is gone says so', async () => {
    command.write('mended.ts', game(10, 'count'))
    const { code, out } = await command.run(['explain', token, 'mended.ts'])
    expect([code, out]).toEqual([0, 'balls are counted holds now: the failure of mended is gone.\n'])
  })
})
