import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Operation } from '../../../src/checkers/history.ts'
import { checkLinearizability } from '../../../src/checkers/linearizability/check.ts'
import { forget } from '../../../src/checkers/linearizability/minimal.ts'
import { impossible } from '../../../src/checkers/linearizability/model.ts'
import { apply, isLinearizableByDefinition, precedes } from './by-definition.ts'
import { histories, subjects } from './random-histories.ts'

describe.each(subjects)('$name', (subject) => {
  const { model } = subject
  const isLinearizable = (history: Parameters<typeof isLinearizableByDefinition>[0]) =>
    isLinearizableByDefinition(history, model)

  test('a violation explains itself', () => {
    let violations = 0
    fc.assert(
      fc.property(histories(subject, { most: 7, lies: true }), (history) => {
        const result = checkLinearizability(history, model)
        if (result.verdict !== 'not-linearizable') return
        violations++
        const { minimal, isMinimal, stuck, partials, lastState, explanation } = result.violation!

        // The minimal part fails, and does not once any operation of it that returned is forgotten.
        expect(isMinimal).toBe(true)
        expect(isLinearizable(minimal)).toBe(false)
        for (const operation of minimal.filter(({ outcome }) => outcome !== 'indeterminate')) {
          const rest = minimal.flatMap((other) =>
            other === operation ? (forget(other, model) ?? []) : other,
          )
          expect(isLinearizable(rest)).toBe(true)
        }

        // What was seen before the return of the stuck operation is linearizable, with that return it is not.
        const until = (position: number) =>
          history
            .filter(({ invoked }) => invoked < position)
            .flatMap((operation) =>
              operation.returned !== null && operation.returned >= position
                ? (forget(operation, model) ?? [])
                : operation,
            )
        const key = model.key?.(stuck.input)
        const onKey = (part: typeof history) =>
          typeof key === 'string' ? part.filter(({ input }) => model.key!(input) === key) : part
        if (model.name !== 'multi-register' && typeof key === 'string') {
          expect(isLinearizable(onKey(until(stuck.returned!)))).toBe(true)
          expect(isLinearizable(onKey(until(stuck.returned! + 1)))).toBe(false)
        }

        // Every partial linearization explains all that returned before, leads to its state, and no further.
        const states = partials.map(({ state }) => JSON.stringify(state))
        expect(new Set(states).size).toBe(states.length)
        expect(lastState).toEqual(partials[0]!.state)
        for (const { operations, state } of partials) {
          const inOrder = (operation: Operation, i: number) =>
            !operations.slice(0, i).some((earlier) => precedes(operation, earlier))
          expect(operations.every(inOrder)).toBe(true)
          let reached: unknown = model.initial()
          for (const operation of operations) reached = apply(model, reached, operation)
          expect(reached).not.toBe(impossible)
          expect(reached).toEqual(state)
          expect(operations).not.toContain(stuck)
          const didAsForgotten = operations.some(({ invoked }) => invoked === stuck.invoked)
          if (!didAsForgotten) expect(apply(model, state, stuck)).toBe(impossible)
        }
        expect(explanation).toContain(stuck.process)
      }),
      { numRuns: 500 },
    )
    expect(violations).toBeGreaterThan(50)
  })
})
