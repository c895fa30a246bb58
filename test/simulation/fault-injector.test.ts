import { describe, expect, it } from 'vitest'
import {
  at,
  clockDrift,
  clockJump,
  crash,
  diskFault,
  type Fault,
  pause,
  restart,
  resume,
  slow,
  upgrade,
  wipe,
} from '../../src/faults/fault.ts'
import { ms, seconds } from '../../src/kernel/time.ts'
import { constant } from '../../src/network/latency.ts'
import { defineNode, type NodeSpec } from '../../src/node/definition.ts'
import { type ScenarioParts, scenario } from '../../src/simulation/scenario.ts'
import { Simulation } from '../../src/simulation/simulation.ts'
import { type Recorder, recorded, recorder } from './recorder-node.ts'

type Nodes = Readonly<Record<string, NodeSpec>>
type Timed = readonly [time: number, fault: Fault]

/** A run to its end over a network that takes 10 ms. */
function run(nodes: Nodes, faults: readonly Timed[], parts: Partial<ScenarioParts<Nodes>> = {}) {
  const world = scenario({
    title: 'Faults on nodes',
    nodes,
    network: { latency: constant(ms(10)), order: 'fifo' },
    faults: faults.map(([time, fault]) => at(time, fault)),
    until: seconds(1),
    ...parts,
  })
  const simulation = new Simulation(world, { seed: 1 })
  const outcome = simulation.run()
  return { ...outcome, of: (node: string): Recorder => recorded(simulation.states, node) }
}

const sender = (numbers: number[], to = 'b') => recorder({ sends: [{ to, numbers }] })

describe('a crash', () => {
  it('takes volatile state and timers, and leaves persistent fields', () => {
    const { of } = run({ a: sender([1, 2]), b: recorder({ timers: [ms(20), ms(40)] }) }, [
      [ms(30), crash('b', { lasts: ms(50) })],
    ])
    // The second timer of the first life never runs out; those of the second life run from its boot.
    expect(of('b')).toEqual({
      log: ['80000 boot', '100000 alarm 20000', '120000 alarm 40000'],
      kept: [1, 2],
      boots: 2,
    })
  })

  it('shows at once what a restart will begin with', () => {
    const { of } = run({ a: sender([1]), b: recorder() }, [[ms(30), crash('b')]])
    expect(of('b')).toEqual({ log: [], kept: [1], boots: 1 })
  })

  it('leaves the messages that the node has sent in the network', () => {
    const { of, stats } = run({ a: sender([1]), b: recorder() }, [[ms(5), crash('a')]])
    expect(of('b').kept).toEqual([1])
    expect(stats.messages).toEqual({
      note: { sent: 1, delivered: 1, dropped: 0, duplicated: 0, inFlight: 0 },
    })
  })

  it('lets messages for the node go on, to be lost only if it is still down when they arrive', () => {
    const back = run({ a: sender([1]), b: recorder() }, [[ms(5), crash('b', { lasts: ms(4) })]])
    expect(back.of('b').log).toEqual(['9000 boot', '10000 a: 1'])
    const down = run({ a: sender([1]), b: recorder() }, [[ms(5), crash('b', { lasts: ms(6) })]])
    expect(down.of('b').log).toEqual(['11000 boot'])
    expect(down.stats.dropped['node down']).toBe(1)
  })

  it('of a node that is down does nothing, and is not counted', () => {
    const { stats } = run({ a: recorder() }, [
      [ms(1), crash('a')],
      [ms(2), crash('a')],
      [ms(3), restart('a')],
      [ms(4), restart('a')],
    ])
    expect(stats.faults).toEqual({ crash: 1, restart: 1 })
  })

  it('ends only the life it struck in: the end of an earlier one restarts nobody', () => {
    const { of } = run({ a: recorder() }, [
      [ms(10), crash('a', { lasts: ms(50) })],
      [ms(20), restart('a')],
      [ms(30), crash('a', { lasts: ms(100) })],
    ])
    expect(of('a').log).toEqual(['130000 boot'])
    expect(of('a').boots).toBe(3)
  })
})

describe('a pause', () => {
  it('has messages and timers come late, all at once, in order', () => {
    const { of } = run(
      {
        a: recorder({ timers: [ms(20), ms(50)], reportsTo: 'b' }),
        b: recorder({ timers: [ms(25), ms(45)] }),
      },
      [[ms(22), pause('b', { lasts: ms(50) })]],
    )
    expect(of('b').log).toEqual([
      '0 boot',
      '72000 alarm 25000',
      `72000 a: ${ms(20)}`,
      '72000 alarm 45000',
      `72000 a: ${ms(50)}`,
    ])
  })

  it('takes nothing from the node, and ends when it is resumed', () => {
    const { of } = run({ a: sender([1]), b: recorder() }, [
      [ms(5), pause('b')],
      [ms(40), resume('b')],
    ])
    expect(of('b')).toEqual({ log: ['0 boot', '40000 a: 1'], kept: [1], boots: 1 })
  })

  it('is ended by its own end alone, not by that of one before it', () => {
    const { of } = run({ a: sender([1]), b: recorder() }, [
      [ms(1), pause('b', { lasts: ms(50) })],
      [ms(2), resume('b')],
      [ms(3), pause('b', { lasts: ms(100) })],
    ])
    expect(of('b').log).toEqual(['0 boot', '103000 a: 1'])
  })

  it('is over with the life of the node, and what waited for it is lost', () => {
    const { of, stats } = run({ a: sender([1]), b: recorder() }, [
      [ms(5), pause('b', { lasts: ms(100) })],
      [ms(50), crash('b', { lasts: ms(1) })],
    ])
    expect(of('b').log).toEqual(['51000 boot'])
    expect(stats.dropped['node down']).toBe(1)
  })
})

describe('a slow node', () => {
  it('takes k times as long to handle anything, one after the other', () => {
    const { of } = run({ a: sender([1, 2, 3]), b: recorder() }, [[ms(5), slow('b', 7)]], {
      handling: ms(1),
    })
    // The messages left 1 ms after the start, when a had booted.
    expect(of('b').log).toEqual(['0 boot', '11000 a: 1', '18000 a: 2', '25000 a: 3'])
  })

  it('takes k times 100 µs where handling takes no time, in whole microseconds', () => {
    const { of } = run({ a: sender([1, 2, 3]), b: recorder() }, [[ms(5), slow('b', 1.333)]])
    expect(of('b').log).toEqual(['0 boot', '10000 a: 1', '10134 a: 2', '10268 a: 3'])
  })

  it('answers when it has handled the question, not before', () => {
    const asking = defineNode<{ at: number }, { type: 'ask' | 'note'; number: number }>('asking', {
      initial: () => ({ at: 0 }),
      boot: (_state, ctx) => ctx.send('b', { type: 'ask', number: 1 }),
      on: {
        note: (state, _message, ctx) => {
          state.at = ctx.now
        },
      },
    })
    const world = scenario({
      title: 'A slow answer',
      nodes: { a: asking(), b: recorder() },
      network: { latency: constant(ms(10)) },
      faults: [at(0, slow('b', 50))],
      until: seconds(1),
    })
    const simulation = new Simulation(world, { seed: 1 })
    simulation.run()
    expect((simulation.states.a as { at: number }).at).toBe(ms(25))
  })

  it('handles what came while it was busy before what comes as it gets ready', () => {
    const numbers = Array.from({ length: 20 }, (_, i) => i)
    // Each takes 10 ms to handle, and the second sender's messages come in just then.
    const { of } = run(
      {
        a: sender(numbers),
        b: recorder(),
        c: recorder({ timers: [ms(10), ms(20), ms(30)], reportsTo: 'b' }),
      },
      [[ms(1), slow('b', 100)]],
    )
    expect(of('b').kept).toEqual([...numbers, ms(10), ms(20), ms(30)])
  })

  it('goes on after a message that it has no handler for', () => {
    const deaf = defineNode<{ heard: number[] }, { type: 'note' | 'other'; number: number }>('deaf', {
      initial: () => ({ heard: [] }),
      on: { note: (state, { number }, ctx) => state.heard.push(number * 1_000_000 + ctx.now) },
    })
    const talker = defineNode<object, { type: 'note' | 'other'; number: number }>('talker', {
      initial: () => ({}),
      boot(_state, ctx) {
        ctx.send('b', { type: 'other', number: 1 })
        ctx.send('b', { type: 'note', number: 2 })
      },
    })
    const { of, stats } = run({ a: talker(), b: deaf() }, [[ms(1), slow('b', 10)]])
    expect(of('b')).toEqual({ heard: [2_000_000 + ms(11)] })
    expect(stats.unhandled).toBe(1)
  })
})

describe('a wipe', () => {
  it('takes all that a node ever kept', () => {
    const { of } = run({ a: sender([1]), b: recorder() }, [[ms(30), wipe('b', { lasts: ms(10) })]])
    expect(of('b')).toEqual({ log: ['40000 boot'], kept: [], boots: 1 })
  })

  it('takes it as well where storage takes time', () => {
    const { of } = run({ a: sender([1]), b: recorder() }, [[ms(30), wipe('b', { lasts: ms(10) })]], {
      storage: { persist: 100 },
    })
    expect(of('b')).toEqual({ log: ['40000 boot'], kept: [], boots: 1 })
  })
})

describe('an upgrade', () => {
  const second = defineNode<{ kept: number[]; boots: number; log: number }, never>('recorder', {
    initial: () => ({ kept: [], boots: 0, log: 5 }),
    persistent: ['kept', 'log'],
    boot: (state) => {
      state.boots += 100
    },
  })

  it.each([0, 100])('runs another version over the disk that was kept (storage takes %i µs)', (persist) => {
    const { of, stats } = run({ a: sender([1]), b: recorder() }, [[ms(30), upgrade('b', 'second')]], {
      versions: { second: second() },
      storage: { persist },
    })
    // `boots` is kept no more, and `log` was never kept by the first version.
    expect(of('b')).toEqual({ kept: [1], boots: 100, log: 5 })
    expect(stats.faults).toEqual({ upgrade: 1 })
  })

  it('takes as long as it is told to', () => {
    const { of } = run({ a: recorder() }, [[ms(30), upgrade('a', 'same', { lasts: ms(20) })]], {
      versions: { same: recorder({ timers: [ms(1)] }) },
    })
    expect(of('a').log).toEqual(['50000 boot', '51000 alarm 1000'])
  })
})

describe('faults that overlap on one node end one by one', () => {
  it('slowness', () => {
    const { of } = run({ a: recorder({ timers: [ms(10), ms(30), ms(50)], reportsTo: 'b' }), b: recorder() }, [
      [ms(1), slow('b', 10, { lasts: ms(60) })],
      [ms(2), slow('b', 50, { lasts: ms(30) })],
    ])
    const simulation = of('b').log
    expect(simulation).toEqual(['0 boot', '20000 a: 10000', '40000 a: 30000', '60000 a: 50000'])
  })

  it('drift', () => {
    const clock = (faults: readonly Timed[]) =>
      run({ a: recorder({ timers: [ms(900)] }) }, faults, { clocks: { a: { drift: 1_000 } } }).of('a').log[1]
    expect(clock([])).toBe('900000 alarm 900000')
    const drifts: [time: number, fault: Fault<'a'>][] = [
      [ms(100), clockDrift('a', 500_000, { lasts: ms(300) })],
      [ms(200), clockDrift('a', 0, { lasts: ms(100) })],
    ]
    const world = scenario({
      title: 'Drifts that overlap',
      nodes: { a: recorder() },
      clocks: { a: { drift: 1_000 } },
      faults: drifts.map(([time, fault]) => at(time, fault)),
      until: seconds(1),
    })
    const simulation = new Simulation(world, { seed: 1 })
    const shown: number[] = []
    for (const time of [100, 200, 300, 400, 500]) {
      simulation.runUntil(ms(time))
      shown.push(simulation.hosts[0]!.localNow)
    }
    const rates = shown.map((time, i) => time - (shown[i - 1] ?? 0))
    expect(rates).toEqual([ms(100.1), ms(150), ms(100), ms(150), ms(100.1)])
  })

  it('disk faults', () => {
    const world = scenario({
      title: 'Disk faults that overlap',
      nodes: { a: recorder() },
      faults: [
        at(ms(10), diskFault('a', 'full', { lasts: ms(100) })),
        at(ms(20), diskFault('a', 'full', { lasts: ms(10) })),
        at(ms(25), diskFault('a', 'bit-rot', { lasts: ms(10) })),
      ],
      until: seconds(1),
    })
    const simulation = new Simulation(world, { seed: 1 })
    const faultsAt = (time: number) => {
      simulation.runUntil(ms(time))
      return [...simulation.hosts[0]!.disk.faults]
    }
    expect(faultsAt(10)).toEqual(['full'])
    expect(faultsAt(25)).toEqual(['full', 'bit-rot'])
    expect(faultsAt(31)).toEqual(['full', 'bit-rot'])
    expect(faultsAt(40)).toEqual(['full'])
    expect(faultsAt(110)).toEqual([])
  })
})

describe('a node’s clock', () => {
  it('drives its timers: offset, drift and jumps', () => {
    const timers = [ms(100), ms(200), ms(300)]
    const { of } = run(
      {
        ahead: recorder({ timers, reportsTo: 'truth' }),
        fast: recorder({ timers, reportsTo: 'truth' }),
        jumps: recorder({ timers, reportsTo: 'truth' }),
        back: recorder({ timers, reportsTo: 'truth' }),
        truth: recorder(),
      },
      [
        [ms(150), clockJump('jumps', ms(120))],
        [ms(150), clockJump('back', -ms(60))],
      ],
      { clocks: { ahead: { offset: ms(7) }, fast: { drift: 250_000 } } },
    )
    expect(of('ahead').log).toEqual([
      '7000 boot',
      '107000 alarm 100000',
      '207000 alarm 200000',
      '307000 alarm 300000',
    ])
    expect(of('jumps').log).toEqual([
      '0 boot',
      '100000 alarm 100000',
      '270000 alarm 200000',
      '300000 alarm 300000',
    ])
    const seen = of('truth').log.filter((line) => !line.endsWith('boot'))
    expect(seen.sort()).toEqual(
      [
        '110000 ahead: 100000',
        '210000 ahead: 200000',
        '310000 ahead: 300000',
        '90000 fast: 100000',
        '170000 fast: 200000',
        '250000 fast: 300000',
        '110000 jumps: 100000',
        '160000 jumps: 200000',
        '190000 jumps: 300000',
        '110000 back: 100000',
        '270000 back: 200000',
        '370000 back: 300000',
      ].sort(),
    )
  })
})

describe('healing', () => {
  it('restarts, resumes, speeds up, repairs and lets clocks run at their usual rate', () => {
    const world = scenario({
      title: 'All is well again',
      nodes: { a: recorder(), b: recorder(), c: recorder() },
      clocks: { c: { drift: 1_000 } },
      faults: [
        at(ms(10), crash('a')),
        at(ms(10), pause('b')),
        at(ms(10), slow('c', 10)),
        at(ms(10), clockDrift('c', 500_000)),
        at(ms(10), diskFault('c', 'full')),
      ],
      healAt: ms(50),
      until: seconds(1),
    })
    const simulation = new Simulation(world, { seed: 1 })
    simulation.runUntil(ms(49))
    const [a, b, c] = simulation.hosts
    expect([a!.up, b!.paused, c!.slowdown, c!.clock!.drift, [...c!.disk.faults]]).toEqual([
      false,
      true,
      10,
      500_000,
      ['full'],
    ])
    simulation.runUntil(ms(50))
    expect([a!.up, b!.paused, c!.slowdown, c!.clock!.drift, [...c!.disk.faults]]).toEqual([
      true,
      false,
      1,
      1_000,
      [],
    ])
  })

  it('finds the faults that end with it ended, whichever comes first', () => {
    const { of } = run(
      { a: recorder(), b: recorder() },
      [
        [ms(10), crash('a', { lasts: ms(40) })],
        [ms(10), crash('b', { lasts: ms(90) })],
      ],
      { healAt: ms(50) },
    )
    expect(of('a').log).toEqual(['50000 boot'])
    expect(of('b').log).toEqual(['50000 boot'])
  })
})
