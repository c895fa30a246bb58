import {
  coordinator,
  defineNode,
  ms,
  participant,
  type Scenario,
  scenario,
  seconds,
  threePhaseCommit,
  threePhaseCommitProperties,
  twoPhaseCommitProperties,
  type VerifyBounds,
  verify,
} from 'lightcone'
import { describe, expect, it } from 'vitest'
import { type Property, undecided } from '../../src/checkers/property.ts'
import { type CommitStep, commitProcess } from '../../src/problems/atomic-commit.ts'
import { allDecideAfterRepair, nonBlocking } from '../../src/problems/commit-progress.ts'

type Steps = { steps: CommitStep[] }

const processes = [
  commitProcess<Steps>({ kind: 'process' }, ({ steps }) => ({
    length: steps.length,
    at: (index) => steps[index]!,
  })),
]
const yes: CommitStep = {
  type: 'yes',
  transaction: 't',
  coordinator: 'c',
  participants: ['alice', 'bob'],
  work: null,
}
const commit: CommitStep = { type: 'commit', transaction: 't' }

function watched(property: Property) {
  const alice = { id: 'alice', index: 0, kind: 'process', up: true, state: { steps: [] } as Steps }
  const others = ['bob', 'c'].map((id, place) => ({
    id,
    index: 1 + place,
    kind: 'other',
    up: id !== 'c',
    state: {},
  }))
  const monitor = property.monitor([alice, ...others])
  return {
    take: (now: number, ...steps: CommitStep[]) => {
      alice.state.steps.push(...steps)
      return monitor.changed!(alice, now)
    },
    up: (now: number, up: boolean) => {
      alice.up = up
      return monitor.changed!(alice, now)
    },
    healed: (now: number) => monitor.healed!(now),
    ended: (at: number) => monitor.ended!({ at, history: [], notes: new Map() }),
  }
}

const sentence = 'no decision within 100 µs: alice is blocked on t, waiting for c (down), bob'

describe('non-blocking', () => {
  it('reports who is blocked, on what, and for whom it waits', () => {
    const run = watched(nonBlocking(processes, { within: 100 }))
    expect([run.take(10, yes), run.take(110), run.take(111)]).toEqual([null, null, sentence])
  })

  it('finds at the end who never ran again', () => {
    const run = watched(nonBlocking(processes, { within: 100 }))
    run.take(10, yes)
    expect(run.ended(500)).toBe(sentence)
  })

  it('is content with a decision in time, and does not say so of a vote too young to be late', () => {
    const decided = watched(nonBlocking(processes, { within: 100 }))
    expect([decided.take(10, yes), decided.take(110, commit), decided.ended(500)]).toEqual([null, null, null])
    const young = watched(nonBlocking(processes, { within: 100 }))
    young.take(10, yes)
    expect(young.ended(50)).toBe(undecided)
  })

  it('counts only while the process is up', () => {
    const run = watched(nonBlocking(processes, { within: 100 }))
    run.take(10, yes)
    expect([run.up(50, false), run.up(900, true), run.take(1_000), run.take(1_001)]).toEqual([
      null,
      null,
      null,
      sentence,
    ])
  })
})

describe('AC5', () => {
  it('counts from the repair of all failures', () => {
    const run = watched(allDecideAfterRepair(processes, { within: 100 }))
    expect([run.take(10, yes), run.take(5_000), run.healed(6_000), run.take(6_100), run.take(6_101)]).toEqual(
      [null, null, null, null, sentence],
    )
  })
})

type Failures = Pick<VerifyBounds, 'network' | 'crashes' | 'restarts' | 'drops'>

function twoPhaseCommit(
  property: Property,
  bounds: Failures & { mayCrash?: readonly ('coordinator' | 'alice')[] },
): Scenario {
  return scenario({
    title: 'Two-phase commit',
    nodes: {
      coordinator: coordinator({ participants: ['alice', 'bob'] }),
      alice: participant({ vote: 'yes' }),
      bob: participant({ vote: 'yes' }),
    },
    until: seconds(60),
    holds: [property],
    // What is asked again and again is under way once.
    verify: { network: 'set', ...bounds },
  })
}

function threeSites(property: Property, bounds: Failures): Scenario {
  const site = threePhaseCommit({ vote: 'yes', sendingTime: ms(1) })
  return scenario({
    title: 'Three-phase commit',
    nodes: {
      coordinator: threePhaseCommit({ participants: ['alice', 'bob'], sendingTime: ms(1) }),
      alice: site,
      bob: site,
    },
    until: seconds(60),
    holds: [property],
    verify: { synchronous: true, ...bounds },
  })
}

describe('non-blocking, in a search', () => {
  const ofTwo = twoPhaseCommitProperties.nonBlocking()
  const ofThree = threePhaseCommitProperties.nonBlocking()

  it('is violated by two-phase commit while its coordinator is down, even if it could come back (BHG 1987, §7.4)', () => {
    const { verdict, violations } = verify(twoPhaseCommit(ofTwo, { crashes: 1, mayCrash: ['coordinator'] }))
    expect(verdict).toBe('violated')
    expect(violations).toMatchObject([
      {
        property: 'non-blocking',
        message:
          'never again so, as the last 4 steps can be repeated for ever: alice is blocked on coordinator.1.1, waiting for coordinator (down), bob; bob is blocked on coordinator.1.1, waiting for coordinator (down), alice',
        depth: 9,
        replays: true,
      },
    ])
    const { steps, cycle } = violations[0]!
    // Both ask again, and those who may still be asked to vote have done so.
    expect(
      steps
        .slice(cycle!)
        .map(({ type, node }) => `${type} ${node}`)
        .sort(),
    ).toEqual(['deliver alice', 'deliver bob', 'timeout alice', 'timeout bob'])
  })

  it('holds of two-phase commit if nobody fails, or a participant alone', () => {
    expect(verify(twoPhaseCommit(ofTwo, {})).verdict).toBe('verified')
    expect(verify(twoPhaseCommit(ofTwo, { crashes: 1, mayCrash: ['alice'] })).verdict).toBe('verified')
  })

  it('holds of three-phase commit in a synchronous system as long as one site does not fail (Skeen 1981)', () => {
    expect(verify(threeSites(ofThree, { crashes: 2, restarts: 0 })).verdict).toBe('verified')
    expect(verify(threeSites(ofThree, { crashes: 2 })).verdict).toBe('verified')
  })

  it('is violated by three-phase commit if all fail, and one comes back alone', () => {
    const { violations } = verify(threeSites(ofThree, { crashes: 3, restarts: 1 }))
    expect(violations).toMatchObject([{ property: 'non-blocking', replays: true }])
    expect(violations[0]!.message).toMatch(
      /is blocked on coordinator\.1\.1, waiting for .* \(down\), .* \(down\)$/,
    )
  })
})

type Ballot = { readonly type: 'vote' | 'yes' | 'commit' | 'abort' | 'ask' }

/** Begins once; knows after a crash what it has decided, and that it has decided nothing else. */
const chair = defineNode<{ hasBegun: boolean; hasCommitted: boolean }, Ballot>('chair', {
  initial: () => ({ hasBegun: false, hasCommitted: false }),
  persistent: ['hasBegun', 'hasCommitted'],
  boot(state, ctx) {
    if (!state.hasBegun) ctx.send('voter', { type: 'vote' })
    state.hasBegun = true
  },
  on: {
    yes(state, _message, ctx) {
      state.hasCommitted = true
      ctx.reply({ type: 'commit' })
    },
    ask: ({ hasCommitted }, _message, ctx) => ctx.reply({ type: hasCommitted ? 'commit' : 'abort' }),
  },
})

/** Says yes, and asks for the decision until it knows, or, by mistake, waits for it. */
const voter = defineNode<Steps, Ballot, { readonly asks: boolean }, 'ask'>('voter', {
  initial: () => ({ steps: [] }),
  persistent: ['steps'],
  on: {
    vote({ steps }, _message, ctx) {
      if (steps.length > 0) return
      steps.push({ type: 'yes', transaction: 't', coordinator: 'chair', participants: ['voter'], work: null })
      ctx.reply({ type: 'yes' })
      if (ctx.options.asks) ctx.after(ms(10), 'ask')
    },
    commit: (state, _message, ctx) => decide(state, 'commit', ctx),
    abort: (state, _message, ctx) => decide(state, 'abort', ctx),
  },
  timeout: {
    ask(_state, ctx) {
      ctx.send('chair', { type: 'ask' })
      ctx.after(ms(10), 'ask')
    },
  },
})

function decide({ steps }: Steps, type: 'commit' | 'abort', ctx: { cancel(name: 'ask'): void }): void {
  ctx.cancel('ask')
  if (steps.length === 1) steps.push({ type, transaction: 't' })
}

describe('AC5, in a search', () => {
  const ofTwo = twoPhaseCommitProperties.allDecideAfterRepair()

  it('holds of two-phase commit, whoever fails: it asks for nothing while somebody is down', () => {
    expect(verify(twoPhaseCommit(ofTwo, { crashes: 1 })).verdict).toBe('verified')
    expect(verify(twoPhaseCommit(ofTwo, { crashes: 1, restarts: 0 })).verdict).toBe('verified')
  })

  const vote = (asks: boolean, bounds: Failures) =>
    verify(
      scenario({
        title: 'One votes',
        nodes: { chair: chair(), voter: voter({ asks }) },
        until: seconds(60),
        healAt: seconds(1),
        holds: [
          allDecideAfterRepair(
            [
              commitProcess(voter, ({ steps }) => ({
                length: steps.length,
                at: (index) => steps[index]!,
              })),
            ],
            { within: seconds(1) },
          ),
        ],
        verify: { mayCrash: ['chair'], ...bounds },
      }),
    )

  it('is violated by a voter that does not ask when the decision, or its vote, is lost', () => {
    for (const bounds of [{ drops: 1 }, { crashes: 1 }]) {
      expect(vote(true, { ...bounds, network: 'duplicating' }).verdict).toBe('verified')
      expect(vote(false, bounds).violations).toMatchObject([
        {
          property: 'AC5 all decide after repair',
          message: 'never again so, as nothing more has to happen: voter is blocked on t, waiting for chair',
          cycle: null,
          replays: true,
        },
      ])
    }
  })
})
