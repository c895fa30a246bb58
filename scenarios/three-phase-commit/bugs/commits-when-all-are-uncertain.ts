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
    '3PC-2: uncertain sites that commit after the coordinator has died do so without the vote of one who refused',
  nodes: {
    coordinator: threePhaseCommit({
      participants: ['alice', 'bob', 'carol'],
      sendingTime: ms(1),
      bug: 'commits-when-all-are-uncertain',
    }),
    alice: threePhaseCommit({ vote: 'yes', bug: 'commits-when-all-are-uncertain' }),
    bob: threePhaseCommit({ vote: 'yes', bug: 'commits-when-all-are-uncertain' }),
    carol: threePhaseCommit({ vote: 'no', bug: 'commits-when-all-are-uncertain' }),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  faults: [
    { when: ({ carol }) => siteHasDecided(carol, 'abort'), fault: crash('carol') },
    { when: ({ carol }) => siteHasDecided(carol, 'abort'), fault: crash('coordinator') },
  ],
  until: seconds(3),
  holds: [noReversal, nonBlocking(ms(500))],
  violates: [agreement, commitOnlyIfAllVotedYes],
})
