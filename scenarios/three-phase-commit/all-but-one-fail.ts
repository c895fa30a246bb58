import {
  crashes,
  ms,
  scenario,
  seconds,
  sometimes,
  threePhaseCommit,
  threePhaseCommitProperties,
  uniform,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes, nonBlocking } = threePhaseCommitProperties

// What the protocol assumes holds: a message takes less than 10 ms (5 on the way, and up to 4 until it is sent), none is
// lost, the network never parts, and one site never fails.
export default scenario({
  title: 'Sites crash and recover at any time, all but one: everyone who is up decides soon, and alike',
  nodes: {
    coordinator: threePhaseCommit({ participants: ['alice', 'bob', 'carol'], sendingTime: ms(1) }),
    alice: threePhaseCommit({ sendingTime: ms(1) }),
    bob: threePhaseCommit({ sendingTime: ms(1) }),
    carol: threePhaseCommit({ sendingTime: ms(1) }),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  faults: [
    crashes({
      nodes: ['coordinator', 'alice', 'bob'],
      atMost: 3,
      every: ms(15),
      downFor: [ms(1), ms(300)],
    }),
  ],
  until: seconds(2),
  holds: [agreement, noReversal, commitOnlyIfAllVotedYes, nonBlocking(ms(700))],
  reaches: [
    sometimes('an elected coordinator asks for states'),
    sometimes('all who are up are uncertain, and abort'),
    sometimes('who is committable makes the uncertain so'),
    sometimes('a recovered site asks for the decision'),
  ],
})
