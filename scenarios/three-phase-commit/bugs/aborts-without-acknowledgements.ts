import {
  crash,
  isCommittable,
  ms,
  scenario,
  seconds,
  siteHasDecided,
  threePhaseCommit,
  threePhaseCommitProperties,
  uniform,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes, nonBlocking } = threePhaseCommitProperties

export default scenario({
  title:
    '3PC-4: a coordinator that aborts for want of an acknowledgement, and dies, contradicts those who have the pre-commit',
  nodes: {
    coordinator: threePhaseCommit({
      participants: ['alice', 'bob', 'carol'],
      sendingTime: ms(1),
      bug: 'aborts-without-acknowledgements',
    }),
    alice: threePhaseCommit({ vote: 'yes', bug: 'aborts-without-acknowledgements' }),
    bob: threePhaseCommit({ vote: 'yes', bug: 'aborts-without-acknowledgements' }),
    carol: threePhaseCommit({ vote: 'yes', bug: 'aborts-without-acknowledgements' }),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  faults: [
    { when: ({ coordinator }) => isCommittable(coordinator), fault: crash('carol') },
    { when: ({ coordinator }) => siteHasDecided(coordinator, 'abort'), fault: crash('coordinator') },
    // Whom the abort was on its way to.
    { when: ({ coordinator }) => siteHasDecided(coordinator, 'abort'), fault: crash('alice') },
  ],
  until: seconds(3),
  holds: [noReversal, commitOnlyIfAllVotedYes, nonBlocking(ms(500))],
  violates: [agreement],
})
