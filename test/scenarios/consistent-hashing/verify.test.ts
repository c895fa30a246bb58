import { type Scenario, simulate, verify } from 'lightcone'
import { describe, expect, it } from 'vitest'
import { correctTwin } from '../correct-twin.ts'

async function told(name: string): Promise<Scenario> {
  const url = new URL(`../../../scenarios/consistent-hashing/verify/${name}.ts`, import.meta.url)
  return ((await import(/* @vite-ignore */ url.href)) as { default: Scenario }).default
}

// The number of steps of a shortest counterexample, and how many states there are without the bug.
const bugs = [
  ['H1', 'replicas-share-a-physical-node', 'replication factor', 2, 324],
  ['H2', 'write-during-handoff-is-lost', 'no acknowledged write lost', 18, 17_976],
] as const

describe('small stores', () => {
  it.each(bugs)(
    '%s %s violates %s after %i steps, and not in any of %i states without the bug',
    async (_, name, property, depth, states) => {
      const scenario = await told(name)
      const { verdict, violations } = verify(scenario)
      expect(verdict).toBe('shown')
      expect(violations).toMatchObject([{ property, depth, replays: true }])
      expect(verify(correctTwin(scenario))).toMatchObject({ verdict: 'verified', states })
    },
  )

  it.each(bugs)('%s %s: some seed of the first 50 shows it, too', async (_, name) => {
    const scenario = await told(name)
    const seeds = Array.from({ length: 50 }, (_none, seed) => seed + 1)
    expect(seeds.some((seed) => simulate(scenario, { seed }).violations.length > 0)).toBe(true)
  })
})
