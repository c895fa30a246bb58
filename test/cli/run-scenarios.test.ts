import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BuiltCommand } from './built-command.ts'

let command: BuiltCommand

/** Three nodes that count how many of them are down; with a bug that shows when two are down at once. */
const lamps = (most: number) => `
import { always, crashes, cluster, defineNode, ms, scenario, seconds } from 'lightcone'
const lamp = defineNode<{ blinks: number; seen: number }, { type: 'blink' }, Record<never, never>, 'blink'>('lamp', {
  initial: () => ({ blinks: 0, seen: 0 }),
  persistent: ['blinks'],
  boot: (_state, ctx) => ctx.after(ms(10), 'blink'),
  on: { blink(state) { state.seen++ } },
  timeout: { blink(state, ctx) { state.blinks++; ctx.broadcast({ type: 'blink' }); ctx.after(ms(10), 'blink') } },
})
export default scenario({
  title: 'Lamps blink',
  nodes: cluster(3, lamp()),
  faults: [crashes({ every: ms(100), downFor: [ms(1), ms(100)] })],
  until: seconds(1),
  holds: [always('no lamp is ${most} blinks behind', lamp, (all) => {
    const blinks = all.map((one) => one.blinks)
    return Math.max(...blinks) - Math.min(...blinks) < ${most}
  })],
})
`

beforeAll(() => {
  command = new BuiltCommand()
  command.write('scenarios/lamps/blink.ts', lamps(100))
  command.write('scenarios/lamps/fall-behind.ts', lamps(15))
}, 60_000)

afterAll(() => command.remove())

const run = (...args: string[]) => command.run(['run', ...args, '--no-corpus', '--json'])

describe('lightcone run --strategy', () => {
  it.each(['random', 'swarm', 'priorities', 'coverage'])(
    'has the same results on any number of threads: %s',
    async (strategy) => {
      const outs = await Promise.all(
        ['1', '2', '3'].map(
          async (jobs) => (await run('--seeds', '50', '--strategy', strategy, '--jobs', jobs)).out,
        ),
      )
      expect(outs[0]).toContain('"seeds":50')
      expect(new Set(outs).size).toBe(1)
    },
  )

  it('saves a plan that no seed draws, and replays it from there', async () => {
    const found = await command.run(['run', 'lamps/fall-behind', '--seeds', '200', '--strategy', 'coverage'])
    expect(found.code).toBe(1)
    const [, path] = /npx lightcone replay (corpus\/\S+)/.exec(found.out) ?? []
    const replayed = await command.run(['replay', path!])
    expect(replayed.code).toBe(1)
    expect(replayed.out).toContain('no lamp is 15 blinks behind is violated')
  })

  it('says which strategies there are when it is given another', async () => {
    const { code, err } = await run('--strategy', 'swam')
    expect(code).toBe(64)
    expect(err).toContain("Expected a strategy: random, swarm, priorities, coverage, got 'swam'.")
  })
})

describe('lightcone run --until-quiet', () => {
  it('stops once further seeds reach nothing new, after as many of them on any number of threads', async () => {
    const outs = await Promise.all(
      ['1', '3'].map(
        async (jobs) =>
          (await run('lamps/blink', '--seeds', '5000', '--until-quiet', '5%', '--jobs', jobs)).out,
      ),
    )
    expect(outs[1]).toBe(outs[0])
    const { seeds, probabilityOfNew, asDeclared } = JSON.parse(outs[0]!)
    expect(seeds).toBeLessThan(5_000)
    expect(probabilityOfNew).toBeLessThanOrEqual(0.05)
    expect(asDeclared).toBe(true)
  })

  it('says how likely something new is, in the report', async () => {
    const { err } = await run('lamps/blink', '--seeds', '100', '--until-quiet')
    expect(err).toMatch(
      /lamps\/blink: 100 seeds reached \d+ situations; a further seed would reach a new one with a probability of about [\d.]+%, any of the next 1,000 with at most [\d.]+%/,
    )
  })

  it('takes percentages', async () => {
    const { code, err } = await run('lamps/blink', '--until-quiet', '2')
    expect(code).toBe(64)
    expect(err).toContain(
      "Expected --until-quiet to be a percentage between 0% and 100%, such as 1%, got '2'.",
    )
  })
})
