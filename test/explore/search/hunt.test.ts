import { always, defineNode, ms, scenario, seconds } from 'lightcone'
import { describe, expect, it } from 'vitest'
import { hunt } from '../../../src/explore/search/hunt.ts'
import { strategyOf } from '../../../src/explore/search/strategies.ts'
import { strategyNames } from '../../../src/explore/search/strategy-names.ts'
import { simulate } from '../../../src/simulation/simulate.ts'

interface Die {
  face: number
}

const die = defineNode<Die, never>('die', {
  initial: () => ({ face: 0 }),
  boot(state, ctx) {
    state.face = ctx.random.int(1, 20)
  },
})

const never20 = always('no die shows 20', die, (dice) => dice.every(({ face }) => face !== 20))
const world = (violates: boolean) =>
  scenario({
    title: 'A die is thrown',
    nodes: { n1: die() },
    until: violates ? seconds(1) : ms(1),
    holds: violates ? [never20] : [],
  })

describe.each(strategyNames)('a hunt by %s', (name) => {
  it('ends with the first plan that violates something', () => {
    const strategy = strategyOf(name, world(true), 1)
    const { plans, events, found } = hunt(world(true), strategy, { first: 1, plans: 1_000 })
    expect(found?.violation.property).toBe('no die shows 20')
    expect(simulate(world(true), { plan: found!.plan }).violations).toEqual([found!.violation])
    expect(plans).toBeLessThan(1_000)
    expect(events).toBeGreaterThanOrEqual(plans)
  })

  it('finds nothing where there is nothing, and says how much it has run', () => {
    const strategy = strategyOf(name, world(false), 1)
    expect(hunt(world(false), strategy, { first: 1, plans: 70 })).toMatchObject({ plans: 70, found: null })
  })

  it('stops when told', () => {
    let left = 5
    const strategy = strategyOf(name, world(false), 1)
    expect(hunt(world(false), strategy, { first: 1, plans: 70, stop: () => left-- === 0 }).plans).toBe(5)
  })
})
