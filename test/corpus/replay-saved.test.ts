import { describe, expect, it } from 'vitest'
import { isAsDeclared, replaySaved } from '../../src/corpus/replay-saved.ts'
import { failureOf } from '../../src/explore/replay/failure-of.ts'
import { shrink } from '../../src/explore/shrink/shrink.ts'
import { planOf } from '../../src/simulation/plan.ts'
import { forgetfulVoters, oneLeaderATerm } from '../explore/shrink/forgetful-voters.ts'

const { plan, property } = shrink(forgetfulVoters, planOf(forgetfulVoters, 11), 'one leader a term')
const names = { engine: '0.1.0', scenario: 'voters/forget' }
const failure = failureOf(forgetfulVoters, plan, property, names)
const saved = { path: 'corpus/voters/forget/x.json', failure }
const held = { ...forgetfulVoters, holds: [oneLeaderATerm], violates: [] }

describe('a saved failure', () => {
  it('that a scenario declares is as declared while it fails', () => {
    const outcome = replaySaved(forgetfulVoters, saved)
    expect(outcome).toMatchObject({ path: saved.path, property, outcome: 'reproduced', declared: true })
    expect(isAsDeclared(outcome)).toBe(true)
  })

  it('of a property that has to hold is as declared once it holds', () => {
    const failing = replaySaved(held, saved)
    expect(failing).toMatchObject({ outcome: 'reproduced', declared: false })
    expect(failing.message).toMatch(/lead in term/)
    expect(isAsDeclared(failing)).toBe(false)
    const mended = { ...saved, failure: { ...failure, plan: { ...plan, faults: [] } } }
    const passing = replaySaved(held, mended)
    expect(passing).toMatchObject({ outcome: 'passes', message: null })
    expect(isAsDeclared(passing)).toBe(true)
    expect(isAsDeclared(replaySaved(forgetfulVoters, mended))).toBe(false)
  })

  it('does not fit a scenario that has lost its property or its nodes, and is never as declared then', () => {
    const without = replaySaved({ ...held, holds: [] }, saved)
    expect(without).toMatchObject({
      outcome: 'unfit',
      message: expect.stringContaining(`to have the property '${property}' that the failure violates`),
    })
    const strangers = { ...saved, failure: { ...failure, plan: { ...plan, nodes: ['x1'] } } }
    expect(replaySaved(held, strangers)).toMatchObject({
      outcome: 'unfit',
      message: expect.stringContaining("got 'x1'"),
    })
    expect(isAsDeclared(without)).toBe(false)
  })
})
