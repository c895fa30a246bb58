import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseToken } from '../../src/explore/replay/token.ts'
import { BuiltCommand } from './built-command.ts'

let command: BuiltCommand
/** A failure of `ball.ts` that was shrunk, as a token. */
let token = ''

/** Players that count the balls; the ball comes back after `pause`, and the second player forgets in a crash. */
function game(pause: number, persistent = '[]'): string {
  return `
import { always, cluster, constant, crashes, defineNode, ms, scenario, seconds } from 'lightcone'
const player = defineNode<{ balls: number, most: number }, { type: 'ball', count: number }, Record<never, never>, 'serve'>('player', {
  initial: () => ({ balls: 0, most: 0 }),
  persistent: ${persistent},
  boot: (_state, ctx) => ctx.after(ms(10), 'serve'),
  on: {
    ball(state, { count }) {
      state.balls++
      state.most = count
    },
  },
  timeout: {
    serve(state, ctx) {
      if (ctx.self !== 'n1') return
      state.balls++
      ctx.send('n2', { type: 'ball', count: state.balls })
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
    expect(fromFile).toEqual(fromToken)
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
    command.write('mended.ts', game(10, "['balls', 'most']"))
    const { code, out } = await command.run(['replay', token, 'mended.ts'])
    expect(code).toBe(3)
    expect(out).toContain('passed')
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
