import { describe, expect, it } from 'vitest'
import { withinBudget } from '../../../src/faults/budget.ts'
import type { TimedFault } from '../../../src/faults/fault.ts'
import { type ChaosOptions, chaos } from '../../../src/faults/generators/chaos.ts'
import { faultLabel } from '../../../src/faults/label.ts'
import { UsageError } from '../../../src/kernel/errors.ts'
import { Random } from '../../../src/kernel/random.ts'
import { minutes, ms, seconds } from '../../../src/kernel/time.ts'
import { cutPairs } from '../../../src/network/partition.ts'
import { cluster, defineNode } from '../../../src/node/definition.ts'
import { scenario } from '../../../src/simulation/scenario.ts'
import { Simulation } from '../../../src/simulation/simulation.ts'
import { diskFaultKinds } from '../../../src/storage/disk.ts'
import { mostDown } from './outages.ts'

const five = ['n1', 'n2', 'n3', 'n4', 'n5']
const until = seconds(10)

function schedules(options: ChaosOptions = {}, nodes: readonly string[] = five, count = 200): TimedFault[][] {
  const generator = chaos(options)
  return Array.from({ length: count }, (_, seed) =>
    generator.generate(new Random(`${seed}/faults/0`), { nodes, until }),
  )
}

const typesOf = (schedule: readonly TimedFault[]) => new Set(schedule.map(({ fault }) => fault.type))

/** How much of the time some running node sees, both ways, a majority that runs. */
function shareWithMajority(schedule: readonly TimedFault[], nodes: readonly string[]): number {
  const moments = Array.from({ length: 200 }, (_, i) => (i * until) / 200)
  const good = moments.filter((time) => {
    const lasting = schedule.filter(
      ({ at, fault }) => at <= time && time < at + ('lasts' in fault ? fault.lasts! : 0),
    )
    const down = lasting.flatMap(({ fault }) =>
      fault.type === 'crash' || fault.type === 'pause' ? fault.node : [],
    )
    const cut = lasting.flatMap(({ fault }) => (fault.type === 'partition' ? cutPairs(fault.cut, nodes) : []))
    const apart = new Set(cut.map(([from, to]) => `${from}>${to}`))
    const running = nodes.filter((node) => !down.includes(node))
    return running.some(
      (node) =>
        running.filter((peer) => !apart.has(`${node}>${peer}`) && !apart.has(`${peer}>${node}`)).length * 2 >
        nodes.length,
    )
  })
  return good.length / moments.length
}

type Ping = { type: 'ping' }

const pinger = defineNode<{ sent: number }, Ping, Record<never, never>, 'tick'>('pinger', {
  initial: () => ({ sent: 0 }),
  persistent: ['sent'],
  boot: (_state, ctx) => ctx.after(ms(20), 'tick'),
  on: { ping: () => {} },
  timeout: {
    tick(state, ctx) {
      state.sent++
      ctx.broadcast({ type: 'ping' })
      ctx.after(ms(20), 'tick')
    },
  },
})

describe('chaos', () => {
  it('really keeps a run within its budget, and everyone is back when it has healed', () => {
    const include = [
      'wipe',
      'upgrade',
      'clockJump',
      'clockDrift',
      'silentCorruption',
      ...diskFaultKinds,
    ] as const
    const world = scenario({
      title: 'Nodes ping each other under every fault there is',
      nodes: cluster(5, pinger()),
      versions: { v2: pinger() },
      faults: [chaos({ include, upgradeTo: 'v2' })],
      healAt: seconds(3),
      until: seconds(4),
    })
    const most = new Set<number>()
    for (let seed = 0; seed < 30; seed++) {
      const simulation = new Simulation(world, { seed })
      const stopped = () => simulation.hosts.filter(({ up, paused }) => !up || paused).length
      let down = 0
      // All nodes boot in the first steps.
      simulation.runUntil(0)
      while (simulation.step() && simulation.now < seconds(3)) down = Math.max(down, stopped())
      most.add(down)
      simulation.runUntil(seconds(4))
      expect(stopped()).toBe(0)
    }
    expect(Math.max(...most)).toBe(2)
  })

  it('leaves some kinds of fault out of each seed, each kind about every other time (Groce et al. 2012)', () => {
    const all = schedules().map(typesOf)
    for (const type of ['crash', 'pause', 'slow', 'partition', 'clog', 'degrade'] as const) {
      const share = all.filter((types) => types.has(type)).length / all.length
      expect(share).toBeGreaterThan(0.35)
      expect(share).toBeLessThan(0.6)
    }
    expect(all.filter((types) => types.size === 6).length).toBeLessThan(10)
    expect(new Set(all.map((types) => [...types].sort().join())).size).toBeGreaterThan(40)
  })

  it('strikes in every seed', () => {
    expect(schedules().filter((schedule) => schedule.length === 0)).toEqual([])
  })

  it('draws nothing that a protocol must be made for, unless told', () => {
    const labels = new Set(schedules().flatMap((schedule) => schedule.map(({ fault }) => faultLabel(fault))))
    expect([...labels].sort()).toEqual([
      ...[
        'clog',
        'crash',
        'degrade',
        'partition',
        'partition-bridge',
        'partition-isolate',
        'partition-oneWay',
      ],
      ...['partition-ring', 'pause', 'slow'],
    ])
    const silent = schedules()
      .flat()
      .filter(({ fault }) => JSON.stringify(fault).includes('silent'))
    expect(silent).toEqual([])
  })

  it.each(['wipe', 'clockJump', 'clockDrift', ...diskFaultKinds] as const)('draws %s if told', (kind) => {
    const generator = chaos({ include: [kind] })
    expect(generator.kinds).toContain(kind)
    const labels = new Set(
      schedules({ include: [kind] }, five, 40)
        .flat()
        .map(({ fault }) => faultLabel(fault)),
    )
    expect(labels).toContain(kind)
  })

  it('corrupts silently and upgrades if told', () => {
    const drawn = JSON.stringify(
      schedules({ include: ['silentCorruption', 'upgrade'], upgradeTo: 'v2' }, five, 40),
    )
    expect(drawn).toContain('"corruptionIs":"silent"')
    expect(drawn).toContain('"type":"upgrade"')
  })

  it('keeps a minority down at most unless told, and reaches it', () => {
    for (const [nodes, atMost] of [
      [five, 2],
      [five.slice(0, 3), 1],
      [five.slice(0, 4), 1],
    ] as const) {
      const most = schedules({ include: ['wipe'] }, nodes).map(mostDown)
      expect(Math.max(...most)).toBe(atMost)
    }
    expect(Math.max(...schedules({ atMost: 4 }).map(mostDown))).toBeGreaterThan(2)
    expect(Math.max(...schedules({ atMost: 0 }).map(mostDown))).toBe(0)
  })

  it('keeps its budget whatever it is told to include', () => {
    const include = ['wipe', 'upgrade', ...diskFaultKinds] as const
    for (const countPartitions of [false, true])
      for (const schedule of schedules({ include, upgradeTo: 'v2', atMost: 1, countPartitions }, five, 60)) {
        expect(mostDown(schedule)).toBeLessThanOrEqual(1)
        expect(withinBudget(schedule, five, { atMost: 1, countPartitions })).toEqual(schedule)
      }
  })

  it('leaves a cluster room to work, and takes it away', () => {
    for (const nodes of [five, five.slice(0, 3)]) {
      const shares = schedules({}, nodes, 100).map((schedule) => shareWithMajority(schedule, nodes))
      const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
      expect(mean).toBeGreaterThan(0.75)
      expect(Math.min(...shares)).toBeLessThan(0.6)
    }
  })

  it('lets crashes and partitions coincide', () => {
    const coincide = schedules().filter((schedule) =>
      schedule.some(
        ({ at, fault }) =>
          fault.type === 'crash' &&
          schedule.some(
            (other) =>
              other.fault.type === 'partition' && other.at <= at && at < other.at + (other.fault.lasts ?? 0),
          ),
      ),
    )
    expect(coincide.length).toBeGreaterThan(25)
  })

  it('spares some nodes in some seeds, and none in others', () => {
    const victims = schedules({ exclude: ['partition', 'clog', 'degrade'] }).map(
      (schedule) => new Set(schedule.flatMap(({ fault }) => ('node' in fault ? fault.node : []))).size,
    )
    expect(new Set(victims)).toEqual(new Set([1, 2, 3, 4, 5]))
  })

  it('leaves out what it is told', () => {
    const types = new Set(
      schedules({ exclude: ['crash', 'slow'], include: ['torn-write'] }).flatMap((s) => [...typesOf(s)]),
    )
    expect([...types].sort()).toEqual(['clog', 'degrade', 'disk', 'partition', 'pause'])
  })

  it('goes by the time there is, up to a fault of each kind every 10 s and for 10 s', () => {
    const hour = chaos().generate(new Random('3'), { nodes: five, until: minutes(60) })
    const longest = hour.map(({ fault }) => ('lasts' in fault ? fault.lasts! : 0))
    expect(hour.length).toBeGreaterThan(90)
    expect(Math.max(...longest)).toBeLessThanOrEqual(seconds(10))
    const told = schedules({ every: ms(100), lastFor: [ms(1), ms(2)] }, five, 20).flat()
    expect(Math.max(...told.map(({ fault }) => ('lasts' in fault ? fault.lasts! : 0)))).toBeLessThanOrEqual(
      ms(2),
    )
  })

  it.each<[unknown, string]>([
    [{ include: ['wiped'] }, "got 'wiped'. Did you mean 'wipe'?"],
    [{ exclude: ['wipe'] }, 'chaos({ exclude })'],
    [{ exclude: ['crash', 'pause', 'slow', 'partition', 'clog', 'degrade'] }, 'got all of them'],
    [{ include: ['upgrade'] }, 'upgradeTo'],
    [{ upgradeTo: 'v2' }, 'upgradeTo'],
    [{ atMost: -1 }, 'chaos({ atMost })'],
    [{ every: 0 }, 'chaos({ every })'],
    [{ lastFor: [2, 1] }, 'chaos({ lastFor })'],
  ])('with %j is refused', (options, message) => {
    expect(() => chaos(options as ChaosOptions)).toThrow(UsageError)
    expect(() => chaos(options as ChaosOptions)).toThrow(message)
  })
})
