import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkLinearizability } from '../../../src/checkers/linearizability/check.ts'
import { isLinearizableByDefinition, isLinearizationOf } from './by-definition.ts'
import { histories, subjects } from './random-histories.ts'

describe.each(subjects)('$name', (subject) => {
  const { model } = subject

  test('the verdict is that of the definition, on histories with made-up answers', () => {
    const seen = { linearizable: 0, 'not-linearizable': 0, unknown: 0 }
    fc.assert(
      fc.property(histories(subject, { most: 7, lies: true }), (history) => {
        const { verdict } = checkLinearizability(history, model, { explain: false })
        seen[verdict]++
        expect(verdict === 'linearizable').toBe(isLinearizableByDefinition(history, model))
      }),
      { numRuns: 1500 },
    )
    expect(seen.linearizable).toBeGreaterThan(100)
    expect(seen['not-linearizable']).toBeGreaterThan(100)
    expect(seen.unknown).toBe(0)
  })

  test('what a real object did is linearizable, and the witness is a linearization', () => {
    fc.assert(
      fc.property(histories(subject, { most: 25, lies: false }), (history) => {
        const result = checkLinearizability(history, model, { witness: true })
        if (result.verdict !== 'linearizable') throw new Error(result.verdict)
        for (const { operations } of result.linearizations!) {
          const part = history.filter((operation) => operations.includes(operation))
          expect(isLinearizationOf(operations, part, model)).toBe(true)
        }
        const explained = new Set(result.linearizations!.flatMap(({ operations }) => operations))
        const unexplained = history.filter(
          (operation) => operation.outcome === 'ok' && !explained.has(operation),
        )
        expect(unexplained).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})
