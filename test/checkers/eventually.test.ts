import { describe, expect, it } from 'vitest'
import { eventually } from '../../src/checkers/eventually.ts'
import { undecided } from '../../src/checkers/property.ts'
import { ms } from '../../src/kernel/time.ts'
import { defineNode } from '../../src/node/definition.ts'
import { scenario } from '../../src/simulation/scenario.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { counter, views } from './properties.ts'

const notes = new Map<string, number>()

function started(within?: number) {
  const nodes = views(0)
  const property = eventually(
    'counts to three',
    counter,
    ([first]) => first!.count >= 3 || `n1 waits for three, has ${first!.count}`,
    within === undefined ? {} : { within },
  )
  const monitor = property.monitor(nodes)
  return {
    count(to: number, now: number) {
      nodes[0]!.state.count = to
      return monitor.changed!(nodes[0]!, now)
    },
    heal: (now: number) => monitor.healed!(now),
    end: (at: number) => monitor.ended!({ at, history: [], notes }),
    exercised: () => monitor.exercised(),
  }
}

describe('eventually', () => {
  it('holds when it is so at some moment after healing, whatever comes then', () => {
    const run = started()
    run.heal(ms(10))
    expect([run.count(3, ms(20)), run.count(0, ms(30)), run.end(ms(40))]).toEqual([null, null, null])
  })

  it('holds when it is so as the scenario heals', () => {
    const run = started()
    run.count(3, ms(5))
    expect(run.exercised()).toBe(0)
    run.heal(ms(10))
    expect([run.count(0, ms(30)), run.end(ms(40)), run.exercised()]).toEqual([null, null, 1])
  })

  it('does not count what was so before healing only', () => {
    const run = started()
    run.count(3, ms(5))
    run.count(1, ms(6))
    run.heal(ms(10))
    expect(run.end(ms(40))).toBe('not so 30 ms after healing: n1 waits for three, has 1')
  })

  it('within a bound is violated by what comes later', () => {
    const run = started(ms(20))
    run.heal(ms(10))
    expect(run.count(2, ms(25))).toBeNull()
    expect(run.count(3, ms(31))).toBe('not so 20 ms after healing: n1 waits for three, has 2')
    const atLast = started(ms(20))
    atLast.heal(ms(10))
    expect([atLast.count(3, ms(30)), atLast.end(ms(50))]).toEqual([null, null])
  })

  it('within a bound that no change follows is judged at the end', () => {
    const run = started(ms(20))
    run.heal(ms(10))
    expect(run.end(ms(50))).toBe('not so 20 ms after healing: n1 waits for three, has 0')
  })

  it('within a bound beyond the end of the run is undecided', () => {
    const run = started(ms(20))
    run.heal(ms(10))
    expect(run.end(ms(29))).toBe(undecided)
    const full = started(ms(20))
    full.heal(ms(10))
    expect(full.end(ms(30))).toBe('not so 20 ms after healing: n1 waits for three, has 0')
  })

  it('counts from the start in a scenario that never heals, and is not asked of a run cut short', () => {
    const ticker = defineNode<{ count: number }, never, Record<never, never>, 'tick'>('counter', {
      initial: () => ({ count: 0 }),
      boot: (_state, ctx) => ctx.after(ms(10), 'tick'),
      timeout: {
        tick(state, ctx) {
          state.count++
          ctx.after(ms(10), 'tick')
        },
      },
    })
    const property = (count: number) =>
      eventually('counts', ticker, ([first]) => first!.count >= count || `has ${first!.count}`)
    const run = (count: number, options: { until?: number; healAt?: number } = {}) => {
      const { until, ...parts } = options
      const holds = [property(count)]
      const world = scenario({ title: 'Counting', nodes: { n1: ticker() }, holds, until: ms(100), ...parts })
      return simulate(world, { seed: 1, ...(until !== undefined && { until }) })
    }
    expect(run(10).verdict).toBe('passed')
    expect(run(11).violations).toEqual([
      {
        property: 'counts',
        node: null,
        at: ms(100),
        event: 11,
        message: 'not so 100 ms after healing: has 10',
      },
    ])
    expect(run(11, { healAt: ms(60) }).violations[0]!.message).toBe('not so 40 ms after healing: has 10')
    expect(run(11, { until: ms(50) }).verdict).toBe('undecided')
  })
})
