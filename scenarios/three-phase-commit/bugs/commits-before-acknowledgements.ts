import {
  crash,
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
    '3PC-3: a coordinator that commits before others know that all voted yes leaves sites behind that abort',
  nodes: {
    coordinator: threePhaseCommit({
      participants: ['alice', 'bob', 'carol'],
      sendingTime: ms(1),
      bug: 'commits-before-acknowledgements',
    }),
    alice: threePhaseCommit({ vote: 'yes', bug: 'commits-before-acknowledgements' }),
    bob: threePhaseCommit({ vote: 'yes', bug: 'commits-before-acknowledgements' }),
    carol: threePhaseCommit({ vote: 'yes', bug: 'commits-before-acknowledgements' }),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  faults: [
    // At the same moment: nobody but the coordinator knew.
    { when: ({ coordinator }) => siteHasDecided(coordinator, 'commit'), fault: crash('coordinator') },
    { when: ({ coordinator }) => siteHasDecided(coordinator, 'commit'), fault: crash('alice') },
  ],
  until: seconds(3),
  holds: [noReversal, commitOnlyIfAllVotedYes, nonBlocking(ms(500))],
  violates: [agreement],
})
