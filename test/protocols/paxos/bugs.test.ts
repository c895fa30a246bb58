import { expect, it } from 'vitest'
import { paxosBugs, type Scenario, simulate } from '../../../src/index.ts'
import { correctTwin } from '../../scenarios/correct-twin.ts'

const worlds = await Promise.all(
  Object.entries(paxosBugs).map(async ([name, { violates }]) => {
    const module: { default: Scenario } = await import(`../../../scenarios/paxos/bugs/${name}.ts`)
    return [name, violates, module.default] as const
  }),
)

it.each(worlds)('%s is found within 60 seeds as a violation of %s', (_name, violates, scenario) => {
  for (let seed = 1; seed <= 60; seed++) {
    const { violations } = simulate(scenario, { seed })
    if (violations.some(({ property }) => property === violates)) return
  }
  expect.unreachable('no seed shows it')
})

it.each(worlds)('the correct twin of %s is clean', (_name, _violates, scenario) => {
  for (const { options } of Object.values(scenario.nodes)) expect(options).toMatchObject({ bug: _name })
  const twin = correctTwin(scenario)
  for (let seed = 1; seed <= 100; seed++) expect(simulate(twin, { seed }).violations).toEqual([])
})
