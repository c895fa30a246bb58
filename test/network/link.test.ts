import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/errors.ts'
import { percent } from '../../src/kernel/probability.ts'
import { ms } from '../../src/kernel/time.ts'
import { constant, uniform } from '../../src/network/latency.ts'
import { defaultLink, Link, type LinkOptions, validateLink } from '../../src/network/link.ts'
import { LinkBehaviour } from '../../src/network/link-behaviour.ts'
import { LinkDraws } from '../../src/network/link-draws.ts'

interface Fate {
  readonly draw: number
  readonly lost: boolean
  readonly duplicated: boolean
  readonly corrupted: boolean
  readonly arrival: number
  readonly second: number
}

function behaviourOf(options: Partial<LinkOptions>): LinkBehaviour {
  return new LinkBehaviour({ ...defaultLink, ...options })
}

/** What becomes of `count` messages, one each `gap` µs; `second` is when the copy arrives, if there is one. */
function fates(options: Partial<LinkOptions>, count = 2_000, gap = 100, label = 'seed'): Fate[] {
  const draws = new LinkDraws(['a', 'b'], label)
  const link = new Link()
  const behaviour = behaviourOf(options)
  return Array.from({ length: count }, (_, i) => {
    const draw = draws.draw(0, 1)
    const duplicated = behaviour.duplicates(draw)
    return {
      draw,
      lost: behaviour.loses(draw),
      duplicated,
      corrupted: behaviour.corrupts(draw),
      arrival: link.arrival(behaviour, i * gap, draw, { type: 'ping' }),
      second: duplicated ? link.secondArrival(behaviour, i * gap, draw, { type: 'ping' }) : -1,
    }
  })
}

const wide = uniform(0, ms(50))

/** Five standard deviations of how often something of chance `p` happens in `count` trials. */
const near = (p: number, count: number) => 5 * Math.sqrt(p * (1 - p) * count)

describe('a link', () => {
  it('loses, doubles and damages as many as it says, each independently of the others', () => {
    const count = 20_000
    const drawn = fates({ loss: percent(20), duplication: percent(10), corruption: percent(5) }, count)
    const number = (test: (fate: Fate) => boolean) => drawn.filter(test).length
    expect(Math.abs(number((f) => f.lost) - 4_000)).toBeLessThan(near(0.2, count))
    expect(Math.abs(number((f) => f.duplicated) - 2_000)).toBeLessThan(near(0.1, count))
    expect(Math.abs(number((f) => f.corrupted) - 1_000)).toBeLessThan(near(0.05, count))
    expect(Math.abs(number((f) => f.lost && f.duplicated) - 400)).toBeLessThan(near(0.02, count))
    expect(Math.abs(number((f) => f.lost && f.corrupted) - 200)).toBeLessThan(near(0.01, count))
    expect(Math.abs(number((f) => f.lost && f.arrival % 2 === 0) - 2_000)).toBeLessThan(near(0.1, count))
  })

  it('does nothing of the sort unless told, and always at certainty', () => {
    expect(fates({}).some((f) => f.lost || f.duplicated || f.corrupted)).toBe(false)
    const certain = percent(100)
    const all = fates({ loss: certain, duplication: certain, corruption: certain })
    expect(all.every((f) => f.lost && f.duplicated && f.corrupted)).toBe(true)
  })

  it('reorders freely unless told', () => {
    const arrivals = fates({ latency: wide }).map((fate) => fate.arrival)
    expect(arrivals.some((arrival, i) => i > 0 && arrival < arrivals[i - 1]!)).toBe(true)
  })

  it('never reorders under fifo, copies included', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.nat({ max: 1_000 }),
        fc.boolean(),
        (label, gap, limited) => {
          const bandwidth = limited ? 100_000 : null
          const options = { order: 'fifo', latency: wide, duplication: percent(30), bandwidth } as const
          let last = 0
          for (const { arrival, second } of fates(options, 200, gap, label)) {
            expect(arrival).toBeGreaterThanOrEqual(last)
            last = Math.max(arrival, second)
            expect(last).toBe(second < 0 ? arrival : second)
          }
        },
      ),
    )
  })

  it('gives the second copy a latency of its own', () => {
    const doubled = fates({ latency: wide, duplication: percent(100) })
    expect(doubled.filter(({ arrival, second }) => second < arrival).length).toBeGreaterThan(800)
    expect(doubled.filter(({ arrival, second }) => second > arrival).length).toBeGreaterThan(800)
  })

  it('says when there is no more to a message than its latency', () => {
    const half = { latency: wide, loss: percent(20), duplication: percent(20), corruption: percent(20) }
    const behaviour = behaviourOf(half)
    for (const { draw, lost, duplicated, corrupted, arrival } of fates(half, 2_000, 0))
      expect(behaviour.plainLatency(draw)).toBe(lost || duplicated || corrupted ? -1 : arrival)
    for (const waiting of [{ order: 'fifo' }, { bandwidth: 1_000 }] as const)
      expect(behaviourOf(waiting).plainLatency(1)).toBe(-1)
  })

  it('queues what its bandwidth cannot carry', () => {
    const message = { type: 'x', data: 'y'.repeat(980) }
    const size = JSON.stringify(message).length
    const behaviour = behaviourOf({ latency: constant(ms(1)), bandwidth: size * 100 })
    const link = new Link()
    const arrivals = [0, 0, 0, ms(100)].map((now) => link.arrival(behaviour, now, 1, message))
    // A hundred messages a second: each takes the line 10 ms.
    expect(arrivals).toEqual([ms(11), ms(21), ms(31), ms(111)])
  })

  it('moves nothing else when a feature is switched off, or another draw is looked at', () => {
    const full = { latency: wide, loss: percent(20), duplication: percent(10), corruption: percent(5) }
    const all = fates(full)
    const without = (change: Partial<LinkOptions>) => fates({ ...full, ...change })
    const columns = (drawn: readonly Fate[], ...names: (keyof Fate)[]) =>
      drawn.map((fate) => names.map((name) => fate[name]))
    expect(columns(without({ loss: 0 }), 'duplicated', 'corrupted', 'arrival', 'second')).toEqual(
      columns(all, 'duplicated', 'corrupted', 'arrival', 'second'),
    )
    expect(columns(without({ duplication: 0 }), 'lost', 'corrupted', 'arrival')).toEqual(
      columns(all, 'lost', 'corrupted', 'arrival'),
    )
    expect(columns(without({ corruption: 0 }), 'lost', 'duplicated', 'arrival', 'second')).toEqual(
      columns(all, 'lost', 'duplicated', 'arrival', 'second'),
    )
    expect(columns(without({ latency: constant(5) }), 'lost', 'duplicated', 'corrupted')).toEqual(
      columns(all, 'lost', 'duplicated', 'corrupted'),
    )
  })

  it('loses, at a higher rate, all that it lost at a lower one', () => {
    const few = fates({ loss: percent(10) })
    const many = fates({ loss: percent(30) })
    expect(few.some((fate) => fate.lost)).toBe(true)
    for (const [i, fate] of few.entries()) if (fate.lost) expect(many[i]!.lost).toBe(true)
  })
})

describe('the options of a link', () => {
  it.each([
    [{ loss: 0.1 }, 'network.loss'],
    [{ duplication: -1 }, 'network.duplication'],
    [{ corruption: 2_000_000 }, 'network.corruption'],
    [{ bandwidth: 0 }, 'network.bandwidth'],
    [{ order: 'lifo' }, 'network.order'],
    [{ corruptionIs: 'loud' }, 'network.corruptionIs'],
    [{ latency: { type: 'uniform', min: 5, max: 1 } }, 'network.latency.max'],
  ])('%j is refused, naming %s', (options, where) => {
    const validate = () => validateLink(options as Partial<LinkOptions>, 'network')
    expect(validate).toThrow(UsageError)
    expect(validate).toThrow(where)
  })

  it('may all be left out', () => {
    expect(() => validateLink({}, 'network')).not.toThrow()
    expect(() => validateLink(defaultLink, 'network')).not.toThrow()
  })
})
