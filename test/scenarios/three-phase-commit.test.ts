import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isScenario, type Scenario } from '../../src/simulation/scenario.ts'
import { simulate } from '../../src/simulation/simulate.ts'

const folder = new URL('../../scenarios/three-phase-commit/', import.meta.url)
const names = (below: string) =>
  readdirSync(new URL(below, folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${below}${file.slice(0, -'.ts'.length)}`)
const seeds = 20

describe('the scenarios of three-phase commit', () => {
  it.each([...names(''), ...names('bugs/')])('%s behaves as it declares', async (name) => {
    const { default: told } = (await import(/* @vite-ignore */ new URL(`${name}.ts`, folder).href)) as {
      default: Scenario
    }
    expect(isScenario(told)).toBe(true)
    const runs = Array.from({ length: seeds }, (_, seed) => simulate(told, { seed: seed + 1 }))
    const expected = told.violates.map((property) => property.name)
    const unexpected = runs.flatMap(({ violations, plan }) =>
      violations
        .filter(({ property }) => !expected.includes(property))
        .map((one) => ({ seed: plan.seed, one })),
    )
    expect(unexpected).toEqual([])
    expect(runs.filter(({ verdict }) => verdict === 'undecided')).toEqual([])
    for (const property of expected)
      expect(runs.some(({ violations }) => violations.some((one) => one.property === property))).toBe(true)
    for (const { name: reached } of told.reaches)
      expect([
        reached,
        runs.some(({ properties }) => properties.some((one) => one.name === reached && one.exercised > 0)),
      ]).toEqual([reached, true])
  })

  it.each(names('bugs/'))('%s finds nothing in the correct protocol', async (name) => {
    const { default: told } = (await import(/* @vite-ignore */ new URL(`${name}.ts`, folder).href)) as {
      default: Scenario
    }
    const nodes = Object.fromEntries(
      Object.entries(told.nodes).map(([id, spec]) => {
        const { bug: _, ...options } = spec.options as { readonly bug?: string }
        return [id, { ...spec, options }]
      }),
    )
    const twin: Scenario = { ...told, nodes, holds: [...told.holds, ...told.violates], violates: [] }
    for (let seed = 1; seed <= 50; seed++) expect(simulate(twin, { seed }).violations).toEqual([])
  })
})
