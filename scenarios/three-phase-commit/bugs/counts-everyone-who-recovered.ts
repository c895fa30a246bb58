import {
  type CommitSite,
  crash,
  isCommittable,
  ms,
  scenario,
  seconds,
  threePhaseCommit,
  threePhaseCommitProperties,
  uniform,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes } = threePhaseCommitProperties

const bug = 'counts-everyone-who-recovered'

// Alice fails with the pre-commit, and bob and carol, the last to fail, without. Who of the recovered hears of alice in
// time commits, who hears of the last to fail alone aborts.
export default scenario({
  title:
    '3PC-6: those who recover and go by whatever state they hear of do not all hear of the same, and decide differently',
  nodes: {
    coordinator: threePhaseCommit({ participants: ['alice', 'bob', 'carol'], sendingTime: ms(1), bug }),
    alice: threePhaseCommit({ bug }),
    bob: threePhaseCommit({ bug }),
    carol: threePhaseCommit({ bug }),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  faults: [
    // It has sent the pre-commit to alice only.
    { when: ({ coordinator }) => isCommittable(coordinator), fault: crash('coordinator') },
    { when: ({ alice }) => isCommittable(alice), fault: crash('alice', { lasts: ms(300) }) },
    ...(['bob', 'carol'] as const).map((node) => ({
      when: ({ bob, carol }: Record<'bob' | 'carol', CommitSite>) =>
        [bob, carol].every(({ log }) => log.some((record) => record.type === 'up' && record.up.length === 2)),
      fault: crash(node, { lasts: ms(250) }),
    })),
  ],
  healAt: seconds(2),
  until: seconds(3),
  holds: [noReversal, commitOnlyIfAllVotedYes],
  violates: [agreement],
})
