import { describe, expect, it } from 'vitest'
import {
  type AnomalyName,
  CONSISTENCY_MODELS,
  type ConsistencyModel,
  consistencyModel,
  forbids,
  impliedAnomalies,
  modelsRuledOutBy,
  ordersOf,
  strongestOf,
  weakestOf,
} from '../../../src/checkers/isolation/consistency-model.ts'

const boundary = (...anomalies: AnomalyName[]) => [...weakestOf(modelsRuledOutBy(anomalies))].sort()

const FROM_CONSISTENT_VIEW: ConsistencyModel[] = [
  'consistent-view',
  'forward-consistent-view',
  'serializable',
  'snapshot-isolation',
  'strict-serializable',
  'strong-session-serializable',
  'strong-session-snapshot-isolation',
  'strong-snapshot-isolation',
  'update-serializable',
]

const FROM_READ_ATOMIC: ConsistencyModel[] = [
  'causal',
  'parallel-snapshot-isolation',
  'prefix',
  'read-atomic',
  'serializable',
  'snapshot-isolation',
  'strict-serializable',
  'strong-session-serializable',
  'strong-session-snapshot-isolation',
  'strong-snapshot-isolation',
  'update-atomic',
]

describe('what an anomaly rules out (as in Elle)', () => {
  it('is everything for a version order that is no order', () => {
    expect(modelsRuledOutBy(['cyclic-versions'])).toEqual(CONSISTENCY_MODELS)
    expect(boundary('cyclic-versions')).toEqual(['read-uncommitted'])
    expect(boundary('G0')).toEqual(['read-uncommitted'])
  })

  it.each<[AnomalyName, ConsistencyModel[]]>([
    ['G1a', ['read-committed']],
    ['G1b', ['read-committed']],
    ['G1c', ['read-committed']],
    ['dirty-update', ['read-committed']],
    ['incompatible-order', ['read-committed']],
    ['future-read', ['read-committed']],
    ['internal', ['read-atomic']],
    ['lost-update', ['cursor-stability', 'update-atomic']],
    ['G-single', ['consistent-view', 'repeatable-read']],
    ['G-nonadjacent', ['repeatable-read', 'snapshot-isolation']],
    ['G2-item', ['repeatable-read']],
    ['G1c-process', ['strong-session-read-committed']],
    ['G-single-process', ['strong-session-snapshot-isolation']],
    ['G2-item-process', ['strong-session-serializable']],
    ['G0-realtime', ['strong-read-uncommitted']],
    ['G-single-realtime', ['strong-snapshot-isolation']],
    ['G2-item-realtime', ['strict-serializable']],
  ])('begins for %s at %j', (anomaly, models) => {
    expect(boundary(anomaly)).toEqual(models)
  })

  it('is for an internal inconsistency all from read atomic on', () => {
    expect([...modelsRuledOutBy(['internal'])].sort()).toEqual(FROM_READ_ATOMIC)
  })

  it('is for read skew, besides repeatable read, all from consistent view on', () => {
    expect([...modelsRuledOutBy(['G-single'])].sort()).toEqual(
      [...FROM_CONSISTENT_VIEW, 'repeatable-read'].sort(),
    )
  })

  it('is nothing where there is no anomaly', () => {
    expect(modelsRuledOutBy([])).toEqual([])
  })

  it('never leaves a model possible that is stronger than one ruled out', () => {
    const serializable = CONSISTENCY_MODELS.filter(
      (model) => !forbids('serializable', 'G2-item-realtime') && model,
    )
    expect(serializable).toHaveLength(CONSISTENCY_MODELS.length)
    expect(forbids('serializable', 'G2-item-realtime')).toBe(false)
    expect(forbids('strict-serializable', 'G0')).toBe(true)
    expect(forbids('read-committed', 'internal')).toBe(false)
  })
})

describe('the anomalies', () => {
  it('of a session are also ones of real time', () => {
    expect(impliedAnomalies(['G-single-process'])).toContain('G-single-realtime')
    expect(impliedAnomalies(['G-single-realtime'])).not.toContain('G-single-process')
  })

  it('with one anti-dependency are also ones with any number', () => {
    expect([...impliedAnomalies(['G-single'])]).toEqual(expect.arrayContaining(['G-nonadjacent', 'G2-item']))
  })
})

describe('the models', () => {
  it('are asked for by their names or by those of Adya', () => {
    expect(consistencyModel('snapshot-isolation')).toBe('snapshot-isolation')
    expect(consistencyModel('PL-2.99')).toBe('repeatable-read')
    expect(consistencyModel('strong-serializable')).toBe('strict-serializable')
    expect(() => consistencyModel('snapshot')).toThrow(
      /^Expected a consistency model, got "snapshot"; write one of read-uncommitted, .*strict-serializable\.$/,
    )
    expect(() => consistencyModel('constructor')).toThrow(/Expected a consistency model/)
  })

  it('have a weakest and a strongest', () => {
    expect(weakestOf(CONSISTENCY_MODELS)).toEqual(['read-uncommitted'])
    expect(strongestOf(CONSISTENCY_MODELS)).toEqual(['strict-serializable'])
    expect(weakestOf(['serializable', 'read-atomic', 'cursor-stability'])).toEqual([
      'read-atomic',
      'cursor-stability',
    ])
    expect(strongestOf(['repeatable-read', 'snapshot-isolation', 'read-atomic'])).toEqual([
      'repeatable-read',
      'snapshot-isolation',
    ])
  })

  it('need the order of sessions, or that of real time, only if they are strong', () => {
    expect(ordersOf('serializable')).toEqual([])
    expect(ordersOf('strong-session-snapshot-isolation')).toEqual(['process'])
    expect(ordersOf('strong-read-uncommitted')).toEqual(['process', 'realtime'])
    expect(ordersOf('strict-serializable')).toEqual(['process', 'realtime'])
  })
})
