import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BuiltCommand } from './built-command.ts'

let command: BuiltCommand
beforeAll(() => {
  command = new BuiltCommand()
  command.write(
    'scenarios/clock/it-ticks.ts',
    `
import { always, defineNode, ms, scenario, seconds } from 'lightcone'
const clock = defineNode<{ ticks: number }, { type: 'tick' }, Record<never, never>, 'tick'>('clock', {
  initial: () => ({ ticks: 0 }),
  boot: (_state, ctx) => ctx.after(ctx.random.int(ms(1), ms(9)), 'tick'),
  timeout: { tick(state, ctx) { state.ticks++; ctx.after(ctx.random.int(ms(1), ms(9)), 'tick') } },
})
const few = always('few ticks', clock, ([c]) => (c?.ticks ?? 0) < 205)
export default scenario({ title: 'A clock ticks', nodes: { n1: clock() }, until: seconds(1), holds: [few] })
`,
  )
}, 60_000)
afterAll(() => command.remove())

/** What the page says of where it comes from. */
function originOf(file: string): {
  scenario: string
  commands: string[]
  notLive: string | null
  told: unknown
} {
  const html = readFileSync(join(command.folder, file), 'utf8')
  return JSON.parse(/id="lightcone-origin">([^<]*)/.exec(html)![1]!)
}

describe('--report', () => {
  it.each([
    ['run', 'clock', '--no-corpus'],
    ['replay', 'clock/it-ticks', '--seed', '1'],
    ['explain', 'clock/it-ticks', '--seed', '1', '--no-corpus'],
  ])('of %s refuses what is no name of an HTML file, before anything runs', async (...args) => {
    const { code, err, out } = await command.run([...args, '--report', 'run.txt'])
    expect([code, out]).toEqual([64, ''])
    expect(err).toBe("Expected --report to name an HTML file, such as run.html, got 'run.txt'.\n")
  })

  it('says that a file cannot be written', async () => {
    const { code, err } = await command.run([
      'replay',
      'clock',
      '--seed',
      '1',
      '--report',
      'no/where/run.html',
    ])
    expect(code).toBe(64)
    expect(err).toMatch(
      /^Expected --report to name a file that can be written, got '.*no.where.run\.html': ENOENT/,
    )
  })

  it('of run shows the first failing seed, shrunk and told', async () => {
    const { out } = await command.run(['run', '--seeds', '30', '--no-corpus', '--report', 'run.html'])
    const [, seed] = /seed (\d+): few ticks does not hold/.exec(out)!
    expect(out).toMatch(/The run as a page: file:.*run\.html$/m)
    expect(originOf('run.html')).toMatchObject({
      scenario: 'clock/it-ticks',
      commands: [`npx lightcone replay clock/it-ticks --seed ${seed}`],
      notLive: null,
      told: {
        story: expect.arrayContaining([{ entry: expect.any(Number), text: expect.stringContaining('✗') }]),
      },
    })
  })

  it('of a passing run has nothing to tell', async () => {
    const { out } = await command.run(['run', '--seeds', '30', '--json', '--no-corpus'])
    const failed = new Set(
      out.split('\n').flatMap((line) => (line.includes('"failure"') ? JSON.parse(line).seed : [])),
    )
    const passing = [...Array(30).keys()].map((seed) => seed + 1).find((seed) => !failed.has(seed))!
    await command.run(['replay', 'clock', '--seed', String(passing), '--report', 'passing.html'])
    expect(originOf('passing.html').told).toBeNull()
  })
})
