import { describe, expect, it } from 'vitest'
import { crashes } from '../../../src/faults/generators/crashes.ts'
import { partitions } from '../../../src/faults/generators/partitions.ts'
import { pauses } from '../../../src/faults/generators/pauses.ts'
import { together } from '../../../src/faults/generators/together.ts'
import { upgrades } from '../../../src/faults/generators/upgrades.ts'
import { UsageError } from '../../../src/kernel/errors.ts'
import { Random } from '../../../src/kernel/random.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'
import { mostDown } from './outages.ts'

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5']
const outlook = { nodes, until: seconds(20) }
const lastFor = [ms(10), seconds(2)] as const
const mixed = [
  crashes({ every: ms(200), downFor: lastFor }),
  pauses({ every: ms(200), lastFor }),
  upgrades({ to: 'v2', every: ms(500), downFor: lastFor }),
]

describe('generators together', () => {
  it('never have more nodes down than their one budget allows', () => {
    for (const atMost of [0, 1, 2])
      for (let seed = 0; seed < 40; seed++) {
        const schedule = together(mixed, { atMost }).generate(new Random(`${seed}`), outlook)
        expect(mostDown(schedule)).toBeLessThanOrEqual(atMost)
      }
  })

  it('keep to a minority unless told, where each alone would', () => {
    const alone = mixed.flatMap((generator, i) => generator.generate(new Random(`${i}`), outlook))
    expect(mostDown([...alone].sort((a, b) => a.at - b.at))).toBeGreaterThan(2)
    for (let seed = 0; seed < 40; seed++)
      expect(mostDown(together(mixed).generate(new Random(`${seed}`), outlook))).toBeLessThanOrEqual(2)
  })

  it('each draw from a stream of their own', () => {
    const partitioned = partitions({ every: ms(500), lastFor })
    const cuts = (more: Parameters<typeof together>[0]) =>
      together([partitioned, ...more])
        .generate(new Random('seed'), outlook)
        .filter(({ fault }) => fault.type === 'partition')
    expect(cuts(mixed)).toEqual(cuts([]))
    const twice = together([partitioned, partitioned]).generate(new Random('seed'), outlook)
    expect(new Set(twice.map((timed) => JSON.stringify(timed))).size).toBe(twice.length)
  })

  it('count partitions against the budget if told', () => {
    const generators = [partitions({ every: ms(200), lastFor, shapes: ['pieces'] }), ...mixed]
    const drawn = (countPartitions: boolean) =>
      together(generators, { atMost: 2, countPartitions })
        .generate(new Random('seed'), outlook)
        .filter(({ fault }) => fault.type === 'partition')
    // Pieces with a majority among them are three nodes of five, and two alone.
    const majorities = drawn(true).filter(
      ({ fault }) =>
        fault.type === 'partition' &&
        fault.cut.shape === 'groups' &&
        fault.cut.groups.some((group) => group.length === 3),
    )
    expect(majorities).toHaveLength(drawn(true).length)
    expect(drawn(true).length).toBeGreaterThan(0)
    expect(drawn(false).length).toBeGreaterThan(2 * drawn(true).length)
  })

  it('name all kinds that any of them may draw, once', () => {
    expect(together([...mixed, ...mixed]).kinds).toEqual(['crash', 'pause', 'upgrade'])
  })

  it('with an impossible budget are refused', () => {
    expect(() => together(mixed, { atMost: 0.5 })).toThrow(UsageError)
    expect(() => together(mixed, { atMost: 0.5 })).toThrow('together({ atMost })')
  })
})
