import {
  coordinator,
  isUncertain,
  participant,
  type Scenario,
  scenario,
  seconds,
  twoPhaseCommitProperties,
  verify,
} from 'lightcone'
import { describe, expect, it } from 'vitest'
import { correctTwin } from '../correct-twin.ts'

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
    expect(verify(correctTwin(told)).verdict).toBe('verified')
  })
})

describe('two-phase commit without a bug', () => {
  const told = (crashes: number, restarts?: number) =>
    scenario({
      title: 'The coordinator may die for ever',
      nodes: {
        coordinator: coordinator({ participants: ['alice', 'bob'] }),
        alice: participant({ vote: 'yes' }),
        bob: participant({ vote: 'yes' }),
      },
      until: seconds(1),
      holds: [twoPhaseCommitProperties.agreement],
      verify: {
        network: 'set',
        crashes,
        ...(restarts !== undefined && { restarts }),
        mayCrash: ['coordinator'],
        mayEnd: ({ alice, bob }) => !isUncertain(alice) && !isUncertain(bob),
      },
    })

  it('T4: blocks for ever when its coordinator dies, and never does anything unsafe (Bernstein et al. 1987, §7.4)', () => {
    const { verdict, violations } = verify(told(1, 0))
    expect(verdict).toBe('violated')
    expect(violations.map(({ property }) => property)).toEqual(['deadlock'])
    expect(violations[0]!.steps.some(({ type }) => type === 'crash')).toBe(true)
    const { mayEnd: _, ...unending } = told(1, 0).verify!
    expect(verify({ ...told(1, 0), verify: unending }).verdict).toBe('verified')
  })

  it('does not block while the coordinator lives, or comes back', () => {
    expect(verify(told(0)).verdict).toBe('verified')
    expect(verify(told(1)).verdict).toBe('verified')
  })
})
