import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { consistentHashingBugs, isScenario, type Scenario, simulate } from '../../src/index.ts'
import { correctTwin } from './correct-twin.ts'

const folder = new URL('../../scenarios/consistent-hashing/', import.meta.url)

async function load(file: string): Promise<Scenario> {
  const { default: loaded } = (await import(new URL(file, folder).href)) as { default: unknown }
  if (!isScenario(loaded)) throw new Error(`${file} exports no scenario`)
  return loaded
}

/** What the first seeds violate and reach. */
function batch(scenario: Scenario, seeds: number) {
  const undeclared: string[] = []
  const shown = new Map<string, number>()
  const reached = new Set<string>()
  for (let seed = 0; seed < seeds; seed++) {
    const { violations, properties } = simulate(scenario, { seed })
    for (const { property, message } of violations) {
      if (!scenario.violates.some(({ name }) => name === property))
        undeclared.push(`seed ${seed}: ${property}: ${message}`)
      else if (!shown.has(property)) shown.set(property, seed)
    }
    for (const { name, type, exercised } of properties)
      if (type === 'sometimes' && exercised > 0) reached.add(name)
  }
  return { undeclared, shown, reached }
}

const files = readdirSync(folder).filter((name) => name.endsWith('.ts'))

describe.each(files)('%s', (file) => {
  it('holds, violates and reaches what it declares', async () => {
    const scenario = await load(file)
    const { undeclared, shown, reached } = batch(scenario, 20)
    expect(undeclared).toEqual([])
    expect([...shown.keys()].sort()).toEqual(scenario.violates.map(({ name }) => name).sort())
    expect([...reached].sort()).toEqual(scenario.reaches.map(({ name }) => name).sort())
  })
})

describe.each(Object.entries(consistentHashingBugs))('bugs/%s', (bug, { violates }) => {
  it(`is caught by the property '${violates}' within 20 seeds, which leaves all others alone`, async () => {
    const scenario = await load(`bugs/${bug}.ts`)
    expect(scenario.violates.map(({ name }) => name)).toEqual([violates])
    const { undeclared, shown } = batch(scenario, 20)
    expect(undeclared).toEqual([])
    expect(shown.get(violates)).toBeLessThan(20)
  })

  it('has a correct twin that no seed catches', async () => {
    const scenario = await load(`bugs/${bug}.ts`)
    for (const { kind, options } of Object.values(scenario.nodes))
      if (kind === 'store-node') expect(options).toMatchObject({ bug })
    const twin = correctTwin(scenario)
    expect(batch(twin, 40).undeclared).toEqual([])
  })
})
