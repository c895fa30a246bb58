import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHistory } from '../../../src/checkers/formats/history-reader.ts'
import { jsonLinesOf } from '../../../src/checkers/formats/json-lines.ts'
import type { History, Operation } from '../../../src/checkers/history.ts'

/** Histories of registers by up to four clients, some of whose operations fail or never return. */
const histories: fc.Arbitrary<History> = fc
  .array(fc.record({ client: fc.nat({ max: 3 }), writes: fc.boolean(), end: fc.nat({ max: 5 }) }), {
    maxLength: 30,
  })
  .map((turns) => {
    const history: { -readonly [Field in keyof Operation]: Operation[Field] }[] = []
    const underWay = new Map<number, (typeof history)[number]>()
    const crashed = new Set<number>()
    let position = 0
    for (const [i, { client, writes, end }] of turns.entries()) {
      const operation = underWay.get(client)
      if (crashed.has(client)) continue
      if (operation === undefined) {
        const input = { f: writes ? 'write' : 'read', key: 'x', value: writes ? i : null }
        const invocation = {
          process: `client ${client}`,
          input,
          invoked: position++,
          returned: null,
          invokedAt: i,
        }
        history.push({ ...invocation, outcome: 'indeterminate' })
        underWay.set(client, history.at(-1)!)
      } else if (end === 0) crashed.add(client)
      else {
        underWay.delete(client)
        operation.outcome = end === 1 ? 'failed' : 'ok'
        operation.returned = position++
        operation.returnedAt = i
        if (end > 1)
          operation.output = (operation.input as { f: string }).f === 'read' ? (end > 2 ? i : null) : null
      }
    }
    return history
  })

describe('a history written as JSON lines', () => {
  it('is read back the same, its processes numbered', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const numbers = new Map<string, string>()
        for (const { process } of history)
          if (!numbers.has(process)) numbers.set(process, String(numbers.size))
        const wanted = history.map((operation) => ({
          ...operation,
          process: numbers.get(operation.process)!,
        }))
        const text = `[${[...jsonLinesOf(history)].join(',\n')}]`
        expect(readHistory(text, { keys: 'independent' })).toEqual(wanted)
      }),
    )
  })

  it('has the form of Jepsen, with a new number for a client whose operation never returned', () => {
    const base = { process: 'alice', input: { f: 'write', value: 1 } }
    const lines = jsonLinesOf([
      { ...base, outcome: 'indeterminate', invoked: 0, returned: null, invokedAt: 3 },
      { ...base, outcome: 'failed', invoked: 1, returned: 2 },
    ])
    expect([...lines].map((line) => JSON.parse(line))).toEqual([
      { process: 0, client: 'alice', type: 'invoke', f: 'write', value: 1, time: 3000 },
      { process: 1, client: 'alice', type: 'invoke', f: 'write', value: 1 },
      { process: 1, client: 'alice', type: 'fail', f: 'write', value: 1 },
    ])
  })
})
