import { describe, expect, it } from 'vitest'
import {
  formatOf,
  HistoryReader,
  type HistoryReaderOptions,
  readHistory,
} from '../../../src/checkers/formats/history-reader.ts'
import { checkListAppend } from '../../../src/checkers/isolation/list-append.ts'
import { checkReadWriteRegister } from '../../../src/checkers/isolation/read-write-register.ts'
import { UsageError } from '../../../src/kernel/errors.ts'

const EDN_LINES = `{:type :invoke, :f :write, :value 3, :process 0, :time 10, :index 0}
; a comment
{:type :info, :f :start, :process :nemesis, :time 11, :index 1}
{:type :ok, :f :write, :value 3, :process 0, :time 12, :index 2}
`
const JSON_LINES = `{"type":"invoke","f":"write","value":3,"process":0,"time":10,"index":0}
{"type":"info","f":"start","process":"nemesis","time":11,"index":1}
{"type":"ok","f":"write","value":3,"process":0,"time":12,"index":2}
`
const LOG = `INFO  jepsen.core - Worker 0 starting
INFO  jepsen.util - 0\t:invoke\t:write\t3
INFO  jepsen.util - :nemesis\t:info\t:start\tnil
INFO  jepsen.util - 0\t:ok\t:write\t3
`
const WRITE = {
  process: '0',
  input: { f: 'write', value: 3 },
  outcome: 'ok',
  output: null,
  invoked: 0,
  returned: 1,
}

describe('a history', () => {
  it.each([
    ['EDN, a map per line', 'edn', EDN_LINES],
    ['EDN, one vector', 'edn', `[${EDN_LINES}]`],
    ['EDN, one list', 'edn', `(${EDN_LINES})`],
    ['EDN, records', 'edn', EDN_LINES.replaceAll('{', '#jepsen.history.Op{')],
    ['EDN after a comment', 'edn', `; recorded today\n${EDN_LINES}`],
    ['JSON, an object per line', 'json', JSON_LINES],
    ['JSON, one array', 'json', `[${JSON_LINES.trim().replaceAll('\n', ',\n')}]`],
    ['log lines', 'log', LOG],
    ['log lines without a logger', 'log', LOG.replaceAll('INFO  jepsen.util - ', '')],
  ] as const)('is read from %s', (_name, format, text) => {
    expect(formatOf(text)).toBe(format)
    expect(readHistory(text)).toMatchObject([WRITE])
    expect(readHistory(text, { format })).toMatchObject([WRITE])
    for (const length of [1, 3, 50]) {
      const reader = new HistoryReader()
      for (let i = 0; i < text.length; i += length) reader.push(text.slice(i, i + length))
      expect(reader.finish()).toEqual(readHistory(text))
    }
  })

  it.each([
    ['[]', 'json'],
    ['{}', 'json'],
    ['[\n  {"a"', 'json'],
    ['\uFEFF {"a"', 'json'],
    ['[{:a', 'edn'],
    ['{ :a', 'edn'],
    ['[#tag{', 'edn'],
    ['[jepsen worker 0] 0 :invoke', 'log'],
    ['[', null],
    [' \n', null],
  ])('that begins %j looks like %s', (beginning, format) => {
    expect(formatOf(beginning)).toBe(format)
  })

  it('may be empty, but a text may not', () => {
    expect(readHistory('[]')).toEqual([])
    expect(() => readHistory(' \n')).toThrow(new UsageError('Expected a history, got an empty text.'))
    expect(() => readHistory('[')).toThrow('line 1: expected a history as EDN, JSON or log lines, got "[".')
    const other = { format: 'xml' } as unknown as HistoryReaderOptions
    expect(() => readHistory('', other)).toThrow('Expected the format "edn", "json" or "log", got "xml".')
  })

  it.each([
    [EDN_LINES.replace(':type :ok', ':type :okay'), /^line 4: expected `type` to be/],
    [JSON_LINES.replace('"ok"', 'ok'), /^line 3: expected a JSON object, got/],
    [LOG.replace('0\t:ok', '1\t:ok'), /^line 4: expected an invocation of process 1/],
  ])('with a bad line says which', (text, message) => {
    expect(() => readHistory(text)).toThrow(message)
    expect(() => readHistory(text)).toThrow(UsageError)
  })

  it.each<[string, string, unknown]>([
    ['register', '0 :invoke :read nil\n0 :ok :read nil', { input: { f: 'read', value: null }, output: null }],
    [
      'CAS register',
      '0 :invoke :cas [1 2]\n0 :ok :cas [1 2]',
      { input: { f: 'cas', value: [1, 2] }, output: null },
    ],
    ['queue', '0 :invoke :dequeue nil\n0 :ok :dequeue 7', { input: { f: 'dequeue' }, output: 7 }],
    ['set', '0 :invoke :read nil\n0 :ok :read #{1 2}', { input: { f: 'read' }, output: [1, 2] }],
    ['counter', '0 :invoke :add 5\n0 :ok :add 5', { input: { f: 'add', value: 5 }, output: null }],
    ['mutex', '0 :invoke :acquire nil\n0 :ok :acquire nil', { input: { f: 'acquire' }, output: null }],
    [
      'transaction',
      '0 :invoke :txn [[:w :x 1] [:r :y nil]]\n0 :ok :txn [[:w :x 1] [:r :y 2]]',
      {
        input: {
          f: 'txn',
          value: [
            ['w', 'x', 1],
            ['r', 'y', null],
          ],
        },
        output: [
          ['w', 'x', 1],
          ['r', 'y', 2],
        ],
      },
    ],
  ])('of a %s has its operations as the checkers want them', (_name, text, operation) => {
    expect(readHistory(text)).toMatchObject([operation as object])
  })

  it('of lists goes straight into the isolation checker', () => {
    const text = `
      {:process 1, :type :invoke, :f :txn, :value [[:append :x 1] [:r :y nil]]}
      {:process 2, :type :invoke, :f :txn, :value [[:append :y 1] [:r :x nil]]}
      {:process 1, :type :ok,     :f :txn, :value [[:append :x 1] [:r :y [1]]]}
      {:process 2, :type :ok,     :f :txn, :value [[:append :y 1] [:r :x [1]]]}`
    expect(checkListAppend(readHistory(text), { level: 'PL-2' })).toMatchObject({
      verdict: 'invalid',
      counts: { G1c: 1 },
    })
  })

  it('of registers with crashed and failed transactions does too', () => {
    const text = [
      { process: 0, type: 'invoke', f: 'txn', value: [['w', 'x', 1]] },
      { process: 0, type: 'fail', f: 'txn', value: [['w', 'x', 1]] },
      { process: 1, type: 'invoke', f: 'txn', value: [['w', 'x', 2]] },
      { process: 1, type: 'info', f: 'txn', value: [['w', 'x', 2]] },
      { process: 2, type: 'invoke', f: 'txn', value: [['r', 'x', null]] },
      { process: 2, type: 'ok', f: 'txn', value: [['r', 'x', 1]] },
    ]
    const history = readHistory(text.map((event) => JSON.stringify(event)).join('\n'))
    expect(checkReadWriteRegister(history)).toMatchObject({ verdict: 'invalid', counts: { G1a: 1 } })
  })
})
