import { expect, test } from 'vitest'
import lagging from '../../scenarios/raft/lagging-follower-gets-a-snapshot.ts'
import leaderCrashes from '../../scenarios/raft/leader-crashes.ts'
import transferred from '../../scenarios/raft/leadership-is-transferred.ts'
import leases from '../../scenarios/raft/lease-reads-within-bounded-drift.ts'
import grows from '../../scenarios/raft/membership-grows-under-chaos.ts'
import preVote from '../../scenarios/raft/pre-vote-spares-the-leader.ts'
import reads from '../../scenarios/raft/reads-while-leaders-change.ts'
import stale from '../../scenarios/raft/stale-leader-cannot-commit.ts'
import split from '../../scenarios/raft/votes-are-split.ts'
import { simulate } from '../../src/index.ts'

test.each(
  [leaderCrashes, stale, split, lagging, grows, transferred, reads, leases, preVote].map(
    (it) => [it.title, it] as const,
  ),
)('%s', { timeout: 20_000 }, (_title, scenario) => {
  const reached = new Set<string>()
  for (let seed = 1; seed <= 20; seed++) {
    const { verdict, violations, properties } = simulate(scenario, { seed })
    expect([verdict, ...violations]).toEqual(['passed'])
    for (const { name, type, exercised } of properties)
      if (type === 'sometimes' && exercised > 0) reached.add(name)
  }
  expect([...reached].sort()).toEqual(scenario.reaches.map(({ name }) => name).sort())
})
