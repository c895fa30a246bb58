import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Operation } from '../../../src/checkers/history.ts'
import { attemptToLinearize } from '../../../src/checkers/linearizability/first-attempt.ts'
import type { Model } from '../../../src/checkers/linearizability/model.ts'
import { eventsInOrder } from '../../../src/checkers/linearizability/timeline.ts'
import { keyValue } from '../../../src/checkers/models/key-value.ts'
import { isLinearizableByDefinition } from './by-definition.ts'
import { histories, subjects } from './random-histories.ts'

const budget = 1_000_000

function attempt(history: readonly Operation[], model: Model<never, never, never>): number | null {
  return attemptToLinearize(history as never, eventsInOrder(history), model, budget)
}

describe.each(subjects)('$name', (subject) => {
  test('what is linearized at the first attempt is linearizable by definition', () => {
    fc.assert(
      fc.property(histories(subject, { most: 7, lies: true }), (history) => {
        if (attempt(history, subject.model as never) === null) return
        expect(isLinearizableByDefinition(history, subject.model)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

test('most of what real lists did under few clients is linearized at the first attempt', () => {
  const lists = subjects.find(({ name }) => name === 'key-value of lists')!
  const sample = fc.sample(histories(lists, { most: 25, lies: false }), { numRuns: 300, seed: 1 })
  const linearized = sample.filter((history) => attempt(history, lists.model as never) !== null)
  expect(linearized.length).toBeGreaterThan(290)
})

test('of two writes under way at once, the one that returned last may have come first, unseen', () => {
  const write = (value: number, invoked: number, returned: number): Operation => ({
    process: `c${value}`,
    input: { f: 'write', value: [value] },
    outcome: 'ok',
    invoked,
    returned,
  })
  const read = (output: readonly number[]): Operation => ({
    process: 'c3',
    input: { f: 'read' },
    outcome: 'ok',
    output,
    invoked: 4,
    returned: 5,
  })
  const writes = [write(1, 0, 3), write(2, 1, 2)]
  expect(attempt([...writes, read([1])], keyValue() as never)).not.toBeNull()
  expect(attempt([...writes, read([2])], keyValue() as never)).not.toBeNull()
  expect(attempt([...writes, read([1, 2])], keyValue() as never)).toBeNull()
})
