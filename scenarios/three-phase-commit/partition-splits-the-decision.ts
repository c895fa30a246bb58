import {
  isCommittable,
  ms,
  partition,
  scenario,
  seconds,
  threePhaseCommit,
  threePhaseCommitProperties,
  uniform,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes, nonBlocking } = threePhaseCommitProperties

// T5: no bug. The protocol takes who is silent to have failed; here they are only on the other side. The coordinator's
// side knows that all voted yes and commits, the other side knows of nobody who does and aborts.
export default scenario({
  title:
    'A partition after some have the pre-commit splits the decision: three-phase commit assumes that there is none',
  nodes: {
    coordinator: threePhaseCommit({ participants: ['alice', 'bob', 'carol'], sendingTime: ms(1) }),
    alice: threePhaseCommit({ vote: 'yes' }),
    bob: threePhaseCommit({ vote: 'yes' }),
    carol: threePhaseCommit({ vote: 'yes' }),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  faults: [
    {
      when: ({ coordinator }) => isCommittable(coordinator),
      fault: partition(
        [
          ['coordinator', 'alice'],
          ['bob', 'carol'],
        ],
        { lasts: seconds(1) },
      ),
    },
  ],
  healAt: seconds(2),
  until: seconds(3),
  holds: [noReversal, commitOnlyIfAllVotedYes, nonBlocking(ms(200))],
  violates: [agreement],
})
