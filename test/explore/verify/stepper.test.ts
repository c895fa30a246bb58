import fc from 'fast-check'
import { Stepper, scenario, seconds, verify } from 'lightcone'
import { describe, expect, it } from 'vitest'
import told from '../../../scenarios/two-phase-commit/bugs/aborts-when-uncertain.ts'
import { randomProtocol, scenarioOf, tableNode } from './random-protocol.ts'

describe('a walk step by step', () => {
  it('goes to states that a search visits, and back to where it came from', () => {
    fc.assert(
      fc.property(randomProtocol, fc.array(fc.nat(20), { maxLength: 12 }), (protocol, picks) => {
        const walked = scenarioOf(protocol)
        const known = new Set<string>()
        const { verdict } = verify(walked, {
          bounds: { states: 2_000 },
          visit: ({ nodes }) => known.add(JSON.stringify(nodes)),
        })
        fc.pre(verdict === 'verified')
        const stepper = new Stepper(walked)
        const past = [JSON.stringify(stepper.states)]
        for (const pick of picks) {
          if (stepper.choices.length === 0) break
          expect(stepper.take(pick % stepper.choices.length)).toBe(true)
          expect(known).toContain(JSON.stringify(stepper.states))
          past.push(JSON.stringify(stepper.states))
        }
        expect(stepper.depth).toBe(past.length - 1)
        for (const before of past.reverse().slice(1)) {
          expect(stepper.back()).toBe(true)
          expect(JSON.stringify(stepper.states)).toBe(before)
        }
        expect(stepper.back()).toBe(false)
      }),
      { numRuns: 100 },
    )
  })

  it('says what each step changes, and which properties it violates', () => {
    const stepper = new Stepper(told)
    const take = (type: string, node: string) =>
      stepper.take(stepper.choices.findIndex((choice) => choice.type === type && choice.node === node))
    expect(take('deliver', 'alice')).toBe(true)
    expect(take('deliver', 'bob')).toBe(true)
    take('deliver', 'coordinator')
    take('deliver', 'coordinator')
    const abort = stepper.choices.find(({ type, node }) => type === 'timeout' && node === 'bob')!
    expect(abort.changes.join()).toMatch(/abort/)
    expect(abort.violations).toMatchObject([{ property: 'AC1 agreement' }])
  })

  it('has no choice that there is not', () => {
    const still = scenario({
      title: 'Nothing happens',
      nodes: { n1: tableNode({ rows: [[0, 1, 2, 3, 4].map(() => nothing)], fuel: 0 }) },
      until: seconds(1),
      verify: {},
    })
    const stepper = new Stepper(still)
    expect(stepper.choices).toEqual([])
    expect(stepper.take(0)).toBe(false)
    expect(stepper.depth).toBe(0)
  })
})

const nothing = { mode: 0, kept: 0, sends: [], timers: [], call: 'none' } as const
