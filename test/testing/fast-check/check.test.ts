import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import '../../../src/testing/vitest.ts'
import forgetsItsVote from '../../../scenarios/raft/bugs/forgets-its-vote.ts'
import leaderCrashes from '../../../scenarios/raft/leader-crashes.ts'
import allVoteYes from '../../../scenarios/two-phase-commit/all-vote-yes.ts'
import { readCorpus, type SavedFailure } from '../../../src/corpus/corpus.ts'
import { parseToken } from '../../../src/explore/replay/token.ts'
import { seconds } from '../../../src/kernel/time.ts'
import { electionSafety } from '../../../src/protocols/raft/properties.ts'
import type { Run } from '../../../src/simulation/run.ts'
import { simulate } from '../../../src/simulation/simulate.ts'
import { type CheckOptions, check, faultSchedules, plans } from '../../../src/testing/fast-check.ts'
import { forgetfulVoters, oneLeaderATerm } from '../../explore/shrink/forgetful-voters.ts'
import lock, { mutualExclusion, persistentLock } from '../lock-server.ts'
import { messageOf, withoutTokens } from '../vitest/message-of.ts'

const budget = seconds(60)
const usual = (scenario: typeof lock) =>
  plans(scenario, {
    faults: faultSchedules(['n1', 'n2', 'n3'], { until: scenario.healAt ?? scenario.until }),
  })

describe('check', () => {
  it('explains what fails, in the smallest script', async () => {
    const text = messageOf(() => check(lock, { seed: 1, budget }))
    await expect(withoutTokens(text)).toMatchFileSnapshot('lock-check.txt')
  })

  it('passes when every run does, and runs as many as it was told', () => {
    let runs = 0
    check(persistentLock, { runs: 7, assert: () => ++runs > 0 })
    expect(runs).toBe(7)
    check(persistentLock, { runs: 20, assert: mutualExclusion })
  })

  it('asks by a property alone, or of each run, and goes on from where it failed', () => {
    const byProperty = messageOf(() => check(lock, { seed: 1, budget, assert: mutualExclusion }))
    expect(byProperty).toMatch(/^✗ mutual exclusion is violated at c\d after /)
    const [, path] = /path: '([^']+)'/.exec(byProperty)!
    const byRun = messageOf(() =>
      check(lock, { seed: 1, path: path!, assert: (run) => run.violations.length === 0 }),
    )
    expect(byRun).toMatch(
      /^✗ mutual exclusion is violated at c\d after [\s\S]*\n\nThe plan fails again; to begin/,
    )
  })

  it('tells what the assertion said, beside what is violated in the run', () => {
    const assert = (run: Run) => expect(run.violations, 'what is violated').toEqual([])
    const text = messageOf(() => check(lock, { seed: 1, assert }))
    expect(text).toMatch(
      /^✗ The assertion fails: what is violated: [\s\S]*\n\n✗ mutual exclusion is violated at c\d /,
    )
    const upholding = (run: Run) => expect(run).toUphold(mutualExclusion)
    expect(messageOf(() => check(lock, { seed: 1, assert: upholding }))).toMatch(
      /^✗ mutual exclusion is violated/,
    )
  })

  it('gives the smallest script of an assertion that is about something else, and how to see its run', () => {
    const assert = ({ stats }: Run) => {
      if ((stats.faults.crash ?? 0) > 2) throw new Error('too many crashes')
    }
    const text = messageOf(() => check(persistentLock, { seed: 1, assert, file: 'lock' }))
    expect(withoutTokens(text)).toMatch(
      /^✗ The assertion fails: too many crashes\n\nPlan \d+ of 100 fails[^\n]*\n\nThe script:\n {2}nodes server c1 c2\n[^\n]*\n( {2}fault#\d: at [^\n]* crash server for [^\n]*\n){3}\nTo see it again, event by event, [^\n]*:\n {2}npx lightcone replay lc1_…$/,
    )
    const { plan, hash } = parseToken(/lc1_\S+/.exec(text)![0])
    expect(simulate({ ...persistentLock, holds: [], reaches: [] }, { plan }).hash).toBe(hash)
  })

  it('fails where a run is undecided', () => {
    expect(messageOf(() => check({ ...persistentLock, events: 9 }, { seed: 1 }))).toMatch(
      /^✗ The assertion fails: it answers false\./,
    )
  })

  it('fails where nothing could be asked', () => {
    expect(() => check(persistentLock, { runs: 1, assert: () => fc.pre(false) })).toThrow(
      /too many pre-condition failures/,
    )
  })
})

it('names the file of the scenario that the test imports, or the one it is told', () => {
  const scenarioOf = (options: CheckOptions) =>
    parseToken(/replay (lc1_\S+)/.exec(messageOf(() => check(lock, { seed: 1, ...options })))![1]!).scenario
  expect(scenarioOf({})).toBe('test/testing/lock-server')
  expect(scenarioOf({ file: 'lock' })).toBe('lock')
})

describe('the corpus', () => {
  const corpus = mkdtempSync(join(tmpdir(), 'lightcone-corpus-'))
  afterAll(() => rmSync(corpus, { recursive: true }))

  it('gets a new failure when it is asked for, and is replayed before any plan', () => {
    check(persistentLock, { runs: 1, corpus, file: 'lock' })
    const saving = messageOf(() => check(lock, { seed: 1, corpus, file: 'lock', save: true }))
    const [{ path }] = readCorpus(corpus).saved as [SavedFailure]
    expect(saving).toContain(`Saved as ${path}, which is replayed first from now on.`)
    const again = messageOf(() => check(lock, { runs: 1, corpus, file: 'lock', assert: mutualExclusion }))
    expect(again).toContain(`It is a failure that was saved before, as ${path}.`)
    check(persistentLock, { runs: 1, corpus, file: 'lock' })
  })

  it("is not asked where the assertion is one's own, nor where the scenario declares the failure", () => {
    check(lock, { runs: 1, corpus, file: 'lock', assert: () => true })
    check({ ...lock, holds: [], violates: lock.holds }, { runs: 1, corpus, file: 'lock' })
  })

  it('takes no failure of a scenario that has no file', () => {
    const unnamed = { ...lock, title: 'In no file' }
    expect(() => check(unnamed, { save: true, corpus })).toThrow(/^Expected the name of a file/)
    expect(() => check(lock, { save: true, corpus: false })).toThrow(/^Expected a corpus to save failures in/)
  })
})

it('raises no alarm where a scenario is as it declares', () => {
  check(allVoteYes, { seed: 1, runs: 20 })
  check(leaderCrashes, { seed: 1, runs: 5 })
})

describe('the usual faults find', () => {
  it('voters that forget their vote when they crash', () => {
    const text = messageOf(() =>
      check(forgetfulVoters, {
        seed: 1,
        runs: 300,
        plan: usual(forgetfulVoters),
        assert: oneLeaderATerm,
        budget: seconds(1),
      }),
    )
    expect(text).toMatch(/^✗ one leader a term is violated/)
  })

  it('that a Raft server which does not persist its vote elects two leaders (§5.2)', () => {
    const plan = usual(forgetsItsVote)
    const text = messageOf(() =>
      check(forgetsItsVote, { seed: 1, runs: 2_000, plan, assert: electionSafety, budget: seconds(1) }),
    )
    expect(text).toMatch(
      /^✗ election safety is violated[\s\S]*\n {2}(! | {2})fault#\d+: at \S+ \S+ crash n\d/,
    )
    expect(text).toMatch(/npx lightcone replay lc1_/)
  })
})
