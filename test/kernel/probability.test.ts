import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/errors.ts'
import { oneIn, percent } from '../../src/kernel/probability.ts'

describe('probabilities', () => {
  it('are whole millionths', () => {
    expect([percent(0), percent(0.5), percent(33.3333), percent(100)]).toEqual([0, 5_000, 333_333, 1_000_000])
    expect([oneIn(1), oneIn(3), oneIn(1_000)]).toEqual([1_000_000, 333_333, 1_000])
  })

  it.each([
    ['percent(101)', () => percent(101)],
    ['percent(-1)', () => percent(-1)],
    ['percent(NaN)', () => percent(Number.NaN)],
    ['oneIn(0)', () => oneIn(0)],
    ['oneIn(-3)', () => oneIn(-3)],
  ])('%s is refused by its name', (written, probability) => {
    expect(probability).toThrow(UsageError)
    expect(probability).toThrow(written)
  })
})
