import fc from 'fast-check'
import { scenario, seconds, type TransactionManager, verify } from 'lightcone'
import { describe, expect, it } from 'vitest'
import type { Successors } from '../../../../src/explore/verify/states/action.ts'
import type { NextState } from '../../../../src/explore/verify/states/next-state.ts'
import { TransitionSystem } from '../../../../src/explore/verify/states/transition-system.ts'
import { randomProtocol, scenarioOf } from '../random-protocol.ts'
import { paxosSpecification, transactionCommit } from '../specifications.ts'
import { abdRegister, paxosRegister, singleCopyRegister } from '../stateright-models.ts'
import { twoPhase } from '../two-phase.ts'

// TLC counts the states of a behaviour where a search counts its steps: one more.
describe('the states of a scenario', () => {
  it('are the 34 states, 94 steps and depth 7 of transaction commit (TLA+ Examples, TCommit, 3 managers)', () => {
    const { verdict, states, generated, depth } = verify(
      scenario({
        title: 'Transaction commit',
        nodes: { all: transactionCommit({ managers: ['rm1', 'rm2', 'rm3'] }) },
        until: seconds(1),
        verify: {},
      }),
    )
    expect({ verdict, states, generated, depth: depth + 1 }).toEqual({
      verdict: 'verified',
      states: 34,
      generated: 94,
      depth: 7,
    })
  })

  it('are the 25 states, 82 steps and depth 9 of Paxos (TLA+ Examples, MCPaxos)', () => {
    const { verdict, states, generated, depth } = verify(
      scenario({
        title: 'Paxos',
        nodes: { all: paxosSpecification() },
        until: seconds(1),
        verify: {},
      }),
    )
    expect({ verdict, states, generated, depth: depth + 1 }).toEqual({
      verdict: 'verified',
      states: 25,
      generated: 82,
      depth: 9,
    })
  })

  it('are the 288 states, 1,146 steps and depth 11 of two-phase commit (TLA+ Examples, TwoPhase, 3 managers)', () => {
    // What a manager that has decided does not listen to is a step here, and none in the specification.
    let ignored = 0
    const { verdict, states, generated, depth } = verify(twoPhase(3), {
      visit({ nodes, messages }) {
        const manager = nodes.tm!.state as TransactionManager
        if (manager.state !== 'init') ignored += messages.filter(({ to }) => to === 'tm').length
      },
    })
    expect({ verdict, states, generated: generated - ignored, depth: depth + 1 }).toEqual({
      verdict: 'verified',
      states: 288,
      generated: 1_146,
      depth: 11,
    })
  })

  it('are 80 and 314 but for the names of the 3 and 5 resource managers', () => {
    // The true numbers of orbits; Stateright's 665 comes of a representative that is not canonical.
    expect(verify(twoPhase(3, true))).toMatchObject({ verdict: 'verified', states: 80 })
    expect(verify(twoPhase(5, true))).toMatchObject({ verdict: 'verified', states: 314 })
    expect(verify(twoPhase(3, true), { reductions: { symmetry: false } }).states).toBe(288)
  })

  it('are the 8,832 states of two-phase commit with 5 managers (Stateright)', () => {
    const { verdict, states } = verify(twoPhase(5))
    expect({ verdict, states }).toEqual({ verdict: 'verified', states: 8_832 })
  })

  it.each([
    ['93', 'a register of one copy', singleCopyRegister, 93],
    ['544', 'the register of Attiya, Bar-Noy & Dolev', abdRegister, 544],
    ['16,668', 'single-decree Paxos', paxosRegister, 16_668],
  ])('are the %s of %s with two clients (Stateright)', (_count, _name, told, states) => {
    const found = verify(told())
    expect({ verdict: found.verdict, states: found.states }).toEqual({ verdict: 'verified', states })
  })
})

/** Notes what comes next, each time as a step and the state that it leads to. */
class Noting implements Successors {
  readonly system: TransitionSystem
  nexts: {
    readonly text: string
    readonly vector: Int32Array
    readonly high: number
    readonly low: number
  }[] = []
  private stays = 0

  constructor(system: TransitionSystem) {
    this.system = system
  }

  found({ vector, high, low }: NextState): void {
    const { type, node, detail } = this.system.action
    this.nexts.push({ text: `${type} ${node} ${detail}: ${vector}`, vector: vector.slice(), high, low })
  }

  stayed(steps: number): void {
    this.stays += steps
  }

  /** What was noted, but for its order. */
  take() {
    const { nexts, stays } = this
    this.nexts = []
    this.stays = 0
    return { nexts, stays, texts: nexts.map(({ text }) => text).sort() }
  }
}

describe('the steps from a state', () => {
  it('are the same node by node and in order, and their fingerprints those of the states they lead to', () => {
    fc.assert(
      fc.property(randomProtocol, fc.infiniteStream(fc.nat()), (protocol, choices) => {
        const told = scenarioOf(protocol)
        const system = new TransitionSystem(told, told.verify!, {}, told.holds)
        const noting = new Noting(system)
        system.initial(noting)
        let [state] = noting.take().nexts
        const known = new Map([[`${state!.vector}`, state!]])
        for (let depth = 0; depth < 20 && state !== undefined; depth++) {
          const { vector, high, low } = state
          system.expandByNode(vector, 0, high, low, noting)
          const byNode = noting.take()
          system.expand(vector, 0, high, low, noting)
          const inOrder = noting.take()
          expect(byNode.texts).toEqual(inOrder.texts)
          expect(byNode.stays).toBe(inOrder.stays)
          for (const next of inOrder.nexts) {
            const same = known.get(`${next.vector}`) ?? next
            expect([next.high, next.low]).toEqual([same.high, same.low])
            known.set(`${next.vector}`, next)
          }
          state = inOrder.nexts[choices.next().value! % inOrder.nexts.length]
        }
      }),
    )
  })
})
