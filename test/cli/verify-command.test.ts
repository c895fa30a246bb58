import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BuiltCommand } from './built-command.ts'

let command: BuiltCommand

/** Two nodes that tell each other to count, when their timers fire. */
function counting(parts: string, more = ''): string {
  return `
import { always, cluster, eventually, defineNode, ms, scenario, seconds } from 'lightcone'
const counter = defineNode<{ value: number }, { type: 'tell' }, Record<never, never>, 'tell'>('counter', {
  initial: () => ({ value: 0 }),
  boot: (_state, ctx) => ctx.after(ms(10), 'tell'),
  on: { tell(state) { state.value++; ${more} } },
  timeout: { tell(state, ctx) { ctx.broadcast({ type: 'tell' }); ctx.after(ms(10), 'tell') } },
})
const below = (limit: number) =>
  always('below ' + limit, counter, (states) => states.every(({ value }) => value < limit) || limit + ' reached')
export default scenario({ title: 'Two count', nodes: cluster(2, counter()), until: seconds(1), ${parts} })
`
}

/** An endless search that says on standard error that it has begun. */
function telling(limit: number): string {
  return counting(
    `holds: [below(${limit})], verify: {}`,
    "globalThis.begun ??= process.stderr.write('begun')",
  )
}

/** For machines, without shrinking. */
const quick = ['--json', '--budget', '0s']

/** What a search prints, but for what depends on the machine and the number of threads. */
function lasting(out: string): Record<string, unknown> {
  const { took, handlerRuns, bytes, token, ...result } = JSON.parse(out) as Record<string, unknown>
  return result
}

beforeAll(() => {
  command = new BuiltCommand()
  const files: Record<string, string> = {
    'scenarios/counters/stay-low.ts': counting('holds: [below(3)], verify: { timeouts: 2 }'),
    'scenarios/counters/get-high.ts': counting('violates: [below(2)], verify: { timeouts: 2 }'),
    'scenarios/counters/without-bounds.ts': counting('holds: [below(1000)]'),
    'odd/broken.ts': counting('holds: [below(2)], verify: { timeouts: 2 }'),
    'odd/endless.ts': counting('holds: [below(100000)], verify: {}'),
    'odd/telling.ts': telling(100000),
    'odd/never.ts': counting(
      `holds: [eventually('one counts to two', counter, (states) =>
        states.some(({ value }) => value > 1) || 'nobody has')], verify: { network: 'set' }`,
      'state.value = 1',
    ),
    'odd/waiting.ts': counting(
      `holds: [eventually('both are told', counter, (states) =>
        states.every(({ value }) => value > 0))], verify: { timeouts: 0 }`,
    ),
    'odd/large.ts': counting('holds: [below(33)], verify: { timeouts: 34 }'),
    'odd/loops-late.ts': counting(
      'holds: [below(1000)], verify: { timeouts: 34 }',
      'if (state.value === 34) for (;;);',
    ),
    'odd/loops.ts': counting('holds: [below(3)], verify: { timeouts: 2 }', 'for (;;);'),
  }
  for (const [path, text] of Object.entries(files)) command.write(path, text)
}, 60_000)

afterAll(() => command.remove())

describe('lightcone verify', () => {
  it('searches the scenarios that state bounds, and exits 0 when all is as declared', async () => {
    const { code, out } = await command.run(['verify'])
    expect(out).toMatch(/✓ counters\/get-high {2}shows the violation of below 2/)
    expect(out).toMatch(
      /✓ counters\/stay-low {2}verified within its bounds \(network: unordered, timeouts: 2 at each node\)/,
    )
    expect(out).not.toMatch(/without-bounds/)
    expect(code).toBe(0)
  })

  it('exits 1 with a violation that it explains, and a token that replays it', async () => {
    const { code, out } = await command.run(['verify', 'odd/broken.ts'])
    expect(code).toBe(1)
    expect(out).toMatch(/✗ odd\/broken {2}violated below 2/)
    expect(out).toMatch(/below 2, violated after 4 steps: 2 reached/)
    expect(out).toMatch(/The script \(shrunk from/)
    const [, token] = /npx lightcone replay (lc1_\S+)/.exec(out)!
    const replay = await command.run(['replay', token!])
    expect(replay.out).toMatch(/below 2/)
    expect(replay.code).toBe(1)
  })

  it('exits 2 and names the bound that ran out; it never says verified then', async () => {
    for (const [option, value, name] of [
      ['--depth', '4', 'depth'],
      ['--time', '300ms', 'time'],
    ] as const) {
      const { code, out } = await command.run(['verify', 'odd/endless.ts', option, value])
      expect([out, code]).toEqual([
        expect.stringMatching(`\\? odd/endless  undecided: the bound on ${name} ran out`),
        2,
      ])
      expect(out).not.toMatch(/verified/)
    }
  })

  it('prints one JSON object a scenario with --json', async () => {
    const { code, out } = await command.run(['verify', '--json', 'odd/broken.ts'])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      type: 'verification',
      scenario: 'odd/broken',
      verdict: 'violated',
      exhausted: null,
      violations: [
        { property: 'below 2', depth: 4, replays: true, plan: { timers: expect.any(Array) as unknown } },
      ],
      token: expect.stringMatching(/^lc1_/) as unknown,
    })
    const part = await command.run(['verify', '--json', 'odd/endless.ts', '--depth', '9'])
    const { verdict, levels, estimatedStates } = JSON.parse(part.out) as Record<string, unknown>
    expect([verdict, levels]).toEqual(['undecided', expect.arrayContaining([1, 2])])
    expect(estimatedStates).toBeGreaterThan(100)
    const told = await command.run(['verify', 'odd/endless.ts', '--depth', '9'])
    expect(told.out).toMatch(/; about \d+ % of what may be [\d,]+ states in all \(an estimate\); /)
  })

  it('tells how something never comes to hold, step by step, and from where on for ever', async () => {
    const { code, out } = await command.run(['verify', 'odd/never.ts'])
    expect(code).toBe(1)
    expect(out).toMatch(/✗ odd\/never {2}violated one counts to two/)
    expect(out).toMatch(/never so, as the last \d+ steps can be repeated for ever: nobody has/)
    expect(out).toMatch(/ {4}and then for ever\n +\d+ {2}(timeout|deliver) n/)
    const [, token] = /npx lightcone replay (lc1_\S+)/.exec(out)!
    const replay = await command.run(['replay', token!])
    expect(replay.out).toMatch(/one counts to two/)
    expect(replay.code).toBe(1)
    const waiting = await command.run(['verify', 'odd/waiting.ts'])
    expect(waiting.out).toMatch(
      /undecided: the bound on timeouts ran out before it was clear whether both are told comes to hold/,
    )
    expect(waiting.code).toBe(2)
  })

  it('searches in the order it is told, and says that walks see a part', async () => {
    for (const order of ['depth', 'deepening']) {
      const { code, out } = await command.run(['verify', 'counters/stay-low', '--order', order])
      expect([out, code]).toEqual([expect.stringMatching(/✓ counters\/stay-low {2}verified/), 0])
    }
    const walked = await command.run(['verify', 'counters/stay-low', '--order', 'random', '--walks', '20'])
    expect(walked.out).toMatch(
      /\? counters\/stay-low {2}undecided: random walks see a part of what can happen/,
    )
    expect(walked.out).toMatch(/ 20 walks: \d+ states, /)
    expect(walked.code).toBe(2)
    const broken = await command.run(['verify', 'odd/endless.ts', '--order', 'random', '--time', '300ms'])
    expect(broken.out).toMatch(/undecided: the bound on time ran out/)
    expect(broken.code).toBe(2)
  })

  it('stops at Ctrl-C with what it has, and exits 130', async () => {
    const { code, out, err } = await command.run(['verify', 'odd/telling.ts'], {
      onError: (kill) => setTimeout(() => kill('SIGINT'), 500),
    })
    expect(out).toMatch(/stopped before everything was seen/)
    expect(err).toMatch(/Stopped: 1 of 1 searches were done, the last in part/)
    expect(code).toBe(130)
  })

  it('shares a large search among threads, and comes to the same', async () => {
    const results: unknown[] = []
    for (const jobs of ['1', '3']) {
      const { out } = await command.run(['verify', 'odd/large.ts', ...quick, '--jobs', jobs])
      const result = lasting(out)
      expect(result).toMatchObject({ verdict: 'violated', states: expect.any(Number) as unknown })
      results.push(result)
    }
    expect(results[1]).toEqual(results[0])
  })

  it('goes on from a checkpoint, in as many threads or others, as if it had never stopped', async () => {
    const whole = await command.run(['verify', 'odd/large.ts', ...quick, '--jobs', '1'])
    const some = ['verify', 'odd/large.ts', ...quick, '--states', '110000', '--checkpoint', 'search.kept']
    const part = await command.run([...some, '--jobs', '2'])
    expect(lasting(part.out)).toMatchObject({ verdict: 'undecided', exhausted: 'states' })
    expect(part.err).toMatch(/It can go on: npx lightcone verify --resume search\.kept/)
    const runs: number[] = []
    for (const jobs of ['1', '3']) {
      // The checkpoint knows the scenario.
      const rest = await command.run(['verify', '--resume', 'search.kept', ...quick, '--jobs', jobs])
      expect(lasting(rest.out)).toEqual(lasting(whole.out))
      runs.push((JSON.parse(rest.out) as { handlerRuns: number }).handlerRuns)
    }
    // Every thread runs the handlers that it needs.
    expect(runs[1]).toBeGreaterThan(runs[0]!)
    const same = await command.run(['verify', '--resume', 'search.kept', ...quick, '--states', '110000'])
    expect(lasting(same.out)).toEqual(lasting(part.out))
  })

  it('leaves the checkpoint before as it was when there is no room for another, and says so', async () => {
    const some = ['verify', 'odd/large.ts', ...quick, '--jobs', '1', '--checkpoint', 'room.kept']
    await command.run([...some, '--states', '1000'])
    const kept = command.read('room.kept')
    // The report of the search itself comes to its end.
    const further = await command.run([...some, '--resume', 'room.kept', '--states', '50000'], {
      largestFile: 2 * Math.ceil(kept.length / 512),
    })
    expect(lasting(further.out)).toMatchObject({ verdict: 'undecided', exhausted: 'states' })
    expect(further.code).toBe(2)
    expect(further.err).toMatch(
      /^Expected to keep the search in 'room\.kept', but the file may not grow larger after \d+ bytes \(EFBIG: .*\); what was kept there before is as it was\. Make room there for .*\n$/,
    )
    expect(command.read('room.kept').equals(kept)).toBe(true)
    const again = await command.run([...some, '--resume', 'room.kept', '--states', '50000'])
    expect(again.err).toMatch(/^It can go on: /)
    expect(lasting(again.out)).toEqual(lasting(further.out))
    const nowhere = await command.run(['verify', 'odd/large.ts', '--checkpoint', 'odd'])
    expect(nowhere.err).toMatch(/Expected --checkpoint to name a file, got 'odd', which is a folder/)
    expect(nowhere.code).toBe(64)
  }, 30_000)

  it('keeps a search at Ctrl-C, and refuses to go on when its code is another', async () => {
    const stopped = await command.run(['verify', 'odd/telling.ts', '--checkpoint', 'endless.kept'], {
      onError: (kill) => setTimeout(() => kill('SIGINT'), 500),
    })
    expect(stopped.code).toBe(130)
    const further = await command.run(['verify', '--resume', 'endless.kept', '--time', '100ms'])
    expect(further.out).toMatch(/\? odd\/telling {2}undecided: the bound on time ran out/)
    command.write('odd/telling.ts', telling(100001))
    const other = await command.run(['verify', '--resume', 'endless.kept'])
    expect(other.err).toMatch(
      /Expected the checkpoint 'endless\.kept' to be of this search, but the code of the/,
    )
    expect(other.code).toBe(64)
  })

  it('names the node whose handler does not return, in whichever thread', async () => {
    const { code, err } = await command.run(['verify', 'odd/loops-late.ts', '--stall', '1s', '--jobs', '3'])
    expect(err).toMatch(/Expected handlers to return, but n[12] has been busy/)
    expect(code).toBe(64)
  })

  it('names the node whose handler does not return', async () => {
    const { code, err } = await command.run(['verify', 'odd/loops.ts', '--stall', '1s'])
    expect(err).toMatch(/Expected handlers to return, but n[12] has been busy/)
    expect(code).toBe(64)
  })

  it('does without reductions, and with those that are off', async () => {
    const steps = async (...options: string[]) => {
      const { out } = await command.run(['verify', 'counters/stay-low', '--json', ...options])
      const { verdict, states, generated } = JSON.parse(out) as Record<string, unknown>
      expect(verdict).toBe('verified')
      return { states: Number(states), generated: Number(generated) }
    }
    const usual = await steps()
    const asleep = await steps('--with', 'sleep')
    expect(asleep.states).toBe(usual.states)
    expect(asleep.generated).toBeLessThan(usual.generated)
    expect(await steps('--without', 'symmetry', '--without', 'idle')).toEqual(usual)
    const mistyped = await command.run(['verify', 'odd/broken.ts', '--without', 'symetry'])
    expect(mistyped.err).toMatch(
      /Expected --without to name a reduction: symmetry, unheard, idle, sleep, got 'symetry'. Did you mean 'symmetry'/,
    )
    expect(mistyped.code).toBe(64)
  })

  it('lets a person choose what happens, see what changes, and go back with --step', async () => {
    const input = ['1', '2', 's', 'b', '9', 'q'].join('\n')
    const { code, out } = await command.run(['verify', 'odd/broken.ts', '--step'], { input })
    expect(out).toMatch(/ 1 {2}timeout n1 tell\n +2 {2}timeout n2 tell\nafter 0 steps >/)
    // n1 has told n2, which now may hear it.
    expect(out).toMatch(/ 1 {2}deliver n1 → n2 \{type: "tell"\}/)
    expect(out).toMatch(/ n1 \{value: 0\}\n +n2 \{value: 0\}\nafter 2 steps >/)
    expect(out).toMatch(/There is no '9' to choose here; a number: take that step; b: back/)
    expect(code).toBe(0)
  })

  it('refuses a scenario without bounds, and mistyped bounds', async () => {
    const bare = await command.run(['verify', 'counters/without-bounds'])
    expect(bare.err).toMatch(/to say within what bounds it is to be verified, such as verify: \{ crashes: 1/)
    expect(bare.code).toBe(64)
    const mistyped = await command.run(['verify', 'odd/broken.ts', '--states', 'many'])
    expect(mistyped.err).toMatch(/Expected --states to be a whole number/)
    expect(mistyped.code).toBe(64)
    const alone = await command.run(['verify', 'odd/broken.ts', '--order', 'depth', '--jobs', '2'])
    expect(alone.err).toMatch(/Expected --jobs with --order breadth alone, got 2 with --order depth/)
    expect(alone.code).toBe(64)
    for (const [options, message] of [
      [['odd/broken.ts', '--order', 'depth', '--checkpoint', 'c'], /--resume with --order breadth alone/],
      [['odd/broken.ts', 'odd/large.ts', '--checkpoint', 'c'], /Expected one scenario with --checkpoint/],
      [['odd/waiting.ts', '--checkpoint', 'c'], /where something must come to hold some time/],
      [['odd/broken.ts', '--step', '--checkpoint', 'c'], /no --checkpoint or --resume with --step/],
      [['odd/broken.ts', '--resume', 'odd/broken.ts'], /to be a checkpoint that --checkpoint has written/],
    ] as const) {
      const refused = await command.run(['verify', ...options])
      expect(refused.err).toMatch(message)
      expect(refused.code).toBe(64)
    }
    const disordered = await command.run(['verify', 'odd/broken.ts', '--order', 'breath'])
    expect(disordered.err).toMatch(
      /an order to search in: breadth, depth, deepening, random, got 'breath'. Did you mean 'breadth'/,
    )
    expect(disordered.code).toBe(64)
    const standing = await command.run(['verify', 'odd/broken.ts', '--walks', '9'])
    expect(standing.err).toMatch(/Expected --walks with --order random alone, got it with --order breadth/)
    expect(standing.code).toBe(64)
  })
})
