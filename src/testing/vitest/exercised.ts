import type { MatcherState } from 'vitest'
import type { Property } from '../../checkers/property.ts'
import { allowedFaults, type Batch, batchOf, emptyBatch, merged } from '../../explore/batch.ts'
import { UsageError } from '../../kernel/errors.ts'
import { editDistance } from '../../kernel/nearest.ts'
import type { Run } from '../../simulation/run.ts'
import { isScenario } from '../../simulation/scenario.ts'
import { scenarioOf } from '../../simulation/scenario-of.ts'
import { simulate } from '../../simulation/simulate.ts'
import { answer, type MatcherAnswer } from './expectation.ts'
import { isRun } from './received.ts'

/** How often each thing was exercised, by name: kinds of fault struck, properties put at risk, situations reached. */
type Tally = ReadonlyMap<string, number>

/** `expect(run).toHaveExercised('leader crashed with uncommitted entries')`, of a batch and a scenario as well. */
export function toHaveExercised(
  this: MatcherState,
  received: unknown,
  what: Property | string,
  options: { readonly seeds?: number } = {},
): MatcherAnswer {
  const tally = tallyOf(received, options.seeds ?? 100)
  const name = typeof what === 'string' ? what : what.name
  const times = tally.get(name)
  if (times === undefined)
    throw new UsageError(
      `Expected a property, a sometimes or a kind of fault that could have been exercised, got '${name}'. ${nearestTo(name, tally)}`,
    )
  return answer(this, toHaveExercised, {
    isMet: this.isNot ? times === 0 : times > 0,
    text: () =>
      this.isNot
        ? `Expected '${name}' not to have been exercised, but it was, ${times === 1 ? 'once' : `${times} times`}.`
        : [
            `Expected '${name}' to have been exercised, but it never was. What was:`,
            ...exercisedLines(tally),
          ].join('\n'),
  })
}

function tallyOf(received: unknown, seeds: number): Tally {
  if (isRun(received)) return tallyOfRun(received)
  if (isScenario(received)) {
    let batch = emptyBatch(received)
    for (let seed = 1; seed <= seeds; seed++)
      batch = merged(batch, batchOf(received, simulate(received, { seed })))
    return tallyOfBatch(batch)
  }
  const { properties, faults } = (received ?? {}) as Partial<Batch>
  if (typeof properties === 'object' && typeof faults === 'object')
    return tallyOfBatch({ properties, faults })
  throw new UsageError(
    'Expected a run, a batch of runs or a scenario, as in expect(simulate(scenario, { seed: 1 })).toHaveExercised(…).',
  )
}

function tallyOfRun(run: Run): Tally {
  const scenario = scenarioOf(run)
  return new Map([
    ...(scenario ? allowedFaults(scenario) : []).map((kind) => [kind, 0] as const),
    ...Object.entries(run.stats.notes),
    ...Object.entries(run.stats.faults),
    ...run.properties.map(({ name, exercised }) => [name, exercised] as const),
  ])
}

function tallyOfBatch({ properties, faults }: Pick<Batch, 'properties' | 'faults'>): Tally {
  return new Map([
    ...Object.entries(faults),
    ...Object.entries(properties).map(([name, { exercised }]) => [name, exercised] as const),
  ])
}

function exercisedLines(tally: Tally): string[] {
  const lines = [...tally].filter(([, times]) => times > 0).map(([name, times]) => `  ${name} (${times})`)
  return lines.length === 0 ? ['  nothing'] : lines
}

/** A sentence with the names that are most like it. */
function nearestTo(name: string, tally: Tally): string {
  const distance = (other: string) => editDistance(name.toLowerCase(), other.toLowerCase())
  const names = [...tally.keys()].sort((a, b) => distance(a) - distance(b))
  return `The nearest: ${names
    .slice(0, 3)
    .map((other) => `'${other}'`)
    .join(', ')}; in all: ${[...tally.keys()].join(', ')}.`
}
