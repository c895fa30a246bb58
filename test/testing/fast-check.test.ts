import { stripVTControlCharacters } from 'node:util'
import { test } from '@fast-check/vitest'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import '../../src/testing/vitest.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { faultSchedules, plans, seeds } from '../../src/testing/fast-check.ts'
import lock, { mutualExclusion, persistentLock } from './lock-server.ts'

test.prop([seeds()])('a server that remembers lends its lock once, whatever the seed', (seed) => {
  expect(simulate(persistentLock, { seed })).toUphold(mutualExclusion)
})

test.prop({ plan: plans(persistentLock), seed: seeds() })('whatever the plan', ({ plan, seed }) => {
  expect(simulate(persistentLock, { plan: { ...plan, seed: String(seed) } })).toUphold(mutualExclusion)
})

it('plain fc.assert ends in the script of the smallest plan, and its cause is the explanation', () => {
  const faults = faultSchedules(['server', 'c1', 'c2'], { until: lock.until, victims: ['server'] })
  const property = fc.property(plans(lock, { faults }), (plan) => {
    expect(simulate(lock, { plan })).toUphold(mutualExclusion)
  })
  const failure = thrownBy(() => fc.assert(property))
  expect(failure.message).toMatch(
    /Counterexample: \[nodes server c1 c2\n[^\n]*\nfault#1: at [^\n]* crash server for [^\n]*\]\n/,
  )
  const { message } = failure.cause as Error
  expect(stripVTControlCharacters(message)).toMatch(/^✗ mutual exclusion is violated at c\d after /)
})

function thrownBy(failing: () => void): Error {
  try {
    failing()
  } catch (error) {
    return error as Error
  }
  throw new Error('Nothing is thrown.')
}
