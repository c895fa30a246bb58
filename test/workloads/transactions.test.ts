import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/errors.ts'
import { Random } from '../../src/kernel/random.ts'
import { listAppendTransactions, transfers } from '../../src/workloads/transactions.ts'

describe('transfers', () => {
  const workload = transfers({ north: ['n1', 'n2'], south: ['s1'] })

  it('let every account lose what another gains, at its holder', () => {
    expect(workload.work({ f: 'transfer', from: 'n1', to: 's1', amount: 7 })).toEqual({
      north: { f: 'move', by: { n1: -7 } },
      south: { f: 'move', by: { s1: 7 } },
    })
    expect(workload.work({ f: 'transfer', from: 'n1', to: 'n2', amount: 7 })).toEqual({
      north: { f: 'move', by: { n1: -7, n2: 7 } },
    })
  })

  it('read all balances together', () => {
    expect(Object.keys(workload.work({ f: 'read' }))).toEqual(['north', 'south'])
    expect(workload.output({ f: 'read' }, { north: { n1: 1, n2: 2 }, south: { s1: 3 } })).toEqual({
      n1: 1,
      n2: 2,
      s1: 3,
    })
  })

  it('need two accounts', () => {
    expect(() => transfers({ north: ['n1'] })).toThrow(UsageError)
  })
})

describe('list-append transactions', () => {
  it('deal keys to participants in turn, and put results back in the order asked', () => {
    const workload = listAppendTransactions(['north', 'south'])
    const input = { f: 'txn' as const, value: [['r', 'k2', null] as const, ['append', 'k1', 'a'] as const] }
    expect(workload.work(input)).toEqual({ south: [['r', 'k2', null]], north: [['append', 'k1', 'a']] })
    expect(workload.output(input, { north: [['append', 'k1', 'a']], south: [['r', 'k2', ['b']]] })).toEqual([
      ['r', 'k2', ['b']],
      ['append', 'k1', 'a'],
    ])
  })

  it('append no value twice', () => {
    const workload = listAppendTransactions(['north'])
    const random = new Random('appends')
    const values = Array.from({ length: 200 }, (_, n) => workload.next(random, `client${n % 3}`, n).value)
      .flat()
      .flatMap(([f, , value]) => (f === 'append' ? [value] : []))
    expect(new Set(values).size).toBe(values.length)
  })
})
