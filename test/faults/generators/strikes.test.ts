import { describe, expect, it } from 'vitest'
import { nodeStrikes, type Rhythm, strikes } from '../../../src/faults/generators/strikes.ts'
import { Random } from '../../../src/kernel/random.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'

const rhythm: Rhythm = { every: seconds(1), lastFor: [ms(10), seconds(1)] }
const drawn = strikes(new Random('strikes'), rhythm, seconds(4_000))

describe('strikes', () => {
  it('come about as often as they are to', () => {
    // Three gaps in four are drawn about `every`; the rest are shorter.
    expect(drawn.length).toBeGreaterThan(4_000)
    expect(drawn.length).toBeLessThan(6_000)
  })

  it('are short and long alike: each doubling of the shortest takes its share', () => {
    // 10 ms doubles six times below 1 s: seven bands, the last cut off at 1 s.
    const bands = [10, 20, 40, 80, 160, 320, 640, 1_001]
    const counts = bands
      .slice(1)
      .map((high, i) => drawn.filter(({ lasts }) => lasts >= ms(bands[i]!) && lasts < ms(high)).length)
    for (const count of counts) expect(count / drawn.length).toBeCloseTo(1 / 7, 1.5)
  })

  it('follow closely, one time in four, while the last one lasts or just after it has ended', () => {
    const following = (how: string) => drawn.filter(({ follows }) => follows === how).length / drawn.length
    expect(following('during')).toBeCloseTo(1 / 8, 1.5)
    expect(following('after')).toBeCloseTo(1 / 8, 1.5)
    for (const [i, { at, follows }] of drawn.slice(1).entries()) {
      const before = drawn[i]!
      if (follows === 'during') expect(at).toBeLessThanOrEqual(before.at + before.lasts)
      if (follows === 'after') {
        expect(at).toBeGreaterThan(before.at + before.lasts)
        expect(at).toBeLessThanOrEqual(before.at + before.lasts + rhythm.every / 4)
      }
    }
  })

  it('draw both the first moments of a run and the last', () => {
    const runs = Array.from({ length: 200 }, (_, seed) => strikes(new Random(`${seed}`), rhythm, seconds(5)))
    expect(Math.min(...runs.map((run) => run[0]!.at))).toBeLessThan(ms(20))
    expect(Math.max(...runs.map((run) => run.at(-1)!.at))).toBeGreaterThan(seconds(4.9))
  })
})

describe('strikes at nodes', () => {
  const nodes = ['n1', 'n2', 'n3', 'n4', 'n5']
  const struck = nodeStrikes(new Random('nodes'), rhythm, nodes, seconds(4_000))

  it('hit each node as often', () => {
    for (const node of nodes) {
      const count = struck.filter((strike) => strike.node === node).length
      expect(count / struck.length).toBeCloseTo(1 / 5, 1)
    }
  })

  it('hit the same node again as it comes back, and another while one is down', () => {
    for (const [i, strike] of struck.slice(1).entries()) {
      const before = struck[i]!
      if (strike.follows === 'after' && strike.at > before.at + before.lasts)
        expect(strike.node).toBe(before.node)
      if (strike.follows === 'during') expect(strike.node).not.toBe(before.node)
    }
    expect(struck.filter(({ follows }) => follows === 'after').length).toBeGreaterThan(300)
  })

  it('do not hit a node while a strike at it lasts', () => {
    const freeAfter = new Map<string, number>()
    for (const { at, lasts, node } of struck) {
      expect(at).toBeGreaterThan(freeAfter.get(node) ?? -1)
      freeAfter.set(node, at + lasts)
    }
  })
})
