import { describe, expect, it } from 'vitest'
import { linearizable } from '../../src/checkers/linearizable.ts'
import { register } from '../../src/checkers/models/register.ts'
import { undecided } from '../../src/checkers/property.ts'
import { HistoryRecorder } from '../../src/simulation/history-recorder.ts'

describe('a history', () => {
  it('orders invocations and returns, and tells ok, failed and indeterminate apart', () => {
    const recorder = new HistoryRecorder()
    const first = recorder.invoke('a', 'x', 10)
    const second = recorder.invoke('b', 'y', 10)
    const third = recorder.invoke('c', 'z', 20)
    recorder.end(second, 'failed', 'refused', 30)
    recorder.end(first, 'ok', undefined, 30)
    expect(third).toBe(2)
    expect(recorder.history()).toEqual([
      { process: 'a', input: 'x', outcome: 'ok', invoked: 0, returned: 4, invokedAt: 10, returnedAt: 30 },
      {
        process: 'b',
        input: 'y',
        outcome: 'failed',
        output: 'refused',
        invoked: 1,
        returned: 3,
        invokedAt: 10,
        returnedAt: 30,
      },
      { process: 'c', input: 'z', outcome: 'indeterminate', invoked: 2, returned: null, invokedAt: 20 },
    ])
  })

  it('gives a client that goes on after an open operation another process', () => {
    const recorder = new HistoryRecorder()
    recorder.end(recorder.invoke('a', 1, 0), 'ok', 1, 1)
    recorder.invoke('a', 2, 2)
    const third = recorder.invoke('a', 3, 3)
    recorder.end(third, 'failed', undefined, 4)
    recorder.invoke('a', 4, 5)
    recorder.invoke('a', 5, 6)
    expect(recorder.history().map(({ process, input }) => `${process} ${input}`)).toEqual([
      'a 1',
      'a 2',
      'a#1 3',
      'a#1 4',
      'a#2 5',
    ])
  })

  it('takes one return for each operation', () => {
    const recorder = new HistoryRecorder()
    const operation = recorder.invoke('a', 1, 0)
    recorder.end(operation, 'ok', 1, 1)
    expect(() => recorder.end(operation, 'failed', 1, 2)).toThrow(
      'Expected ctx.complete or ctx.fail once for each operation, got it twice for operation 0 of a.',
    )
    expect(() => recorder.end(9, 'ok', 1, 2)).toThrow(
      'Expected the number that ctx.invoke(…) gave, got 9; 1 operations were invoked.',
    )
  })

  it('is judged by linearizable, which says how it cannot be explained, or that it could not decide', () => {
    const recorder = new HistoryRecorder()
    const write = recorder.invoke('a', { f: 'write', value: 1 }, 0)
    recorder.end(write, 'ok', undefined, 1)
    const read = recorder.invoke('b', { f: 'read' }, 2)
    recorder.end(read, 'ok', 0, 3)
    const judged = (options = {}) => {
      const monitor = linearizable(register({ initial: 0 }), options).monitor([])
      const answer = monitor.ended!({ at: 5, history: recorder.history(), notes: new Map() })
      return [answer, monitor.exercised()]
    }
    expect(judged()).toEqual([expect.stringContaining('read'), 2])
    for (let value = 1; value <= 6; value++) recorder.invoke(`w${value}`, { f: 'write', value }, 4)
    for (const value of [1, 2, 3, 4, 5, 6, 1])
      recorder.end(recorder.invoke('c', { f: 'read' }, 5), 'ok', value, 6)
    expect(judged({ budget: 3 })[0]).toBe(undecided)
  })
})
