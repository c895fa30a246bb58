import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Operation } from '../../../src/checkers/history.ts'
import { Search } from '../../../src/checkers/linearizability/search.ts'
import { timelinesOf } from '../../../src/checkers/linearizability/timeline.ts'
import { decideByZones } from '../../../src/checkers/linearizability/zones.ts'
import { casRegister } from '../../../src/checkers/models/cas-register.ts'
import { isLinearizationOf } from './by-definition.ts'

/** Operations on one register in which no value is written twice; answers may be anything. */
const histories: fc.Arbitrary<Operation[]> = fc
  .tuple(
    fc.array(
      fc.record({
        f: fc.constantFrom('read', 'read', 'write', 'write', 'cas'),
        found: fc.integer({ min: 0, max: 8 }),
        indeterminate: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
        length: fc.integer({ min: 1, max: 30 }),
      }),
      { minLength: 1, maxLength: 14 },
    ),
    fc.boolean(),
  )
  .map(([drafts, plausible]) => {
    let last: number | null = null
    const events: { at: number; i: number }[] = []
    const operations = drafts.map(({ f, found, indeterminate, length }, i): Operation => {
      // Without some plausible answers hardly any history would be linearizable.
      const value: number | null = plausible || found < 6 ? last : found
      if (f !== 'read') last = i
      const input = f === 'read' ? { f } : f === 'write' ? { f, value: i } : { f, value: [value, i] }
      events.push({ at: 10 * i, i }, ...(indeterminate ? [] : [{ at: 10 * i + length, i: ~i }]))
      return {
        process: `p${i}`,
        input,
        outcome: indeterminate ? 'indeterminate' : 'ok',
        ...(f === 'read' && !indeterminate && { output: value }),
        invoked: 0,
        returned: null,
      }
    })
    events.sort((a, b) => a.at - b.at)
    const place = (i: number) => events.findIndex((event) => event.i === i)
    return operations.map((operation, i) => ({
      ...operation,
      invoked: place(i),
      returned: operation.outcome === 'ok' ? place(~i) : null,
    }))
  })

test('zones decide as the search does, where no value is written twice (Gibbons & Korach 1997, §4)', () => {
  const seen = { linearizable: 0, stuck: 0, unknown: 0 }
  const model = casRegister()
  fc.assert(
    fc.property(histories, (history) => {
      const [timeline] = timelinesOf(history as never, model)
      if (timeline === undefined) return
      const outcome = new Search(timeline, model).run({ steps: 1_000_000 })
      const zones = decideByZones(timeline, model)!
      seen[outcome]++
      expect(zones.linearizable).toBe(outcome === 'linearizable')
      if (!zones.linearizable) return
      const order = zones.order().map((place) => timeline.operations[place]!)
      expect(isLinearizationOf(order, timeline.operations, model)).toBe(true)
    }),
    { numRuns: 5000 },
  )
  expect(seen.linearizable).toBeGreaterThan(500)
  expect(seen.stuck).toBeGreaterThan(500)
})
