import fc from 'fast-check'
import {
  always,
  alwaysWithMemory,
  type Reductions,
  type Scenario,
  sometimes,
  type VerifyBounds,
  verify,
} from 'lightcone'
import { describe, expect, it } from 'vitest'
import type { Course, Levels, SavedLevels } from '../../../../src/explore/verify/shards/levels.ts'
import { resharded, type ShardPart } from '../../../../src/explore/verify/shards/shard-part.ts'
import { type ShardedSearch, searchOf } from '../../../../src/explore/verify/verify.ts'
import {
  failingProtocol,
  type RandomProtocol,
  randomProtocol,
  scenarioOf,
  symmetricProtocol,
  tableNode,
} from '../random-protocol.ts'
import { abdRegister, paxosRegister } from '../stateright-models.ts'

/** So many shards, which exchange copies of plain data. */
class Shards {
  readonly levels: Levels
  readonly count: number
  private readonly searches: readonly ShardedSearch[]

  constructor(
    count: number,
    scenario: Scenario,
    bounds: VerifyBounds,
    reductions: Reductions,
    parts: readonly ShardPart[],
    saved?: SavedLevels,
  ) {
    this.count = count
    this.searches = Array.from({ length: count }, (_, index) =>
      searchOf(scenario, { bounds, reductions }, index, count),
    )
    this.levels = this.searches[0]!.levels
    if (saved !== undefined) this.levels.restore(saved)
    for (const [index, { shard }] of this.searches.entries())
      if (saved === undefined) shard.begin()
      else shard.restore(parts[index]!, this.levels.known)
  }

  follow<Result>(course: Course<Result>, onRound?: () => void): Result {
    let next = course.next()
    while (!next.done) {
      onRound?.()
      const replies = next.value.map((command, index) =>
        structuredClone(this.searches[index]!.shard.obey(structuredClone(command))),
      )
      next = course.next(replies)
    }
    return next.value
  }

  conclude() {
    return this.searches[0]!.conclude(this.follow(this.levels.findings(this.count)))
  }
}

function verifyIn(count: number, scenario: Scenario, bounds: VerifyBounds = {}, reductions: Reductions = {}) {
  const shards = new Shards(count, scenario, bounds, reductions, [])
  shards.levels.pace = 4
  shards.follow(shards.levels.rounds(count))
  return shards.conclude()
}

/** The same, but the search moves to another number of shards after so many rounds, over and over. */
function verifyMoving(
  every: number,
  counts: readonly number[],
  scenario: Scenario,
  bounds: VerifyBounds,
  reductions: Reductions = {},
) {
  let shards = new Shards(counts[0]!, scenario, bounds, reductions, [])
  for (let moves = 1; ; moves++) {
    let left = every
    const { levels, count } = shards
    levels.pace = 3
    shards.follow(levels.rounds(count), () => {
      if (left-- === 0) levels.pause()
    })
    if (left >= 0) return shards.conclude()
    const parts = shards.follow(levels.parts(count))
    const next = counts[moves % counts.length]!
    shards = new Shards(
      next,
      scenario,
      bounds,
      reductions,
      resharded(structuredClone(parts), next),
      structuredClone(levels.save()),
    )
  }
}

/** What must not depend on the number of shards. */
function essenceOf({
  verdict,
  exhausted,
  states,
  generated,
  ends,
  depth,
  violations,
  reached,
  notShown,
}: ReturnType<typeof verify>) {
  const shown = violations.map(({ property, depth, replays, plan }) => ({ property, depth, replays, plan }))
  return { verdict, exhausted, states, generated, ends, depth, violations: shown, reached, notShown }
}

const tables = tableNode({ rows: [], fuel: 0 })

function told(protocol: RandomProtocol, sum: number): Scenario {
  const modes = always('not these modes', tables, (states) => {
    return states.reduce((all, { mode }) => all + mode, 0) !== sum + 2
  })
  const changes = alwaysWithMemory(
    'few changes',
    tables,
    () => ({ changes: 0 }),
    (memory, { kept }) => {
      memory.changes = Math.min(4, memory.changes + kept)
      return memory.changes < 4
    },
  )
  const kept = sometimes('all keep', tables, (states) => states.every((state) => state.kept === 1))
  const timeouts = Math.min(1, protocol.bounds.timeouts)
  return scenarioOf(
    { ...protocol, bounds: { ...protocol.bounds, timeouts } },
    { holds: sum % 2 === 0 ? [modes] : [modes, changes], reaches: [kept] },
  )
}

describe('shards', () => {
  it('count and find the same however many they are', () => {
    // Where only so many states are looked at, they are expanded one by one.
    const some = fc.constantFrom<VerifyBounds>({ states: 2_000 }, { depth: 6 })
    fc.assert(
      fc.property(randomProtocol, fc.nat(5), some, (protocol, sum, bounds) => {
        const one = told(protocol, sum)
        const alone = essenceOf(verify(one, { bounds }))
        for (const shards of [2, 3, 5]) expect(essenceOf(verifyIn(shards, one, bounds))).toEqual(alone)
      }),
      { numRuns: 80 },
    )
  })

  it('share out states that differ in names alone as one', () => {
    fc.assert(
      fc.property(symmetricProtocol, fc.nat(2), (protocol, half) => {
        const one = told(protocol, 2 * half)
        const bounds = { symmetry: [protocol.tables.map((_, index) => `n${index + 1}`)], states: 2_000 }
        const alone = essenceOf(verify(one, { bounds }))
        for (const shards of [2, 3]) expect(essenceOf(verifyIn(shards, one, bounds))).toEqual(alone)
      }),
      { numRuns: 60 },
    )
  })

  it('can be parted and go on, in as many or others, at any moment', () => {
    fc.assert(
      fc.property(randomProtocol, fc.nat(5), fc.nat(4), (protocol, sum, every) => {
        const one = told(protocol, sum)
        const bounds = { states: 1_000 }
        const alone = essenceOf(verify(one, { bounds }))
        expect(essenceOf(verifyMoving(every, [1, 3, 2, 2], one, bounds))).toEqual(alone)
      }),
      { numRuns: 60 },
    )
  })

  it('tell each other what sleeps, so that as many steps are saved, however many they are', () => {
    let saved = 0
    fc.assert(
      fc.property(failingProtocol, fc.nat(5), fc.nat(4), (protocol, sum, every) => {
        const one = told(protocol, sum)
        const bounds = { states: 1_000 }
        const reductions = { sleep: true }
        const alone = essenceOf(verify(one, { bounds, reductions }))
        expect(essenceOf(verifyIn(3, one, bounds, reductions))).toEqual(alone)
        expect(essenceOf(verifyMoving(every, [1, 3, 2, 2], one, bounds, reductions))).toEqual(alone)
        saved += verify(one, { bounds }).generated - alone.generated
      }),
      { numRuns: 60 },
    )
    expect(saved).toBeGreaterThan(100)
  })

  it('find the same with sleep sets under symmetry, of which they do not tell each other', () => {
    fc.assert(
      fc.property(symmetricProtocol, fc.nat(2), fc.nat(4), (protocol, half, every) => {
        const one = told(protocol, 2 * half)
        const bounds = { symmetry: [protocol.tables.map((_, index) => `n${index + 1}`)], states: 1_000 }
        const alone = verify(one, { bounds })
        const found = ({ verdict, states, ends, depth, violations, reached }: typeof alone) => {
          const depths = violations.map((violation) => [
            violation.property,
            violation.depth,
            violation.replays,
          ])
          return { verdict, states, ends, depth, depths, reached }
        }
        const reductions = { sleep: true }
        const moving = verifyMoving(every, [1, 3, 2, 2], one, bounds, reductions)
        for (const some of [verifyIn(2, one, bounds, reductions), moving]) {
          expect(found(some)).toEqual(found(alone))
          expect(some.generated).toBeLessThanOrEqual(alone.generated)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('share out what clients saw: the states of published models are 544 and 16,668 (Stateright)', () => {
    expect(verifyIn(3, abdRegister())).toMatchObject({ verdict: 'verified', states: 544 })
    expect(verifyIn(2, paxosRegister())).toMatchObject({ verdict: 'verified', states: 16_668 })
  })
})
