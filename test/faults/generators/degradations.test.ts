import { describe, expect, it } from 'vitest'
import {
  type DegradationKind,
  type DegradationOptions,
  degradations,
} from '../../../src/faults/generators/degradations.ts'
import { UsageError } from '../../../src/kernel/errors.ts'
import { Random } from '../../../src/kernel/random.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'

const options: DegradationOptions = { every: ms(200), lastFor: [ms(10), seconds(1)] }
const nodes = ['n1', 'n2', 'n3']

function drawn(more: Partial<DegradationOptions> = {}) {
  return degradations({ ...options, ...more })
    .generate(new Random('degradations'), { nodes, until: seconds(100) })
    .map(({ fault }) => (fault.type === 'degrade' ? fault : expect.unreachable()))
}

const changes = (...kinds: DegradationKind[]) => drawn({ changes: kinds }).map(({ change }) => change)

describe('degradations', () => {
  it('lose, double, delay, reorder and damage messages, but never silently unless told', () => {
    const all = drawn()
    const fields = new Set(all.flatMap(({ change }) => Object.keys(change)))
    expect(fields).toEqual(new Set(['loss', 'duplication', 'latency', 'corruption', 'corruptionIs']))
    expect(all.every(({ change }) => change.corruptionIs !== 'silent')).toBe(true)
    expect(changes('silentCorruption').every(({ corruptionIs }) => corruptionIs === 'silent')).toBe(true)
  })

  it('leave the order of a link to the scenario: over TCP nothing overtakes', () => {
    expect(drawn().every(({ change }) => change.order === undefined)).toBe(true)
  })

  it('are slight and severe alike', () => {
    const losses = changes('loss').map(({ loss }) => loss!)
    expect(Math.min(...losses)).toBeLessThan(15_000)
    expect(Math.max(...losses)).toBeGreaterThan(600_000)
    expect(Math.max(...losses)).toBeLessThanOrEqual(800_000)
  })

  it('delay all messages alike, and reorder by delays of any length', () => {
    for (const { latency } of changes('delay'))
      if (latency?.type === 'uniform') {
        expect(latency.min).toBeGreaterThanOrEqual(ms(5))
        expect(latency.max).toBe(Math.ceil(latency.min * 1.25))
      } else expect.unreachable()
    for (const { latency } of drawn({ changes: ['reordering'], latency: [ms(10), ms(20)] }).map(
      (f) => f.change,
    ))
      if (latency?.type === 'uniform') {
        expect(latency.min).toBe(0)
        expect(latency.max).toBeGreaterThanOrEqual(ms(10))
        expect(latency.max).toBeLessThanOrEqual(ms(20))
      } else expect.unreachable()
  })

  it('befall all links, or some', () => {
    const all = drawn()
    const everywhere =
      all.filter(({ from, to }) => from === undefined && to === undefined).length / all.length
    expect(everywhere).toBeCloseTo(0.5, 1)
    for (const { from, to } of all)
      if (from && to) expect(new Set([...from, ...to]).size).toBe(from.length + to.length)
  })

  it('of a single node befall what it sends, or what it gets', () => {
    for (const { from, to } of drawn({ nodes: ['n2'] }))
      expect([...(from ?? []), ...(to ?? [])]).toEqual(['n2'])
  })

  it('of a kind that does not exist are refused', () => {
    expect(() => drawn({ changes: ['losses' as DegradationKind] })).toThrow(UsageError)
    expect(() => drawn({ changes: ['losses' as DegradationKind] })).toThrow("Did you mean 'loss'?")
    expect(() => drawn({ latency: [0, 1] })).toThrow('degradations({ latency })')
  })
})
