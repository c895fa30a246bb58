import {
  coordinator,
  defineNode,
  participant,
  scenario,
  seconds,
  twoPhaseCommitProperties,
  verify,
} from 'lightcone'
import { describe, expect, it } from 'vitest'
import type { NodeView } from '../../src/checkers/property.ts'
import { type CommitStep, commitProcess } from '../../src/problems/atomic-commit.ts'
import { type LedgerWork, ledger, moneyConserved } from '../../src/problems/ledger.ts'
import type { Balances } from '../../src/problems/machines/bank.ts'

type Bank = { steps: CommitStep[]; balances: Balances }

const processes = [
  commitProcess<Bank>({ kind: 'bank' }, ({ steps }) => ({
    length: steps.length,
    at: (index) => steps[index]!,
  })),
]
const property = moneyConserved(processes, ({ state }: NodeView) => (state as Bank).balances)
const yes = (work: LedgerWork): CommitStep => ({
  type: 'yes',
  transaction: 't',
  coordinator: 'c',
  participants: ['north', 'south'],
  work,
})
const move = (account: string, gain: number): LedgerWork => ({ f: 'move', by: { [account]: gain } })

function banks() {
  const nodes = ['north', 'south'].map((id, index) => ({
    id,
    index,
    kind: 'bank',
    up: true,
    state: { steps: [], balances: { [id]: 50 } } as Bank,
  }))
  const monitor = property.monitor(nodes)
  return (id: 'north' | 'south', step: CommitStep, gain = 0) => {
    const node = nodes.find((one) => one.id === id)!
    node.state.steps.push(step)
    node.state.balances[id]! += gain
    return monitor.changed!(node, 0)
  }
}

describe('a ledger', () => {
  const { canPromise, locks, read } = ledger({ a: 10, b: 0 })

  it('promises no balance below 0, and nothing of accounts that it does not hold', () => {
    expect(
      [move('a', -10), move('a', -11), move('b', 5), move('c', 5)].map((work) =>
        canPromise({ a: 10, b: 0 }, work),
      ),
    ).toEqual([true, false, true, false])
  })

  it('locks what it moves or reads', () => {
    expect(locks(move('a', -1))).toEqual(['a'])
    expect(locks({ f: 'read', accounts: ['a', 'b'] })).toEqual(['a', 'b'])
    expect(read({ a: 10, b: 0 }, { f: 'read', accounts: ['b'] })).toEqual({ b: 0 })
  })
})

describe('money conserved', () => {
  it('counts a transaction whole once one process has decided to commit it', () => {
    const step = banks()
    const commit: CommitStep = { type: 'commit', transaction: 't' }
    expect([
      step('north', yes(move('north', -20))),
      step('south', yes(move('south', 20))),
      step('north', commit, -20),
      step('south', commit, 20),
    ]).toEqual([null, null, null, null])
  })

  it('finds money that left one bank and never reaches the other', () => {
    const step = banks()
    step('north', yes(move('north', -20)))
    step('south', yes(move('south', 20)))
    step('north', { type: 'commit', transaction: 't' }, -20)
    expect(step('south', { type: 'abort', transaction: 't' })).toBe(
      'there are 80 in all, where there were 100',
    )
  })

  it('finds a balance below 0', () => {
    expect(banks()('north', { type: 'abort', transaction: 'u' }, -60)).toBe('north of north holds -10')
  })

  it('is judged by searches, too: a participant that aborts alone loses what another has committed', () => {
    const work = { alice: move('a', -5), bob: move('b', 5) }
    const asker = defineNode<Record<never, never>, { type: 'begin'; request: number; work: typeof work }>(
      'asker',
      {
        client: true,
        initial: () => ({}),
        boot: (_state, ctx) => ctx.send('coordinator', { type: 'begin', request: 1, work }),
      },
    )
    const transfer = (bug?: 'aborts-when-uncertain') =>
      scenario({
        title: 'Five move from alice to bob',
        nodes: {
          coordinator: coordinator(),
          alice: participant({ resource: ledger({ a: 10 }) }),
          bob: participant({ resource: ledger({ b: 10 }), ...(bug && { bug }) }),
          client: asker(),
        },
        until: seconds(1),
        holds: [twoPhaseCommitProperties.moneyConserved],
        verify: { network: 'set', timeouts: 2 },
      })
    expect(verify(transfer())).toMatchObject({ verdict: 'verified', states: 1_049 })
    expect(verify(transfer('aborts-when-uncertain')).violations).toMatchObject([
      {
        property: 'money conserved',
        message: 'there are 15 in all, where there were 20',
        depth: 6,
        replays: true,
      },
    ])
  })
})
