import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Budget, minority, withinBudget } from '../../src/faults/budget.ts'
import {
  at,
  clog,
  crash,
  diskFault,
  type Fault,
  heal,
  isolate,
  partition,
  partitionBridge,
  partitionOneWay,
  partitionRing,
  pause,
  restart,
  resume,
  slow,
  type TimedFault,
  upgrade,
  wipe,
} from '../../src/faults/fault.ts'
import { mostDown } from './generators/outages.ts'

const five = ['n1', 'n2', 'n3', 'n4', 'n5']

/** The types and nodes of what is kept, such as `crash n1`. */
function kept(schedule: readonly TimedFault[], budget: Budget, nodes: readonly string[] = five): string[] {
  return withinBudget(schedule, nodes, budget).map(({ fault }) =>
    'node' in fault ? `${fault.type} ${fault.node}` : fault.type,
  )
}

const lasting = (lasts: number) => ({ lasts })

const stop: fc.Arbitrary<TimedFault> = fc
  .tuple(
    fc.nat({ max: 50 }),
    fc.nat({ max: 20 }),
    fc.constantFrom(...five),
    fc.constantFrom('crash', 'wipe', 'pause', 'upgrade', 'slow'),
  )
  .map(([time, lasts, node, type]) => {
    const faults: Record<string, Fault> = {
      crash: crash(node, { lasts }),
      wipe: wipe(node, { lasts }),
      pause: pause(node, { lasts }),
      upgrade: upgrade(node, 'v2', { lasts }),
      slow: slow(node, 2, { lasts }),
    }
    return at(time, faults[type]!)
  })

describe('a minority', () => {
  it('leaves a majority running, and is one node at least', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 100].map(minority)).toEqual([1, 1, 1, 1, 2, 2, 3, 49])
  })
})

describe('a budget', () => {
  const schedules = fc.array(stop, { maxLength: 40, size: 'max' })

  it('is never exceeded, across all faults that stop a node', () => {
    fc.assert(
      fc.property(schedules, fc.nat({ max: 5 }), (schedule, atMost) => {
        expect(mostDown(withinBudget(schedule, five, { atMost }))).toBeLessThanOrEqual(atMost)
      }),
      { numRuns: 1_000 },
    )
  })

  it('keeps what is left in order of time, and all that stops no node', () => {
    fc.assert(
      fc.property(schedules, fc.nat({ max: 5 }), (schedule, atMost) => {
        const within = withinBudget(schedule, five, { atMost })
        expect(within).toEqual([...within].sort((a, b) => a.at - b.at))
        for (const timed of within) expect(schedule).toContain(timed)
        const slows = (of: readonly TimedFault[]) => of.filter(({ fault }) => fault.type === 'slow').length
        expect(slows(within)).toBe(slows(schedule))
        expect(withinBudget(within, five, { atMost })).toEqual(within)
      }),
    )
  })

  it('leaves out only what would exceed it, or strikes a node that is down', () => {
    fc.assert(
      fc.property(schedules, fc.nat({ max: 3 }), (schedule, atMost) => {
        const within = withinBudget(schedule, five, { atMost })
        const inTime = [...schedule].sort((a, b) => a.at - b.at)
        for (const timed of inTime) {
          if (within.includes(timed) || !('node' in timed.fault)) continue
          const { node } = timed.fault
          const before = inTime.filter(
            (other) => within.includes(other) && inTime.indexOf(other) < inTime.indexOf(timed),
          )
          const isDown = mostDown([
            ...before.filter((other) => endOf(other) >= timed.at && nodeOf(other) === node),
          ])
          const alone = mostDown([...before.filter((other) => endOf(other) >= timed.at), timed])
          expect(isDown === 1 || alone > atMost).toBe(true)
        }
      }),
    )
  })

  it('lets nothing stop a node at 0, and everything at the number of nodes', () => {
    const schedule = five.map((node, i) => at(i, crash(node, lasting(100))))
    expect(kept(schedule, { atMost: 0 })).toEqual([])
    expect(kept(schedule, { atMost: 5 })).toHaveLength(5)
  })

  it('counts a node as down in the moment it comes back: what strikes then, strikes first', () => {
    const schedule = [at(0, crash('n1', lasting(10))), at(10, crash('n2', lasting(10)))]
    expect(kept(schedule, { atMost: 1 })).toEqual(['crash n1'])
    const later = [at(0, crash('n1', lasting(10))), at(11, crash('n2', lasting(10)))]
    expect(kept(later, { atMost: 1 })).toEqual(['crash n1', 'crash n2'])
  })

  it('counts a node once: what is paused may crash', () => {
    const schedule = [
      at(0, pause('n1', lasting(100))),
      at(5, crash('n1', lasting(10))),
      at(7, crash('n1', lasting(10))),
      at(20, pause('n2', lasting(10))),
    ]
    // The crash ended the pause, so that n1 is back when n2 stands still.
    expect(kept(schedule, { atMost: 1 })).toEqual(['pause n1', 'crash n1', 'pause n2'])
  })

  it('takes a fault without an end to last until the one that ends it', () => {
    const schedule = [
      at(0, crash('n1')),
      at(10, pause('n2')),
      at(20, restart('n1')),
      at(30, pause('n2')),
      at(40, crash('n3', lasting(5))),
      at(50, resume('n2')),
      at(60, crash('n3', lasting(5))),
    ]
    expect(kept(schedule, { atMost: 1 })).toEqual([
      'crash n1',
      'restart n1',
      'pause n2',
      'resume n2',
      'crash n3',
    ])
  })

  it('leaves out restarts and resumptions of nodes that need none', () => {
    const schedule = [
      at(0, restart('n1')),
      at(0, resume('n1')),
      at(1, crash('n1', lasting(5))),
      at(9, restart('n1')),
    ]
    expect(kept(schedule, { atMost: 1 })).toEqual(['crash n1'])
  })

  it('takes an upgrade without downtime for a moment', () => {
    const schedule = [at(0, upgrade('n1', 'v2')), at(0, upgrade('n2', 'v2')), at(1, upgrade('n3', 'v2'))]
    expect(kept(schedule, { atMost: 1 })).toEqual(['upgrade n1', 'upgrade n3'])
  })

  it('counts nodes whose disk may stop them until the restart after it', () => {
    const schedule = [
      at(0, diskFault('n1', 'full', lasting(10))),
      at(2, diskFault('n2', 'bit-rot', lasting(10))),
      at(5, restart('n1')),
      at(7, crash('n2', lasting(10))),
      at(11, restart('n1')),
      at(20, crash('n2', lasting(10))),
    ]
    expect(kept(schedule, { atMost: 1 })).toEqual(['disk n1', 'disk n2', 'restart n1', 'crash n2'])
  })
})

describe('a budget that counts partitions', () => {
  const counting = (atMost: number): Budget => ({ atMost, countPartitions: true })

  it.each<[string, Fault, number]>([
    ['isolating a node', isolate('n1'), 1],
    [
      'two against three',
      partition([
        ['n1', 'n2'],
        ['n3', 'n4', 'n5'],
      ]),
      2,
    ],
    [
      'two against two, of five',
      partition([
        ['n1', 'n2'],
        ['n3', 'n4'],
      ]),
      0,
    ],
    ['everyone alone', partition(five.map((node) => [node])), 5],
    ['a node that nobody hears', partitionOneWay(['n1'], ['n2', 'n3', 'n4', 'n5']), 1],
    [
      'two sides and a bridge',
      partitionBridge('n3', [
        ['n1', 'n2'],
        ['n4', 'n5'],
      ]),
      0,
    ],
    ['a ring', partitionRing(five), 0],
    ['clogging all that a node hears', clog(['n2', 'n3', 'n4', 'n5'], ['n1']), 1],
    ['clogging one link', clog(['n2'], ['n1']), 0],
  ])('takes %s for so many nodes down', (_what, fault, down) => {
    const fits = (atMost: number) =>
      kept([at(0, { ...fault, lasts: 10 } as Fault)], counting(atMost)).length === 1
    expect(fits(down)).toBe(true)
    if (down > 0) expect(fits(down - 1)).toBe(false)
  })

  it('adds up partitions, crashes and pauses', () => {
    const schedule = [
      at(0, isolate('n1', lasting(100))),
      at(10, crash('n2', lasting(10))),
      at(15, pause('n3', lasting(10))),
      at(30, pause('n3', lasting(10))),
      at(35, isolate('n4', lasting(10))),
    ]
    expect(kept(schedule, counting(2))).toEqual(['partition', 'crash n2', 'pause n3'])
  })

  it('counts who is left without a running majority when a partition and a crash meet', () => {
    // In a ring of five each sees three: without n1, its neighbours see but two.
    const schedule = [at(0, partitionRing(five, lasting(100))), at(10, crash('n1', lasting(10)))]
    expect(kept(schedule, counting(2))).toEqual(['partition'])
    expect(kept(schedule, counting(3))).toEqual(['partition', 'crash n1'])
  })

  it('forgets partitions that have ended or been healed', () => {
    const schedule = [
      at(0, isolate('n1', lasting(10))),
      at(11, isolate('n2')),
      at(15, isolate('n3')),
      at(20, heal()),
      at(21, isolate('n4', lasting(10))),
    ]
    expect(kept(schedule, counting(1))).toEqual(['partition', 'partition', 'heal', 'partition'])
  })

  it('is not what a budget does unless told', () => {
    const schedule = [at(0, partition(five.map((node) => [node]))), at(1, crash('n1', lasting(10)))]
    expect(kept(schedule, { atMost: 1 })).toEqual(['partition', 'crash n1'])
  })
})

function nodeOf({ fault }: TimedFault): string | null {
  return 'node' in fault && fault.type !== 'slow' ? fault.node : null
}

function endOf({ at: start, fault }: TimedFault): number {
  return start + (('lasts' in fault ? fault.lasts : 0) ?? 0)
}
