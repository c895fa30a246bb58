import { ms, scenario, seconds, threePhaseCommit, threePhaseCommitProperties, uniform } from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes, commitIfAllVotedYes, nonBlocking } =
  threePhaseCommitProperties

export default scenario({
  title: 'All vote yes, learn that all did, and commit',
  nodes: {
    coordinator: threePhaseCommit({ participants: ['alice', 'bob'] }),
    alice: threePhaseCommit({ vote: 'yes' }),
    bob: threePhaseCommit({ vote: 'yes' }),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  until: seconds(1),
  holds: [agreement, noReversal, commitOnlyIfAllVotedYes, commitIfAllVotedYes, nonBlocking(ms(50))],
})
