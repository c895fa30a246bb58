import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isScenario, type Scenario } from '../../src/simulation/scenario.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { correctTwin } from './correct-twin.ts'

const seeds = 20

/** What holds of all scenarios of a protocol that commits transactions, its planted bugs included. */
export function describeScenarios(title: string, folder: URL): void {
  const names = (below: string) =>
    readdirSync(new URL(below, folder))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${below}${file.slice(0, -'.ts'.length)}`)
  const told = async (name: string) => {
    const module = (await import(/* @vite-ignore */ new URL(`${name}.ts`, folder).href)) as {
      default: Scenario
    }
    return module.default
  }

  describe(`the scenarios of ${title}`, () => {
    it.each([...names(''), ...names('bugs/')])('%s behaves as it declares', async (name) => {
      const scenario = await told(name)
      expect(isScenario(scenario)).toBe(true)
      const runs = Array.from({ length: seeds }, (_, seed) => simulate(scenario, { seed: seed + 1 }))
      const expected = scenario.violates.map((property) => property.name)
      const unexpected = runs.flatMap(({ violations, plan }) =>
        violations
          .filter(({ property }) => !expected.includes(property))
          .map((one) => ({ seed: plan.seed, one })),
      )
      expect(unexpected).toEqual([])
      expect(runs.filter(({ verdict }) => verdict === 'undecided')).toEqual([])
      for (const property of expected)
        expect(runs.some(({ violations }) => violations.some((one) => one.property === property))).toBe(true)
      for (const { name: reached } of scenario.reaches)
        expect([
          reached,
          runs.some(({ properties }) => properties.some((one) => one.name === reached && one.exercised > 0)),
        ]).toEqual([reached, true])
    })

    it.each(names('bugs/'))('%s finds nothing in the correct protocol', async (name) => {
      const twin = correctTwin(await told(name))
      for (let seed = 1; seed <= 50; seed++) expect(simulate(twin, { seed }).violations).toEqual([])
    })
  })
}
