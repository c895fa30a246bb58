import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BuiltCommand } from './built-command.ts'
import { ballGame } from './games.ts'

let command: BuiltCommand
let token = ''

beforeAll(async () => {
  command = new BuiltCommand()
  command.write('ball.ts', ballGame)
  const { out } = await command.run(['replay', 'ball.ts', '--seed', '1', '--without', 'fault#1'])
  token = /npx lightcone replay (lc1_\S+)/.exec(out)![1]!
})

afterAll(() => command.remove())

describe('lightcone diff', () => {
  it('of two seeds tells what differs in their scripts, and then where they part', async () => {
    const { code, out } = await command.run(['diff', 'ball.ts', '1', '2', '--context', '2'])
    expect(code).toBe(0)
    expect(out).toMatch(/^A: seed 1: violates few balls after 1 s, \d+ events, hash \w{16}\nB: seed 2: /)
    expect(out).toMatch(/Their scripts differ:\n {2}only A {2}the network is [^\n]* seed 1\n/)
    expect(out).toMatch(/\n {2}only A {2}fault#1: at [^\n]+ crash n2 for [^\n]+\n/)
    expect(out).toMatch(/\n {2}only B {2}fault#1: at [^\n]+ crash n2 for [^\n]+\n/)
    expect(out).toMatch(
      /\n\nAfter 4 shared events, another message \(word: \d+ or \d+\): in A comes "n2 ← n1 ball [^\n]+\n\n/,
    )
    const tail = out.trim().split('\n').slice(-6)
    expect(tail.map((line) => line.slice(0, 7))).toEqual([
      '   #3  ',
      '   #4  ',
      'A  #5  ',
      'A  #6  ',
      'B  #5  ',
      'B  #6  ',
    ])
  })

  it('of a seed and itself says that they are the same run', async () => {
    const { code, out } = await command.run(['diff', 'ball.ts', '3', '3'])
    expect(code).toBe(0)
    expect(out).toMatch(/^A: [^\n]+\nB: [^\n]+\n\nThey are the same run\.\n$/)
  })

  it('of a token and a seed tells the fault that one of them lacks', async () => {
    command.write('failure.json', '{"format":"lightcone-failure/2"}')
    const { code, out } = await command.run(['diff', 'ball.ts', '1', token])
    expect(code).toBe(0)
    const differences = /Their scripts differ:\n(.*?)\n\n/s.exec(out)![1]!.split('\n')
    expect(differences).toEqual([expect.stringMatching(/^ {2}only A {2}fault#1: at .* crash n2 for /)])
    expect(out).toMatch(/\d shared events, another kind of event: in A comes "✂ crash n2 for [^"]+" at /)
    expect((await command.run(['diff', 'ball.ts', '1', 'failure.json'])).code).toBe(64)
  })

  it('prints an object on request', async () => {
    const { out } = await command.run(['diff', 'ball.ts', '1', '2', '--json'])
    expect(JSON.parse(out)).toMatchObject({
      type: 'diff',
      scenario: 'ball',
      a: { verdict: 'violated', endedAt: 1_000_000 },
      b: { verdict: 'violated' },
      difference: { index: 4, differs: 'detail', path: 'word', parting: { parted: 5 } },
    })
  })

  it.each([
    [['diff', 'none.ts', '1', '2'], 'none.ts'],
    [['diff', 'ball.ts', '1', 'lc1_xyz'], 'Expected a whole token'],
    [['diff', 'ball.ts', '1', '2', '--context', 'some'], 'Expected --context to be a number of lines'],
    [['diff', 'ball.ts', '1'], "missing required argument 'b'"],
  ])('%j is answered by a sentence and 64', async (args, sentence) => {
    const { code, out, err } = await command.run(args)
    expect(err).toContain(sentence)
    expect([code, out]).toEqual([64, ''])
  })
})
