import { describe, expect, it } from 'vitest'
import type { FaultGenerator } from '../../src/faults/generator.ts'
import { chaos } from '../../src/faults/generators/chaos.ts'
import { clockSkews } from '../../src/faults/generators/clock-skews.ts'
import { clogs } from '../../src/faults/generators/clogs.ts'
import { crashes } from '../../src/faults/generators/crashes.ts'
import { degradations } from '../../src/faults/generators/degradations.ts'
import { diskFaults } from '../../src/faults/generators/disk-faults.ts'
import type { Targets } from '../../src/faults/generators/options.ts'
import { partitions } from '../../src/faults/generators/partitions.ts'
import { pauses } from '../../src/faults/generators/pauses.ts'
import { slowdowns } from '../../src/faults/generators/slowdowns.ts'
import { together } from '../../src/faults/generators/together.ts'
import { upgrades } from '../../src/faults/generators/upgrades.ts'
import { faultLabel } from '../../src/faults/label.ts'
import { validateFault } from '../../src/faults/validate.ts'
import { UsageError } from '../../src/kernel/errors.ts'
import { percent } from '../../src/kernel/probability.ts'
import { Random } from '../../src/kernel/random.ts'
import { ms, seconds } from '../../src/kernel/time.ts'
import { diskFaultKinds } from '../../src/storage/disk.ts'

const five = ['n1', 'n2', 'n3', 'n4', 'n5']
const often = { every: ms(300), lastFor: [ms(1), seconds(1)] } as const
const down = { every: ms(300), downFor: [ms(1), seconds(1)] } as const

/** Every generator, made to strike some nodes or all. */
const generators: readonly [name: string, make: (targets: Targets) => FaultGenerator][] = [
  ['crashes', (targets) => crashes({ ...down, wipe: percent(30), ...targets })],
  ['pauses', (targets) => pauses({ ...often, ...targets })],
  ['slowdowns', (targets) => slowdowns({ ...often, ...targets })],
  ['upgrades', (targets) => upgrades({ ...down, to: ['v2', 'v1'], ...targets })],
  ['partitions', (targets) => partitions({ ...often, ...targets })],
  ['clogs', (targets) => clogs({ ...often, ...targets })],
  ['degradations', (targets) => degradations({ ...often, ...targets })],
  ['clockSkews', (targets) => clockSkews({ ...often, ...targets })],
  [
    'diskFaults',
    (targets) => diskFaults({ ...often, kinds: diskFaultKinds, crashFor: [ms(1), ms(100)], ...targets }),
  ],
  ['together', (targets) => together([crashes({ ...down, ...targets }), pauses({ ...often, ...targets })])],
  ['chaos', (targets) => chaos(targets)],
  [
    'chaos of everything',
    (targets) =>
      chaos({
        include: ['wipe', 'upgrade', 'clockJump', 'clockDrift', 'silentCorruption', ...diskFaultKinds],
        upgradeTo: 'v2',
        ...targets,
      }),
  ],
]

function schedule(
  generator: FaultGenerator,
  seed: number,
  nodes: readonly string[] = five,
  until = seconds(10),
) {
  return generator.generate(new Random(`${seed}/faults/0`), { nodes, until })
}

const seeds = Array.from({ length: 60 }, (_, seed) => seed)

describe.each(generators)('%s', (_name, make) => {
  const generator = make({})

  it('draws faults that a scenario takes, as plain JSON', () => {
    for (const seed of seeds) {
      const drawn = schedule(generator, seed)
      for (const { fault } of drawn) validateFault(fault, five, ['v1', 'v2'], 'the schedule')
      expect(JSON.parse(JSON.stringify(drawn))).toEqual(drawn)
    }
  })

  it('draws the same from the same seed, and something else from another', () => {
    const drawn = seeds.map((seed) => JSON.stringify(schedule(generator, seed)))
    expect(seeds.map((seed) => JSON.stringify(schedule(generator, seed)))).toEqual(drawn)
    expect(new Set(drawn).size).toBe(seeds.length)
  })

  it('strikes in order of time, and has ended before the time is up', () => {
    for (const until of [1, 2, 3, 10, ms(1), ms(50), seconds(10)])
      for (const seed of seeds) {
        const drawn = schedule(generator, seed, five, until)
        const times = drawn.map(({ at }) => at)
        expect(times).toEqual([...times].sort((a, b) => a - b))
        const ends = drawn.map(({ at, fault }) => at + ('lasts' in fault ? fault.lasts! : 0))
        expect([...times, ...ends].filter((time) => !Number.isSafeInteger(time) || time < 0)).toEqual([])
        expect(Math.max(0, ...ends)).toBeLessThan(until)
      }
  })

  it('draws every kind that it says it may draw, and no other', () => {
    const labels = new Set<string>()
    for (let seed = 0; seed < 300; seed++)
      for (const { fault } of schedule(generator, seed)) labels.add(faultLabel(fault))
    expect([...labels].sort()).toEqual([...generator.kinds].sort())
  })

  it('is content with any number of nodes', () => {
    for (const nodes of [[], ['n1'], ['n1', 'n2'], ['n1', 'n2', 'n3']])
      for (const seed of seeds.slice(0, 20))
        for (const { fault } of schedule(generator, seed, nodes)) {
          validateFault(fault, nodes, ['v1', 'v2'], 'the schedule')
          expect(nodes).not.toEqual([])
        }
  })

  it('strikes only the nodes it is told, and knows a name that does not exist', () => {
    const some = make({ nodes: ['n2', 'n4', 'n5'] })
    for (const seed of seeds) expect(JSON.stringify(schedule(some, seed))).not.toMatch(/"n[13]"/)
    expect(() => schedule(make({ nodes: ['n44'] }), 1)).toThrow(UsageError)
    expect(() => schedule(make({ nodes: ['n44'] }), 1)).toThrow("got 'n44'. Did you mean 'n4'?")
  })
})
