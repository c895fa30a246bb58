import fc from 'fast-check'
import {
  always,
  alwaysStep,
  linearizable,
  type Property,
  type Reductions,
  registerModel,
  type Scenario,
  sometimes,
  type Verification,
  type VerifyOptions,
  verify,
} from 'lightcone'
import { describe, expect, it } from 'vitest'
import paxos from '../../../../scenarios/paxos/verify/two-proposers-three-acceptors.ts'
import { remembering } from '../../../../src/checkers/property.ts'
import {
  callingProtocol,
  failingProtocol,
  randomProtocol,
  scenarioOf,
  symmetricProtocol,
  type TableState,
  tableNode,
} from '../random-protocol.ts'
import { abdRegister, paxosRegister, singleCopyRegister } from '../stateright-models.ts'
import { twoPhase } from '../two-phase.ts'

const table = tableNode({ rows: [], fuel: 0 })
const sumOfModes = (states: readonly TableState[]) => states.reduce((all, { mode }) => all + mode, 0)

const modes = (sum: number) => always('not these modes', table, (states) => sumOfModes(states) !== sum)

const leaves = (from: number) =>
  alwaysStep(
    'does not leave that mode for the first',
    table,
    ({ mode }) => mode,
    (before, after) => before !== from || after !== 0 || from === 0,
  )

/** Of what it remembers, some depends on the order, and some on other nodes. */
const remembers = (last: string) =>
  remembering('remembers', ['table'], {
    memory: () => ({ last: '', kept: 0, seen: 0 }),
    observer: (nodes) => (memory, state, node) => {
      const { mode, kept } = state as TableState
      if (kept > 0) memory.kept = kept
      if (mode === 2 && memory.kept > 0) memory.last = node.id
      if (mode === 1 && kept > 0) memory.seen = nodes.filter(({ up }) => up).length
      return memory.last !== last || memory.seen < 2 || `${last} was last`
    },
  })

const reduction = fc.record({ idle: fc.boolean(), unheard: fc.boolean() })

interface Search {
  readonly result: Verification
  readonly seen: ReadonlySet<string>
}

function search(told: Scenario, options: VerifyOptions): Search {
  const seen = new Set<string>()
  const result = verify(told, {
    ...options,
    visit: ({ nodes, messages }) =>
      seen.add(JSON.stringify([nodes, messages.map((message) => JSON.stringify(message)).sort()])),
  })
  return { result, seen }
}

/** How many steps sleep sets save; everything else is found to be as it is without them. */
function saved(told: Scenario, reductions: Reductions, bounds: VerifyOptions['bounds'] = {}): number {
  const all = search(told, {
    reductions: { ...reductions, sleep: false },
    bounds: { states: 2_000, ...bounds },
  })
  fc.pre(all.result.verdict !== 'undecided')
  const some = search(told, { reductions: { ...reductions, sleep: true }, bounds })
  const shape = ({ verdict, depth, exhausted, notShown }: Verification) => ({
    verdict,
    depth,
    exhausted,
    notShown,
  })
  expect(shape(some.result)).toEqual(shape(all.result))
  const [first] = all.result.violations
  const [again] = some.result.violations
  expect(again?.depth).toBe(first?.depth)
  expect(again?.replays).toBe(first?.replays)
  if (all.result.verdict !== 'verified') return 0
  const { states, ends, reached, generated } = some.result
  expect({ states, ends, reached }).toEqual({
    states: all.result.states,
    ends: all.result.ends,
    reached: all.result.reached,
  })
  if (bounds.symmetry === undefined) expect(some.seen).toEqual(all.seen)
  expect(generated).toBeLessThanOrEqual(all.result.generated)
  return all.result.generated - generated
}

describe('sleep sets', () => {
  it.each([
    ['of a state', randomProtocol, (sum: number) => [modes(sum + 2)]],
    ['of a state under several failures', failingProtocol, (sum: number) => [modes(sum + 3)]],
    ['of a step', failingProtocol, (sum: number) => [leaves(sum % 3)]],
    ['that remembers', failingProtocol, (sum: number) => [remembers(`n${sum}`)]],
    ['of what clients saw', callingProtocol, () => [linearizable(registerModel({ initial: 0 }))]],
  ] as [string, typeof randomProtocol, (sum: number) => Property[]][])(
    'change neither states, nor ends, nor depths, nor verdicts, and save steps: under a property %s',
    (_, protocols, properties) => {
      let savedInAll = 0
      fc.assert(
        fc.property(protocols, fc.nat(4), reduction, (protocol, sum, reductions) => {
          const reaches = [sometimes('mode 2', table, (states) => states.some(({ mode }) => mode === 2))]
          // Whatever is not reached counts as a violation.
          const told = scenarioOf(protocol, { holds: properties(sum), reaches: sum === 0 ? reaches : [] })
          savedInAll += saved(told, reductions)
        }),
        { numRuns: 150 },
      )
      expect(savedInAll).toBeGreaterThan(1_000)
    },
  )

  it('leave deadlocks where they are', () => {
    fc.assert(
      fc.property(failingProtocol, fc.nat(4), reduction, (protocol, sum, reductions) => {
        const mayEnd = (states: Readonly<Record<string, unknown>>) =>
          sumOfModes(Object.values(states) as TableState[]) !== sum
        saved(scenarioOf(protocol), reductions, { mayEnd })
      }),
      { numRuns: 150 },
    )
  })

  it('go together with symmetry', () => {
    let savedInAll = 0
    fc.assert(
      fc.property(symmetricProtocol, fc.nat(4), reduction, (protocol, sum, reductions) => {
        const symmetry = [protocol.tables.map((_, index) => `n${index + 1}`)]
        savedInAll += saved(scenarioOf(protocol, { holds: [modes(sum + 2)] }), reductions, { symmetry })
      }),
      { numRuns: 150 },
    )
    expect(savedInAll).toBeGreaterThan(1_000)
  })

  it('stay out of searches within a condition, where the way around may lead outside', () => {
    fc.assert(
      fc.property(randomProtocol, fc.nat(4), (protocol, sum) => {
        const within = (states: Readonly<Record<string, unknown>>) =>
          sumOfModes(Object.values(states) as TableState[]) !== sum + 1
        expect(saved(scenarioOf(protocol), {}, { within })).toBe(0)
      }),
      { numRuns: 50 },
    )
  })

  it.each([
    ['two-phase commit', twoPhase(4), 3_000],
    ['two-phase commit with exchangeable managers', twoPhase(4, true), 100],
    ['a register of one copy', singleCopyRegister(), 0],
    ['the register of Attiya, Bar-Noy & Dolev', abdRegister(), 90],
    ['Paxos with two clients', paxosRegister(), 16_000],
    ['Paxos with exchangeable acceptors', paxos, 15_000],
  ])('find the same states of %s', (_, told, least) => {
    const { symmetry = [] } = told.verify!
    expect(
      saved(told, {}, { states: 100_000, ...(symmetry.length > 0 && { symmetry }) }),
    ).toBeGreaterThanOrEqual(least)
  })
})
