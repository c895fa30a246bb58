import { describe, expect, it } from 'vitest'
import type { Property } from '../../src/checkers/property.ts'
import {
  type CommitStep,
  commitAgreement,
  commitIfAllVotedYes,
  commitOnlyIfAllVotedYes,
  commitProcess,
  noReversal,
} from '../../src/problems/atomic-commit.ts'

type Steps = { steps: CommitStep[] }

const processes = [
  commitProcess<Steps>({ kind: 'process' }, ({ steps }) => ({
    length: steps.length,
    at: (index) => steps[index]!,
  })),
]
const yes: CommitStep = {
  type: 'yes',
  transaction: 't',
  coordinator: 'c',
  participants: ['alice', 'bob'],
  work: null,
}
const commit: CommitStep = { type: 'commit', transaction: 't' }
const abort: CommitStep = { type: 'abort', transaction: 't' }

/** What a property says after each of alice's and bob's steps. */
function judged(property: Property, ...taken: [who: 'alice' | 'bob', step: CommitStep][]) {
  const nodes = ['alice', 'bob'].map((id, index) => ({
    id,
    index,
    kind: 'process',
    up: true,
    state: { steps: [] } as Steps,
  }))
  const monitor = property.monitor(nodes)
  return taken.map(([who, step], index) => {
    const node = nodes.find(({ id }) => id === who)!
    node.state.steps.push(step)
    return monitor.changed!(node, index)
  })
}

describe('the properties of atomic commitment (Bernstein, Hadzilacos & Goodman 1987, §7.3)', () => {
  it('AC1 finds two processes that decide differently, and names them', () => {
    expect(judged(commitAgreement(processes), ['alice', commit], ['bob', commit])).toEqual([null, null])
    expect(judged(commitAgreement(processes), ['alice', commit], ['bob', abort])).toEqual([
      null,
      'bob decided to abort t, alice to commit it',
    ])
  })

  it('AC2 finds a process that reverses its decision, not one that repeats it', () => {
    expect(judged(noReversal(processes), ['alice', abort], ['alice', abort])).toEqual([null, null])
    expect(judged(noReversal(processes), ['alice', abort], ['alice', commit])).toEqual([
      null,
      'alice decided to abort t, and later to commit it',
    ])
  })

  it('AC3 finds a commit without every yes, and says whose is missing', () => {
    const property = commitOnlyIfAllVotedYes(processes)
    expect(judged(property, ['alice', yes], ['bob', yes], ['bob', commit])).toEqual([null, null, null])
    expect(judged(property, ['alice', yes], ['alice', commit])).toEqual([
      null,
      'alice decided to commit t without a yes of bob',
    ])
    expect(judged(property, ['alice', commit])).toEqual(['alice decided to commit t, for which nobody voted'])
  })

  it('AC4 finds an abort of what all voted yes on, in either order', () => {
    const property = commitIfAllVotedYes(processes)
    const sentence = 'bob decided to abort t, for which all voted yes'
    expect(judged(property, ['alice', yes], ['bob', yes], ['bob', abort])).toEqual([null, null, sentence])
    expect(judged(property, ['bob', abort], ['alice', yes], ['bob', yes])).toEqual([null, null, sentence])
    expect(judged(property, ['alice', yes], ['bob', abort])).toEqual([null, null])
  })
})
