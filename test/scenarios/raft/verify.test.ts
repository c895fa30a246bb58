import { type Scenario, simulate, verify } from 'lightcone'
import { describe, expect, it } from 'vitest'
import { rules } from '../../../src/protocols/raft/rules.ts'
import { correctTwin } from '../correct-twin.ts'

async function told(name: string): Promise<Scenario> {
  const url = new URL(`../../../scenarios/raft/verify/${name}.ts`, import.meta.url)
  return ((await import(/* @vite-ignore */ url.href)) as { default: Scenario }).default
}

// The number of steps of a shortest counterexample; published for other models of R2 and R6: 8 and 10.
const bugs = [
  ['R2', 'counts-votes-of-older-terms', 'election safety', 7],
  ['R3', 'forgets-its-vote', 'election safety', 8],
  ['R6', 'match-index-from-last-request', 'leader completeness', 10],
  ['R13', 'counts-votes-as-a-list', 'election safety', 8],
] as const

describe('small clusters of Raft', () => {
  it.each(bugs)(
    '%s %s violates %s after %i steps, and not without the bug',
    async (_, name, property, depth) => {
      const scenario = await told(name)
      const { verdict, violations } = verify(scenario)
      expect(verdict).toBe('shown')
      expect(violations).toMatchObject([{ property, depth, replays: true }])
      expect(verify(correctTwin(scenario, rules)).verdict).toBe('verified')
    },
  )

  it.each(bugs)('%s %s: some seed of the first 50 shows it, too', async (_, name) => {
    const scenario = await told(name)
    const seeds = Array.from({ length: 50 }, (_none, seed) => seed + 1)
    expect(seeds.some((seed) => simulate(scenario, { seed }).violations.length > 0)).toBe(true)
  })

  it('without a bug breaks none of the properties of Figure 3 in two elections and one command', async () => {
    const scenario = await told('three-servers-two-terms-two-commands')
    const timeouts = { n1: 1, n2: 1, client: 1 }
    expect(verify(scenario, { bounds: { timeouts } })).toMatchObject({ verdict: 'verified', states: 29_730 })
  })
})
