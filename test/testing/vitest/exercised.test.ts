import { expect, it } from 'vitest'
import '../../../src/testing/vitest.ts'
import { batchOf, emptyBatch, merged } from '../../../src/explore/batch.ts'
import { ms } from '../../../src/kernel/time.ts'
import { simulate } from '../../../src/simulation/simulate.ts'
import lock, { lockIsHeld, mutualExclusion, persistentLock } from '../lock-server.ts'
import { messageOf } from './message-of.ts'

const run = simulate(persistentLock, { seed: 1 })
const brief = simulate(persistentLock, { seed: 1, until: ms(1) })

it('a run has exercised what it reached, what it put at risk, and the faults that struck', () => {
  expect(run).toHaveExercised('a client holds the lock')
  expect(run).toHaveExercised(lockIsHeld)
  expect(run).toHaveExercised(mutualExclusion)
  expect(run).toHaveExercised('crash')
  expect(brief).not.toHaveExercised('a client holds the lock')
})

it('a batch, or the seeds of a scenario, have exercised what one of their runs did', () => {
  const batch = merged(emptyBatch(lock), batchOf(lock, simulate(lock, { seed: 1 })))
  expect(batch).toHaveExercised('crash')
  expect(lock).toHaveExercised(lockIsHeld, { seeds: 3 })
})

it('what was not exercised is told, with what was', () => {
  expect(messageOf(() => expect(brief).toHaveExercised('crash'))).toBe(
    "Expected 'crash' to have been exercised, but it never was. What was:\n  mutual exclusion (2)\n  nobody holds the lock (1)",
  )
  expect(messageOf(() => expect(run).not.toHaveExercised('a client holds the lock'))).toBe(
    "Expected 'a client holds the lock' not to have been exercised, but it was, once.",
  )
})

it('a typo lists the nearest names, with .not as without', () => {
  const nearest =
    /^Expected .*, got 'a client hold the lock'\. The nearest: 'a client holds the lock', 'nobody holds the lock'/
  expect(messageOf(() => expect(run).toHaveExercised('a client hold the lock'))).toMatch(nearest)
  expect(messageOf(() => expect(run).not.toHaveExercised('a client hold the lock'))).toMatch(nearest)
})
