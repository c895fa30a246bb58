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

const { agreement, noReversal, commitOnlyIfAllVotedYes, allDecideAfterRepair } = threePhaseCommitProperties

// A message takes less than 10 ms (5 on the way, and up to 4 until it is sent), none is lost, the network never parts.
export default scenario({
  title:
    'Sites crash and recover at any time, all of them: they decide alike, when the last to fail are back',
  nodes: {
    coordinator: threePhaseCommit({ participants: ['alice', 'bob', 'carol'], sendingTime: ms(1) }),
    alice: threePhaseCommit({ sendingTime: ms(1) }),
    bob: threePhaseCommit({ sendingTime: ms(1) }),
    carol: threePhaseCommit({ sendingTime: ms(1) }),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  faults: [crashes({ atMost: 4, every: ms(10), downFor: [ms(1), ms(500)] })],
  healAt: seconds(1),
  until: seconds(2),
  holds: [agreement, noReversal, commitOnlyIfAllVotedYes, allDecideAfterRepair(ms(500))],
  reaches: [
    sometimes('an elected coordinator asks for states'),
    sometimes('all who are up are uncertain, and abort'),
    sometimes('who is committable makes the uncertain so'),
    sometimes('a recovered site asks for the decision'),
    sometimes('after a total failure the last to fail decide'),
  ],
})
