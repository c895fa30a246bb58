import { describe, expect, it } from 'vitest'
import { JepsenLogReader } from '../../../src/checkers/formats/jepsen-log.ts'

function forms(text: string, length = text.length) {
  const reader = new JepsenLogReader()
  const found = []
  for (let i = 0; i < text.length; i += length) found.push(...reader.push(text.slice(i, i + length)))
  return [...found, ...reader.finish()]
}

describe("Jepsen's log", () => {
  it.each([
    ['0\t:invoke\t:read\tnil', { process: '0', type: 'invoke', f: 'read', value: null }],
    ['INFO  jepsen.util - 12\t:ok\t:cas\t[3 0]', { process: '12', type: 'ok', f: 'cas', value: [3, 0] }],
    [
      '2024-05-01 10:00:00,123{GMT}\tINFO\t[jepsen worker 4] jepsen.util: 4\t:info\t:write\t:timed-out',
      { process: '4', type: 'info', f: 'write', value: 'timed-out' },
    ],
    [
      '3 :fail :cas [1 2] org.postgresql.util.PSQLException: ERROR (x',
      { process: '3', type: 'fail', f: 'cas', value: [1, 2] },
    ],
    [
      '7\t:ok\t:txn\t[[:r 5 [1 2]] [:append 5 3]]\r',
      {
        process: '7',
        type: 'ok',
        f: 'txn',
        value: [
          ['r', 5, [1, 2]],
          ['append', 5, 3],
        ],
      },
    ],
    [':nemesis\t:info\t:start\tnil', { process: ':nemesis', type: 'info', f: 'start', value: null }],
    ['1 :invoke :acquire', { process: '1', type: 'invoke', f: 'acquire', value: null }],
  ])('has in the line %j an operation', (line, value) => {
    expect(forms(`${line}\n`)).toEqual([{ value, line: 1 }])
  })

  it('has other lines, which are skipped but counted', () => {
    const text =
      'INFO jepsen.core - Worker 0 starting\n\n0 :invoke :read nil\nWARN at foo :ok bar\n0 :ok :read 3'
    expect(forms(text).map(({ line }) => line)).toEqual([3, 5])
    for (const length of [1, 2, 7]) expect(forms(text, length)).toEqual(forms(text))
  })

  it('is an error where a value cannot be read, or where there is no operation at all', () => {
    expect(() => forms('x\n0 :invoke :write [1\n')).toThrow(
      /^line 2: expected the `\[` that is opened here to be closed\.$/,
    )
    expect(() => forms('hello\nworld\n')).toThrow(
      /^line 1: expected operations .* got none in the whole text\.$/,
    )
  })
})
