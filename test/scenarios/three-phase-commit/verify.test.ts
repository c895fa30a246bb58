import {
  ms,
  scenario,
  seconds,
  simulate,
  type ThreePhaseCommitBug,
  threePhaseCommit,
  threePhaseCommitProperties,
  verify,
} from 'lightcone'
import { describe, expect, it } from 'vitest'
import messagesFirst from '../../../scenarios/three-phase-commit/verify/messages-before-timeouts.ts'
import timeoutsFirst from '../../../scenarios/three-phase-commit/verify/timeouts-before-messages.ts'

describe('three-phase commit without a bug', () => {
  it('T5: splits the decision after 7 steps where any timeout may come before any message, and nobody fails', () => {
    const { verdict, violations } = verify(timeoutsFirst)
    expect(verdict).toBe('shown')
    expect(violations).toMatchObject([{ property: 'AC1 agreement', depth: 7, replays: true }])
    const seeds = Array.from({ length: 150 }, (_, seed) => seed + 1)
    expect(seeds.some((seed) => simulate(timeoutsFirst, { seed }).violations.length > 0)).toBe(true)
  })

  it('neither blocks nor splits in a synchronous system in which one of four sites lives (Skeen 1981)', () => {
    const all = { verdict: 'verified', states: 9_794, depth: 39 }
    expect(verify(messagesFirst)).toMatchObject(all)
    expect(verify(messagesFirst, { reductions: { sleep: true } })).toMatchObject(all)
  })
})

// The number of steps of a shortest counterexample where sites only crash, or also come back.
const bugs = [
  ['3PC-1', 'aborts-when-committable', 'AC1 agreement', 13, 0],
  ['3PC-2', 'commits-when-all-are-uncertain', 'AC3 commit only if all voted yes', 8, 0],
  ['3PC-3', 'commits-before-acknowledgements', 'AC1 agreement', 9, 0],
  ['3PC-4', 'aborts-without-acknowledgements', 'AC1 agreement', 18, 0],
  ['3PC-5', 'decides-without-the-last-to-fail', 'AC1 agreement', 9, 3],
  ['3PC-6', 'counts-everyone-who-recovered', 'AC1 agreement', 15, 3],
] as const

describe('the bugs of three-phase commit, in a synchronous system of three sites that all may crash', () => {
  const { agreement, noReversal, commitOnlyIfAllVotedYes } = threePhaseCommitProperties
  const told = (restarts: number, bug?: ThreePhaseCommitBug) => {
    const options = { sendingTime: ms(1), ...(bug && { bug }) }
    return scenario({
      title: 'All sites may crash',
      nodes: {
        coordinator: threePhaseCommit({ participants: ['alice', 'bob'], ...options }),
        alice: threePhaseCommit({ vote: 'yes', ...options }),
        bob: threePhaseCommit({ vote: 'yes', ...options }),
      },
      until: seconds(1),
      holds: [agreement, noReversal, commitOnlyIfAllVotedYes],
      verify: { synchronous: true, crashes: 3, restarts },
    })
  }

  it.each(bugs)('%s %s violates %s after %i steps', (_, bug, property, depth, restarts) => {
    expect(verify(told(restarts, bug)).violations).toMatchObject([{ property, depth, replays: true }])
  })

  it('are none of the protocol itself, whether sites come back or not', () => {
    expect(verify(told(0))).toMatchObject({ verdict: 'verified', states: 879 })
    expect(verify(told(3))).toMatchObject({ verdict: 'verified', states: 368_526 })
  })
})
