import { type Scenario, verify } from 'lightcone'
import { describe, expect, it } from 'vitest'

// The number of steps of a shortest counterexample.
const bugs = [
  ['T1', 'broadcasts-before-logging', 9],
  ['T2', 'votes-before-logging', 8],
  ['T3', 'aborts-when-uncertain', 5],
] as const

describe('the bugs of two-phase commit', () => {
  it.each(bugs)('%s %s violates AC1 after %i steps, and not without the bug', async (_, name, depth) => {
    const url = new URL(`../../../scenarios/two-phase-commit/bugs/${name}.ts`, import.meta.url)
    const { default: told } = (await import(/* @vite-ignore */ url.href)) as { default: Scenario }
    const { verdict, violations } = verify(told)
    expect(verdict).toBe('shown')
    expect(violations).toMatchObject([{ property: 'AC1 agreement', depth, replays: true }])
    const nodes = Object.fromEntries(
      Object.entries(told.nodes).map(([id, spec]) => {
        const { bug: _bug, ...options } = spec.options as { readonly bug?: string }
        return [id, { ...spec, options }]
      }),
    )
    const twin: Scenario = { ...told, nodes, holds: [...told.holds, ...told.violates], violates: [] }
    expect(verify(twin).verdict).toBe('verified')
  })
})
