import { parseEDNString } from 'edn-data'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseEdn } from '../../../src/checkers/formats/edn.ts'
import { ednLinesOf } from '../../../src/checkers/formats/edn-lines.ts'
import { readHistory } from '../../../src/checkers/formats/history-reader.ts'
import { jsonLinesOf } from '../../../src/checkers/formats/json-lines.ts'
import type { Operation } from '../../../src/checkers/history.ts'

const base = { process: 'alice', input: { f: 'write', key: 'x', value: 1 } }
const history: Operation[] = [
  { ...base, outcome: 'indeterminate', invoked: 0, returned: null, invokedAt: 3 },
  { ...base, outcome: 'failed', invoked: 1, returned: 3 },
  {
    process: 'bob',
    input: { f: 'read', key: 'y' },
    outcome: 'ok',
    output: 'a "b"\n',
    invoked: 2,
    returned: 4,
  },
]

it('a history in EDN has the form of Jepsen', () => {
  expect([...ednLinesOf(history)]).toEqual([
    '{:type :invoke, :f :write, :process 0, :client "alice", :value ["x" 1], :time 3000}',
    '{:type :invoke, :f :write, :process 1, :client "alice", :value ["x" 1]}',
    '{:type :invoke, :f :read, :process 2, :client "bob", :value ["y" nil]}',
    '{:type :fail, :f :write, :process 1, :client "alice", :value ["x" 1]}',
    String.raw`{:type :ok, :f :read, :process 2, :client "bob", :value ["y" "a \"b\"\n"]}`,
  ])
})

it('a history in EDN is read back as the same history as one in JSON', () => {
  const options = { keys: 'independent' } as const
  const read = readHistory([...ednLinesOf(history)].join('\n'), options)
  expect(read).toEqual(readHistory([...jsonLinesOf(history)].join('\n'), options))
  expect(read.map(({ outcome }) => outcome)).toEqual(['indeterminate', 'failed', 'ok'])
  expect(read[2]!.output).toBe('a "b"\n')
})

it('every value of JSON is read back from EDN as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), fc.string(), (value, f) => {
      const operation = { process: 'a', input: { f, value }, outcome: 'indeterminate' } as const
      const [line] = ednLinesOf([{ ...operation, invoked: 0, returned: null }])
      const given = JSON.parse(JSON.stringify(value))
      expect(parseEdn(line!)).toMatchObject({ f, value: given })
    }),
  )
})

it('another reader of EDN reads the same', () => {
  const plain = { mapAs: 'object', listAs: 'array', setAs: 'array', keywordAs: 'string' } as const
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const operation = { process: 'a', input: { f: 'write', value }, outcome: 'indeterminate' } as const
      const [line] = ednLinesOf([{ ...operation, invoked: 0, returned: null, invokedAt: 7 }])
      const given = JSON.parse(JSON.stringify(value))
      expect(parseEDNString(line!, plain)).toEqual({
        type: 'invoke',
        f: 'write',
        process: 0,
        client: 'a',
        value: given,
        time: 7_000,
      })
    }),
  )
})
