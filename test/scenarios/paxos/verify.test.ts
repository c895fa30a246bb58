import { type Scenario, simulate, verify } from 'lightcone'
import { describe, expect, it } from 'vitest'
import { correctTwin } from '../correct-twin.ts'

async function told(name: string): Promise<Scenario> {
  const url = new URL(`../../../scenarios/paxos/verify/${name}.ts`, import.meta.url)
  return ((await import(/* @vite-ignore */ url.href)) as { default: Scenario }).default
}

// The number of steps of a shortest counterexample.
const bugs = [
  ['P1', 'forgets-its-promise', 16],
  ['P2', 'majority-off-by-one', 10],
  ['P3', 'ignores-accepted-values', 14],
  ['P3', 'takes-the-first-accepted-value', 22],
  ['P4', 'accepts-below-its-promise', 14],
  ['P5', 'shares-ballots', 14],
  ['P5', 'reuses-ballots', 16],
] as const

describe('Paxos of three acceptors', () => {
  it('chooses one value of two proposers in all of its 18,276 states (but for the names of acceptors)', async () => {
    const all = await told('two-proposers-three-acceptors')
    expect(verify(all)).toMatchObject({ verdict: 'verified', states: 18_276, depth: 19 })
    // The same, where messages that change nothing are delivered, too.
    expect(verify(all, { reductions: { idle: false } })).toMatchObject({
      verdict: 'verified',
      states: 24_582,
      depth: 22,
    })
  })

  it.each(bugs)(
    '%s %s: two values are chosen after %i steps, and not without the bug',
    async (_, name, depth) => {
      const scenario = await told(name)
      const { verdict, violations } = verify(scenario)
      expect(verdict).toBe('shown')
      expect(violations).toMatchObject([{ property: 'one value is chosen', depth, replays: true }])
      expect(verify(correctTwin(scenario)).verdict).toBe('verified')
    },
  )

  it.each(bugs)('%s %s: some seed of the first 50 shows it, too', async (_, name) => {
    const scenario = await told(name)
    const seeds = Array.from({ length: 50 }, (_none, seed) => seed + 1)
    expect(seeds.some((seed) => simulate(scenario, { seed }).violations.length > 0)).toBe(true)
  })
})
