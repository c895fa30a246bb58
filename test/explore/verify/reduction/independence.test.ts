import fc from 'fast-check'
import { linearizable, type Property, registerModel, type Scenario } from 'lightcone'
import { describe, expect, it } from 'vitest'
import { remembering } from '../../../../src/checkers/property.ts'
import { Independence } from '../../../../src/explore/verify/reduction/independence.ts'
import type { Action, Successors } from '../../../../src/explore/verify/states/action.ts'
import type { NextState } from '../../../../src/explore/verify/states/next-state.ts'
import { TransitionSystem } from '../../../../src/explore/verify/states/transition-system.ts'
import { stepTypes } from '../../../../src/explore/verify/step.ts'
import {
  callingProtocol,
  failingProtocol,
  type RandomProtocol,
  scenarioOf,
  type TableState,
} from '../random-protocol.ts'

interface Next {
  readonly action: Action
  readonly vector: Int32Array
  readonly high: number
  readonly low: number
  readonly breaches: readonly string[]
}

/** All that can come next, and what two ways to ask say of which commute. */
class Looking implements Successors {
  readonly system: TransitionSystem
  readonly taken: Independence
  readonly kept: Independence
  nexts: Next[] = []

  constructor(told: Scenario, idle: boolean, restarts: number) {
    const bounds = { ...told.verify, ...(restarts < 3 && { restarts }) }
    this.system = new TransitionSystem(told, bounds, {}, told.holds, { idle })
    this.taken = new Independence(this.system)
    this.kept = new Independence(this.system)
  }

  begin(): Next {
    this.nexts = []
    this.system.initial(this)
    return this.nexts[0]!
  }

  from({ vector, high, low }: Next): Next[] {
    this.nexts = []
    this.taken.look(vector, 0)
    this.kept.look(vector, 0)
    this.system.expand(vector, 0, high, low, this)
    return this.nexts
  }

  stayed(): void {}

  found(next: NextState): void {
    const { action, breaches } = this.system
    if (action.node >= 0) {
      this.taken.addTaken(action, next)
      this.kept.addKept(action, 0)
    }
    this.nexts.push({
      action: { ...action },
      vector: next.vector.slice(0, next.length),
      high: next.high,
      low: next.low,
      breaches: breaches.map(({ property }) => property),
    })
  }
}

/** Remembers some things whose order does not matter, some whose order does, and now and then looks at other nodes. */
const forgetful: Property = remembering('forgetful', ['table'], {
  memory: () => ({ high: 0, last: '', seen: 0 }),
  observer: (nodes) => (memory, state, node) => {
    const { mode, kept } = state as TableState
    if (kept > 0) memory.high = kept
    if (mode === 2) memory.last = node.id
    if (mode === 1 && kept > 0) memory.seen = nodes.filter(({ up }) => up).length
    return memory.seen < 3 || 'three were up'
  },
})

describe('steps that are called independent', () => {
  it.each([
    ['of failures in every kind of network', failingProtocol, []],
    [
      'of clients whose operations are judged',
      callingProtocol,
      [linearizable(registerModel({ initial: 0 }))],
    ],
    ['under a property that remembers and looks around', failingProtocol, [forgetful]],
  ] as const)(
    'lead to the same state in both orders, and none disables another: %s',
    (_, protocols, holds) => {
      const counts: Record<string, number> = {}
      const walk = fc.array(fc.nat(30), { maxLength: 9 })
      fc.assert(
        fc.property(
          protocols,
          walk,
          fc.boolean(),
          fc.nat(3),
          (protocol: RandomProtocol, picks, idle, restarts) => {
            const looking = new Looking(scenarioOf(protocol, { holds }), idle, restarts)
            let here = looking.begin()
            for (const pick of picks) {
              const nexts = looking.from(here)
              const pairs = nexts.flatMap((_a, a) => nexts.slice(0, a).map((_b, b) => [b, a] as const))
              const independent = pairs.filter(([a, b]) => {
                const says = looking.taken.commute(a, b)
                expect(looking.kept.commute(a, b)).toBe(says)
                expect(looking.taken.commute(b, a)).toBe(says)
                return says
              })
              for (const [a, b] of independent) {
                const both = afterBoth(looking, here, nexts[a]!, nexts[b]!)
                expect(afterBoth(looking, here, nexts[b]!, nexts[a]!)).toEqual(both)
                const kind = [nexts[a]!, nexts[b]!]
                  .map(({ action }) => stepTypes[action.type])
                  .sort()
                  .join(' ')
                counts[kind] = (counts[kind] ?? 0) + 1
              }
              if (nexts.length === 0) break
              here = nexts[pick % nexts.length]!
            }
          },
        ),
        { numRuns: 300 },
      )
      const failures = ['deliver drop', 'crash deliver', 'deliver restart', 'drop timeout', 'deliver timeout']
      const kinds =
        holds.length === 0 ? [...failures, 'drop drop', 'crash crash', 'duplicate duplicate'] : failures
      for (const kind of ['deliver deliver', 'timeout timeout', ...kinds])
        expect(counts[kind], kind).toBeGreaterThan(0)
    },
  )
})

/** The state after a step and then another, which must be as possible, as new and as right as it was before. */
function afterBoth(looking: Looking, here: Next, first: Next, second: Next) {
  const { type, node, detail } = second.action
  const next = looking
    .from(first)
    .find(({ action }) => action.type === type && action.node === node && action.detail === detail)
  expect(next).toBeDefined()
  const isSame = (a: Next, b: Next) => a.high === b.high && a.low === b.low
  expect(isSame(next!, first)).toBe(isSame(second, here))
  expect(second.breaches).toEqual(next!.breaches)
  const { vector, high, low } = next!
  return { vector: [...vector], high, low }
}
