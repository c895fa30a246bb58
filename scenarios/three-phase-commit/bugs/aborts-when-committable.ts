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
    '3PC-1: a participant that aborts by itself though all have voted yes undoes what the coordinator has committed',
  nodes: {
    coordinator: threePhaseCommit({
      participants: ['alice', 'bob', 'carol'],
      sendingTime: ms(1),
      bug: 'aborts-when-committable',
    }),
    alice: threePhaseCommit({ vote: 'yes', bug: 'aborts-when-committable' }),
    bob: threePhaseCommit({ vote: 'yes', bug: 'aborts-when-committable' }),
    carol: threePhaseCommit({ vote: 'yes', bug: 'aborts-when-committable' }),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  faults: [
    {
      when: ({ coordinator }) => siteHasDecided(coordinator, 'commit'),
      fault: crash('coordinator', { lasts: seconds(1) }),
    },
  ],
  until: seconds(3),
  holds: [noReversal, commitOnlyIfAllVotedYes, nonBlocking(ms(500))],
  violates: [agreement],
})
