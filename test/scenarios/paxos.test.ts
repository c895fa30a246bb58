import { expect, test } from 'vitest'
import lagging from '../../scenarios/paxos/a-lagging-replica-catches-up.ts'
import learner from '../../scenarios/paxos/a-learner-catches-up.ts'
import minority from '../../scenarios/paxos/a-minority-of-acceptors-is-down.ts'
import remembers from '../../scenarios/paxos/an-acceptor-remembers-its-promise.ts'
import consensus from '../../scenarios/paxos/consensus-under-chaos.ts'
import noOps from '../../scenarios/paxos/leader-dies-and-gaps-become-no-ops.ts'
import inStep from '../../scenarios/paxos/proposers-in-step-never-decide.ts'
import log from '../../scenarios/paxos/replicated-log-under-chaos.ts'
import duel from '../../scenarios/paxos/two-proposers-duel.ts'
import { type Scenario, simulate } from '../../src/index.ts'

const seedsOf: readonly (readonly [Scenario, number])[] = [
  [duel, 150],
  [remembers, 150],
  [learner, 150],
  [minority, 50],
  [consensus, 150],
  [noOps, 40],
  [lagging, 20],
  [log, 150],
]

test.each(seedsOf.map(([scenario, seeds]) => [scenario.title, scenario, seeds] as const))(
  '%s',
  { timeout: 60_000 },
  (_title, scenario, seeds) => {
    const reached = new Set<string>()
    for (let seed = 1; seed <= seeds; seed++) {
      const { verdict, violations, properties } = simulate(scenario, { seed })
      expect([verdict, ...violations]).toEqual(['passed'])
      for (const { name, type, exercised } of properties)
        if (type === 'sometimes' && exercised > 0) reached.add(name)
    }
    expect([...reached].sort()).toEqual(scenario.reaches.map(({ name }) => name).sort())
  },
)

test(inStep.title, () => {
  for (let seed = 1; seed <= 20; seed++)
    expect(simulate(inStep, { seed }).violations.map(({ property }) => property)).toEqual([
      'everyone decides',
    ])
})

test.each([consensus, log].map((scenario) => [scenario.title, scenario] as const))(
  'plain, immutable and recorded: %s',
  (_title, scenario) => {
    for (let seed = 1; seed <= 3; seed++) {
      const { hash } = simulate(scenario, { seed, deepHash: true })
      expect(simulate(scenario, { seed, deepHash: true, states: 'immutable' }).hash).toBe(hash)
      expect(simulate(scenario, { seed, deepHash: true, record: true }).hash).toBe(hash)
    }
  },
)
