import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Operation } from '../../../src/checkers/history.ts'
import { type QueueInput, type QueueOutput, queue } from '../../../src/checkers/models/queue.ts'
import { settleByOrder } from '../../../src/checkers/models/queue-order.ts'
import { isLinearizableByDefinition, isLinearizationOf } from '../linearizability/by-definition.ts'

type QueueOperation = Operation<QueueInput, QueueOutput>

/** Up to four enqueues of different values and four dequeues of any of them or of nothing, in random intervals. */
const histories: fc.Arbitrary<QueueOperation[]> = fc
  .record({
    enqueues: fc.array(fc.boolean(), { maxLength: 4 }),
    dequeues: fc.array(fc.option(fc.integer({ min: 0, max: 3 })), { maxLength: 4 }),
    order: fc.shuffledSubarray([...Array(16).keys()], { minLength: 16 }),
    isNarrow: fc.boolean(),
  })
  .map(({ enqueues, dequeues, order, isNarrow }) => {
    const operations: QueueOperation[] = []
    const interval = () => {
      const [a, b] = [order[2 * operations.length]!, order[2 * operations.length + 1]!]
      // Narrow intervals overlap less, so that precedence says more.
      const invoked = 2 * Math.min(a, b)
      return { invoked, returned: isNarrow ? Math.min(2 * Math.max(a, b), invoked + 5) : 2 * Math.max(a, b) }
    }
    enqueues.forEach((isSure, value) => {
      const { invoked, returned } = interval()
      const outcome = isSure || value % 2 === 0 ? 'ok' : 'indeterminate'
      const input = { f: 'enqueue', value } as const
      operations.push({
        process: `e${value}`,
        input,
        outcome,
        invoked,
        returned: outcome === 'ok' ? returned : null,
      })
    })
    dequeues.forEach((output, i) => {
      operations.push({ process: `d${i}`, input: { f: 'dequeue' }, outcome: 'ok', output, ...interval() })
    })
    return operations.sort((a, b) => a.invoked - b.invoked)
  })

test('a queue of different values is decided by order as by definition, with a witness', () => {
  const model = queue()
  const seen = { yes: 0, no: 0 }
  fc.assert(
    fc.property(histories, (history) => {
      const settled = settleByOrder(history)!
      expect(settled.linearizable).toBe(isLinearizableByDefinition(history, model))
      seen[settled.linearizable ? 'yes' : 'no']++
      if (settled.linearizable) expect(isLinearizationOf(settled.order(), history, model)).toBe(true)
    }),
    { numRuns: 5000 },
  )
  expect(seen.yes).toBeGreaterThan(300)
  expect(seen.no).toBeGreaterThan(300)
})
