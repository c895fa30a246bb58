import { describe, expect, it } from 'vitest'
import { type Property, undecided } from '../../src/checkers/property.ts'
import { type CommitStep, commitProcess } from '../../src/problems/atomic-commit.ts'
import { allDecideAfterRepair, nonBlocking } from '../../src/problems/commit-progress.ts'

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

function watched(property: Property) {
  const alice = { id: 'alice', index: 0, kind: 'process', up: true, state: { steps: [] } as Steps }
  const others = ['bob', 'c'].map((id, place) => ({
    id,
    index: 1 + place,
    kind: 'other',
    up: id !== 'c',
    state: {},
  }))
  const monitor = property.monitor([alice, ...others])
  return {
    take: (now: number, ...steps: CommitStep[]) => {
      alice.state.steps.push(...steps)
      return monitor.changed!(alice, now)
    },
    up: (now: number, up: boolean) => {
      alice.up = up
      return monitor.changed!(alice, now)
    },
    healed: (now: number) => monitor.healed!(now),
    ended: (at: number) => monitor.ended!({ at, history: [], notes: new Map() }),
  }
}

const sentence = 'no decision within 100 µs: alice is blocked on t, waiting for c (down), bob'

describe('non-blocking', () => {
  it('reports who is blocked, on what, and for whom it waits', () => {
    const run = watched(nonBlocking(processes, { within: 100 }))
    expect([run.take(10, yes), run.take(110), run.take(111)]).toEqual([null, null, sentence])
  })

  it('finds at the end who never ran again', () => {
    const run = watched(nonBlocking(processes, { within: 100 }))
    run.take(10, yes)
    expect(run.ended(500)).toBe(sentence)
  })

  it('is content with a decision in time, and does not say so of a vote too young to be late', () => {
    const decided = watched(nonBlocking(processes, { within: 100 }))
    expect([decided.take(10, yes), decided.take(110, commit), decided.ended(500)]).toEqual([null, null, null])
    const young = watched(nonBlocking(processes, { within: 100 }))
    young.take(10, yes)
    expect(young.ended(50)).toBe(undecided)
  })

  it('counts only while the process is up', () => {
    const run = watched(nonBlocking(processes, { within: 100 }))
    run.take(10, yes)
    expect([run.up(50, false), run.up(900, true), run.take(1_000), run.take(1_001)]).toEqual([
      null,
      null,
      null,
      sentence,
    ])
  })
})

describe('AC5', () => {
  it('counts from the repair of all failures', () => {
    const run = watched(allDecideAfterRepair(processes, { within: 100 }))
    expect([run.take(10, yes), run.take(5_000), run.healed(6_000), run.take(6_100), run.take(6_101)]).toEqual(
      [null, null, null, null, sentence],
    )
  })
})
