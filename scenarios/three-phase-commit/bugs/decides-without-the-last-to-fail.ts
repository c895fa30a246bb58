import {
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

export default scenario({
  title: '3PC-5: a site that decides before the last to fail is back aborts what others had committed',
  nodes: {
    coordinator: threePhaseCommit({
      participants: ['alice', 'bob'],
      sendingTime: ms(1),
      bug: 'decides-without-the-last-to-fail',
    }),
    alice: threePhaseCommit({ vote: 'yes', bug: 'decides-without-the-last-to-fail' }),
    bob: threePhaseCommit({ vote: 'yes', bug: 'decides-without-the-last-to-fail' }),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  faults: [
    { when: ({ alice }) => isCommittable(alice), fault: crash('bob', { lasts: ms(300) }) },
    { when: ({ alice }) => isCommittable(alice), fault: crash('coordinator'), delay: ms(100) },
    { when: ({ alice }) => isCommittable(alice), fault: crash('alice'), delay: ms(100) },
  ],
  healAt: seconds(2),
  until: seconds(3),
  holds: [noReversal, commitOnlyIfAllVotedYes],
  violates: [agreement],
})
