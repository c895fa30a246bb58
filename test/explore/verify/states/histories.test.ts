import fc from 'fast-check'
import { checkLinearizability, defineNode, type History, type Property, registerModel } from 'lightcone'
import { describe, expect, it } from 'vitest'
import { Histories } from '../../../../src/explore/verify/states/histories.ts'
import { LocalStates } from '../../../../src/explore/verify/states/local-states.ts'
import type { HistoryStep } from '../../../../src/explore/verify/states/recording-context.ts'

const client = defineNode<{ none: null }, { type: 'none' }>('client', { initial: () => ({ none: null }) })
const model = registerModel({ initial: 0 })

/** What each of some events does: a client that waits returns, with a value if it reads; another one begins. */
const events = fc.array(
  fc.record({ client: fc.nat(2), isRead: fc.boolean(), value: fc.nat(2), fails: fc.nat(9) }),
  { maxLength: 12 },
)

describe('histories of a search', () => {
  it('are linearizable just if the events in their true order are', () => {
    fc.assert(
      fc.property(events, (all) => {
        const judged: History[] = []
        const note = (history: History): null => {
          judged.push(history)
          return null
        }
        const judge: Property = {
          name: 'linearizability',
          type: 'history',
          kinds: [],
          rule: { type: 'history', judge: note },
          monitor: () => ({ exercised: () => 0 }),
        }
        const local = new LocalStates({ c0: client(), c1: client(), c2: client() }, {}, [], true)
        const histories = new Histories(local, [judge])
        const truth: { -readonly [Field in keyof History[number]]: History[number][Field] }[] = []
        const open: (number | null)[] = [null, null, null]
        const counts = [0, 0, 0]
        let state = histories.initial
        let position = 0
        for (const { client: node, isRead, value, fails } of all) {
          const step = (one: HistoryStep) => {
            const text = JSON.stringify([node, one])
            state = histories.next(
              state,
              node,
              local.histories.id(text, () => [one]),
            )
          }
          const at = open[node]
          if (at === null || at === undefined) {
            const input = isRead ? { f: 'read' } : { f: 'write', value }
            open[node] = truth.length
            truth.push({
              process: `c${node}`,
              input,
              outcome: 'indeterminate',
              invoked: position++,
              returned: null,
            })
            step({ type: 'invoke', operation: counts[node]!++, input })
          } else {
            const outcome = fails === 0 ? 'failed' : 'ok'
            const operation = truth[at]!
            operation.outcome = outcome
            operation.returned = position++
            const reads = (operation.input as { f: string }).f === 'read'
            if (reads) operation.output = value
            open[node] = null
            const output = reads ? { output: value } : {}
            step({ type: 'return', operation: counts[node]! - 1, outcome, ...output })
          }
        }
        const verdictOf = (history: History) =>
          checkLinearizability(history as Parameters<typeof checkLinearizability>[0], model as never).verdict
        expect(verdictOf(judged.at(-1)!)).toBe(verdictOf(truth))
        expect(judged.at(-1)).toHaveLength(truth.length)
      }),
      { numRuns: 300 },
    )
  })

  it('are one where the order of events does not matter', () => {
    const local = new LocalStates({ c0: client(), c1: client() }, {}, [], true)
    const histories = new Histories(local, [])
    const invoke = (node: number) =>
      local.histories.id(`invoke ${node}`, () => [{ type: 'invoke', operation: 0, input: node }])
    const done = (node: number) =>
      local.histories.id(`return ${node}`, () => [{ type: 'return', operation: 0, outcome: 'ok' }])
    const historyAfter = (...steps: (readonly [number, number])[]) =>
      steps.reduce((history, [node, step]) => histories.next(history, node, step), histories.initial)
    const first = historyAfter([0, invoke(0)], [1, invoke(1)])
    expect(historyAfter([1, invoke(1)], [0, invoke(0)])).toBe(first)
    expect(historyAfter([0, invoke(0)], [1, invoke(1)], [0, done(0)])).toBe(
      historyAfter([1, invoke(1)], [0, invoke(0)], [0, done(0)]),
    )
    expect(historyAfter([0, invoke(0)], [0, done(0)], [1, invoke(1)])).not.toBe(
      historyAfter([0, invoke(0)], [1, invoke(1)], [0, done(0)]),
    )
  })
})
