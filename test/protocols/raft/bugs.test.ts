import { expect, test } from 'vitest'
import acknowledgesBeforeDurable from '../../../scenarios/raft/bugs/acknowledges-before-durable.ts'
import changesMembershipBeforeOwnCommit from '../../../scenarios/raft/bugs/changes-membership-before-own-commit.ts'
import commitStopsAtOlderTerm from '../../../scenarios/raft/bugs/commit-stops-at-older-term.ts'
import commitsOlderTermByCount from '../../../scenarios/raft/bugs/commits-older-term-by-count.ts'
import comparesLengthBeforeTerm from '../../../scenarios/raft/bugs/compares-length-before-term.ts'
import countsVotesAsAList from '../../../scenarios/raft/bugs/counts-votes-as-a-list.ts'
import countsVotesOfOlderTerms from '../../../scenarios/raft/bugs/counts-votes-of-older-terms.ts'
import forgetsItsVote from '../../../scenarios/raft/bugs/forgets-its-vote.ts'
import leaseIgnoresDrift from '../../../scenarios/raft/bugs/lease-ignores-drift.ts'
import matchIndexFromLastRequest from '../../../scenarios/raft/bugs/match-index-from-last-request.ts'
import noSessions from '../../../scenarios/raft/bugs/no-sessions.ts'
import readsWithoutConfirming from '../../../scenarios/raft/bugs/reads-without-confirming.ts'
import { raft, raftBugs, type Scenario, simulate, UsageError } from '../../../src/index.ts'
import { rules } from '../../../src/protocols/raft/rules.ts'
import { correctTwin } from '../../scenarios/correct-twin.ts'

const scenarios: Readonly<Record<keyof typeof raftBugs, Scenario>> = {
  'acknowledges-before-durable': acknowledgesBeforeDurable,
  'changes-membership-before-own-commit': changesMembershipBeforeOwnCommit,
  'commit-stops-at-older-term': commitStopsAtOlderTerm,
  'commits-older-term-by-count': commitsOlderTermByCount,
  'compares-length-before-term': comparesLengthBeforeTerm,
  'counts-votes-as-a-list': countsVotesAsAList,
  'counts-votes-of-older-terms': countsVotesOfOlderTerms,
  'forgets-its-vote': forgetsItsVote,
  'lease-ignores-drift': leaseIgnoresDrift,
  'match-index-from-last-request': matchIndexFromLastRequest,
  'no-sessions': noSessions,
  'reads-without-confirming': readsWithoutConfirming,
}

for (const [name, scenario] of Object.entries(scenarios)) {
  const { id, violates } = raftBugs[name as keyof typeof raftBugs]

  test(`${id} ${name}: ${violates} is violated within 50 seeds, and nothing else`, {
    timeout: 20_000,
  }, () => {
    expect(scenario.violates.map((property) => property.name)).toEqual([violates])
    for (let seed = 1; seed <= 50; seed++) {
      const { violations } = simulate(scenario, { seed })
      if (violations.length === 0) continue
      expect(violations.map(({ property }) => property)).toEqual([violates])
      return
    }
    expect.unreachable('no seed showed it')
  })

  test(`${id} ${name}: without the bug, 20 seeds are clean`, { timeout: 20_000 }, () => {
    const twin = correctTwin(scenario, rules)
    for (let seed = 1; seed <= 20; seed++) expect(simulate(twin, { seed }).violations).toEqual([])
  })
}

test('every planted bug has a scenario', () => {
  expect(Object.keys(scenarios).sort()).toEqual(Object.keys(raftBugs).sort())
})

test('a bug that nobody planted is refused, and those there are are named', () => {
  expect(() => raft({ bug: 'loses-everything' })).toThrow(UsageError)
  expect(() => raft({ bug: 'loses-everything' })).toThrow(
    /one of commits-older-term-by-count, .*got 'loses-everything'/,
  )
})
