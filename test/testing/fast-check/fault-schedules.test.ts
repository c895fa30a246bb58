import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withinBudget } from '../../../src/faults/budget.ts'
import type { Fault } from '../../../src/faults/fault.ts'
import { faultLabel } from '../../../src/faults/label.ts'
import { validateFault } from '../../../src/faults/validate.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'
import { diskFaultKinds } from '../../../src/storage/disk.ts'
import { chosenKinds } from '../../../src/testing/fast-check/faults.ts'
import { faultSchedules } from '../../../src/testing/fast-check.ts'

const nodes = ['a', 'b', 'c', 'd', 'e'] as const
const everything = [
  'wipe',
  'upgrade',
  'clockJump',
  'clockDrift',
  'silentCorruption',
  ...diskFaultKinds,
] as const
const all = { until: seconds(4), include: everything, upgradeTo: ['next'] }

it('schedules keep within their budget, and strike in time', () => {
  fc.assert(
    fc.property(faultSchedules(nodes, { until: ms(900), budget: { atMost: 1 } }), (schedule) => {
      expect(withinBudget(schedule, nodes, { atMost: 1 })).toEqual(schedule)
      expect(schedule.every(({ at }) => at < ms(900))).toBe(true)
    }),
  )
})

it('every kind of fault is drawn, valid, and for as long as it was told', () => {
  const drawn = fc.sample(faultSchedules(nodes, { ...all, lastFor: [ms(2), ms(90)] }), 60).flat()
  const labels = new Set(drawn.map(({ fault }) => faultLabel(fault)))
  const shapes = ['partition', 'partition-oneWay', 'partition-isolate', 'partition-bridge', 'partition-ring']
  const expected = ['crash', 'pause', 'slow', 'clog', 'degrade', ...shapes, ...everything]
  expect([...labels].sort()).toEqual(expected.filter((kind) => kind !== 'silentCorruption').sort())
  for (const { fault } of drawn) {
    validateFault(fault, nodes, ['next'], 'the schedule')
    if (fault.type === 'clockJump') continue
    const { lasts } = fault as Extract<Fault, { lasts?: number }>
    expect(lasts).toBeGreaterThanOrEqual(ms(2))
    expect(lasts).toBeLessThanOrEqual(ms(90))
  }
})

it('only the victims are struck', () => {
  const drawn = fc.sample(
    faultSchedules(nodes, { until: seconds(1), victims: ['b'], exclude: ['partition', 'clog', 'degrade'] }),
  )
  const struck = drawn.flat().map(({ fault }) => ('node' in fault ? fault.node : 'all'))
  expect(new Set(struck)).toEqual(new Set(['b']))
})

it('some schedules are of few faults, and some are dense', () => {
  const lengths = fc.sample(faultSchedules(nodes, { until: seconds(4) }), 100).map(({ length }) => length)
  expect(lengths.filter((length) => length <= 8).length).toBeGreaterThan(10)
  expect(lengths.filter((length) => length >= 64).length).toBeGreaterThan(10)
  const few = fc.sample(faultSchedules(nodes, { until: seconds(4), maxLength: 3, exclude: ['slow'] }), 50)
  expect(few.every((schedule) => schedule.length <= 3 * 5)).toBe(true)
})

it('a schedule that fails shrinks to the one fault it takes, early and short', () => {
  const crashesB = ({ fault }: { fault: Fault }) => fault.type === 'crash' && fault.node === 'b'
  const { counterexample } = fc.check(
    fc.property(faultSchedules(nodes, { until: seconds(4) }), (schedule) => !schedule.some(crashesB)),
    { seed: 3 },
  )
  expect(counterexample).toEqual([[{ at: 0, fault: { type: 'crash', node: 'b', lasts: 100 } }]])
})

describe('a choice of kinds', () => {
  it('leaves out what takes two nodes, where there is one', () => {
    expect(chosenKinds({}, 1)).toEqual(['crash', 'pause', 'slow', 'degrade'])
  })

  it.each([
    [{ include: ['wip' as 'wipe'] }, /Did you mean 'wipe'/],
    [{ include: ['upgrade' as const] }, /upgradeTo/],
    [
      { exclude: ['crash', 'pause', 'slow', 'partition', 'clog', 'degrade'] as const },
      /Expected chaos\(\{ exclude \}\) to leave/,
    ],
  ])('that makes no sense is told', (choice, sentence) => {
    expect(() => faultSchedules(nodes, { until: seconds(1), ...choice })).toThrow(sentence)
  })
})
