import { expect, it } from 'vitest'
import raftWorld from '../../../scenarios/raft/leader-crashes.ts'
import type { Operation } from '../../../src/checkers/history.ts'
import { recordingOf } from '../../../src/explore/recording/recording.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { describeOperation, operationsOf } from '../../../src/studio/model/operations.ts'
import { Timeline } from '../../../src/studio/model/timeline.ts'

it('stand at their clients, from invocation to return', () => {
  const timeline = new Timeline(recordingOf(raftWorld, planOf(raftWorld, 1)))
  const { history, nodes } = timeline.recording
  const shown = operationsOf(timeline)
  expect(shown.map(({ operation }) => operation)).toEqual(history)
  for (const { operation, node, from, to, returned } of shown) {
    expect(operation.process.split('#')[0]).toBe(nodes[node]!.id)
    expect(from).toBe(operation.invokedAt)
    if (returned >= 0) expect(to).toBe(operation.returnedAt)
  }
})

it('read in few words', () => {
  const words = (input: unknown, output?: unknown, outcome: Operation['outcome'] = 'ok') =>
    describeOperation({ process: 'c', input, output, outcome, invoked: 0, returned: 1 })
  expect(words({ f: 'append', key: 'k1', value: 'c.2' })).toBe('append "k1" "c.2" → ok')
  expect(words({ f: 'read', key: 'k1' }, 7)).toBe('read "k1" → 7')
  expect(words({ f: 'read' }, undefined, 'indeterminate')).toBe('read → indeterminate')
  expect(words('ask', [1, 2])).toBe('"ask" → [1, 2]')
  const transaction = (read: unknown) => [
    ['append', 'x', 1],
    ['r', 'y', read],
  ]
  expect(words({ f: 'txn', value: transaction(null) }, transaction([2]))).toBe(
    'append x 1, r y → append x 1, r y [2]',
  )
})
