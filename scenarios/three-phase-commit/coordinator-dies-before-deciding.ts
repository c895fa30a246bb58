import {
  crash,
  isUncertainSite,
  ms,
  scenario,
  seconds,
  sometimes,
  threePhaseCommit,
  threePhaseCommitProperties,
  uniform,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes, nonBlocking } = threePhaseCommitProperties

// Two-phase commit blocks here. In some seeds some have the pre-commit, and these make the others commit; in others
// nobody has, so nobody can have committed, and they abort.
export default scenario({
  title: 'Three-phase commit does not block when the coordinator dies before deciding: the others decide',
  nodes: {
    coordinator: threePhaseCommit({ participants: ['alice', 'bob'], sendingTime: ms(1) }),
    alice: threePhaseCommit({ vote: 'yes' }),
    bob: threePhaseCommit({ vote: 'yes' }),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  faults: [
    {
      when: ({ alice, bob }) => isUncertainSite(alice) && isUncertainSite(bob),
      fault: crash('coordinator'),
      delay: ms(4),
    },
  ],
  until: seconds(10),
  holds: [agreement, noReversal, commitOnlyIfAllVotedYes, nonBlocking(ms(200))],
  reaches: [
    sometimes('an elected coordinator asks for states'),
    sometimes('all who are up are uncertain, and abort'),
    sometimes('who is committable makes the uncertain so'),
  ],
})
