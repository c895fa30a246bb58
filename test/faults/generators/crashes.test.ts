import { describe, expect, it } from 'vitest'
import { minority } from '../../../src/faults/budget.ts'
import { type CrashOptions, crashes } from '../../../src/faults/generators/crashes.ts'
import { UsageError } from '../../../src/kernel/errors.ts'
import { percent } from '../../../src/kernel/probability.ts'
import { Random } from '../../../src/kernel/random.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'
import { mostDown } from './outages.ts'

const options = { every: ms(200), downFor: [ms(1), seconds(2)] } as const

function schedule(more: Partial<CrashOptions> = {}, seed = 1, count = 5) {
  const nodes = Array.from({ length: count }, (_, i) => `n${i + 1}`)
  return crashes({ ...options, ...more }).generate(new Random(`${seed}`), { nodes, until: seconds(30) })
}

describe('crashes', () => {
  it('take down a minority at most unless told, and often that many', () => {
    for (const count of [3, 4, 5, 7]) {
      const most = Array.from({ length: 30 }, (_, seed) => mostDown(schedule({}, seed, count)))
      expect(Math.max(...most)).toBe(minority(count))
    }
  })

  it('keep to their budget', () => {
    for (const atMost of [0, 1, 2, 5])
      for (let seed = 0; seed < 20; seed++)
        expect(mostDown(schedule({ atMost }, seed))).toBeLessThanOrEqual(atMost)
    expect(mostDown(schedule({ atMost: 5, every: ms(20) }))).toBe(5)
  })

  it('hit a node again within a millisecond of its return, some time', () => {
    let again = 0
    for (let seed = 0; seed < 30; seed++) {
      const drawn = schedule({}, seed)
      for (const [i, { at, fault }] of drawn.slice(1).entries()) {
        const before = drawn[i]!
        if (fault.type !== 'crash' || before.fault.type !== 'crash') continue
        const back = before.at + before.fault.lasts!
        if (fault.node === before.fault.node && at > back && at - back < ms(1)) again++
      }
    }
    expect(again).toBeGreaterThan(30)
  })

  it('lose the disk as often as they are told', () => {
    const drawn = Array.from({ length: 40 }, (_, seed) => schedule({ wipe: percent(25) }, seed)).flat()
    const wiped = drawn.filter(({ fault }) => fault.type === 'wipe').length / drawn.length
    expect(wiped).toBeCloseTo(0.25, 1)
    expect(schedule().some(({ fault }) => fault.type === 'wipe')).toBe(false)
    expect(schedule({ wipe: percent(100) }).every(({ fault }) => fault.type === 'wipe')).toBe(true)
    expect(crashes({ ...options, wipe: percent(100) }).kinds).toEqual(['wipe'])
  })

  it.each<[Partial<CrashOptions>, string]>([
    [{ every: 0 }, 'crashes({ every })'],
    [{ every: 0.5 }, 'crashes({ every })'],
    [{ downFor: [ms(5), ms(1)] }, 'crashes({ downFor })'],
    [{ downFor: [0, ms(1)] }, 'crashes({ downFor })'],
    [{ downFor: ms(5) as never }, 'crashes({ downFor })'],
    [{ atMost: -1 }, 'crashes({ atMost })'],
    [{ atMost: 1.5 }, 'crashes({ atMost })'],
    [{ wipe: true as never }, 'crashes({ wipe })'],
  ])('with %j are refused', (more, where) => {
    expect(() => crashes({ ...options, ...more })).toThrow(UsageError)
    expect(() => crashes({ ...options, ...more })).toThrow(where)
  })
})
