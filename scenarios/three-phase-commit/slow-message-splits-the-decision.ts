import {
  clog,
  isUncertainSite,
  ms,
  scenario,
  seconds,
  threePhaseCommit,
  threePhaseCommitProperties,
  uniform,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes, nonBlocking } = threePhaseCommitProperties

// No bug either: a promise about time is broken, and no message is lost.
export default scenario({
  title: 'A pre-commit that takes longer than the bound splits the decision just as a partition does',
  nodes: {
    coordinator: threePhaseCommit({ participants: ['alice', 'bob'], sendingTime: ms(1) }),
    alice: threePhaseCommit({ vote: 'yes' }),
    bob: threePhaseCommit({ vote: 'yes' }),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  faults: [
    {
      when: ({ alice, bob }) => isUncertainSite(alice) && isUncertainSite(bob),
      fault: clog(['coordinator', 'alice'], ['bob'], { lasts: ms(200) }),
    },
  ],
  healAt: seconds(2),
  until: seconds(3),
  holds: [noReversal, commitOnlyIfAllVotedYes, nonBlocking(ms(300))],
  violates: [agreement],
})
