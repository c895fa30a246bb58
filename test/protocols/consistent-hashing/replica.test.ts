import { describe, expect, it } from 'vitest'
import { ms } from '../../../src/index.ts'
import { answersOf, cell, type Probe, storeOf, world } from './world.ts'

const members = ['n1', 'n2', 'n3']
const started = ms(100)

function store(counter: number, view = 1): Probe['message'] {
  return { type: 'store', operation: 'x', view, key: 'k', cell: cell(counter) }
}

function query(view = 1): Probe['message'] {
  return { type: 'query', operation: 'x', view, key: 'k' }
}

function answers(script: readonly Probe[], options: { others?: readonly string[] } = {}) {
  const simulation = world({ members, ...options, script })
  simulation.runUntil(ms(1_000))
  return { answers: answersOf(simulation), simulation }
}

describe('a replica', () => {
  it('answers a query with the cell it has, or one that was never written', () => {
    const { answers: found } = answers([
      { after: started, to: 'n1', message: query() },
      { to: 'n1', message: store(1) },
      { to: 'n1', message: query() },
    ])
    expect(found).toMatchObject([
      { type: 'queried', cell: { counter: 0, value: null } },
      { type: 'stored', operation: 'x', view: 1 },
      { type: 'queried', cell: { counter: 1, value: 'v1' } },
    ])
  })

  it('keeps the newer of two writes in whatever order they come, and acknowledges both (Attiya et al. 1995, §3)', () => {
    const { answers: found, simulation } = answers([
      { after: started, to: 'n1', message: store(2) },
      { to: 'n1', message: store(1) },
    ])
    expect(found).toMatchObject([{ type: 'stored' }, { type: 'stored' }])
    expect(storeOf(simulation, 'n1').cells.k).toEqual(cell(2))
  })

  it('takes part in operations of its own view only', () => {
    const { answers: found, simulation } = answers([
      { after: started, to: 'n1', message: query(0) },
      { to: 'n1', message: query(2) },
      { to: 'n1', message: store(1, 0) },
      { to: 'n1', message: store(2, 2) },
    ])
    expect(found).toEqual([null, null, null, null])
    expect(storeOf(simulation, 'n1').cells).toEqual({})
  })

  it('is silent about keys that it does not hold', () => {
    const { answers: found } = answers([{ after: started, to: 'n9', message: query() }], { others: ['n9'] })
    expect(found).toEqual([null])
  })
})
