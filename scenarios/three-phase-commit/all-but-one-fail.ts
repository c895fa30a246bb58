import {
  crashes,
  ms,
  scenario,
  seconds,
  sometimes,
  threePhaseCommit,
  threePhaseCommitProperties,
  transactionClient,
  uniform,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes, nonBlocking } = threePhaseCommitProperties

const site = threePhaseCommit({ bound: ms(30), sendingTime: ms(3) })
const everyone = { alice: null, bob: null, carol: null }

// What the protocol assumes holds: sites only crash, and come back with what they have logged; every message takes less
// than the bound, with the wait until it is sent; none is lost, the network never parts; and one site never fails.
export default scenario({
  title: 'Sites crash and recover at any time, all but one: whoever is up decides soon, and all alike',
  nodes: {
    coordinator: site,
    alice: site,
    bob: site,
    carol: site,
    client: transactionClient({
      coordinators: ['coordinator'],
      workload: { name: 'everyone', next: () => null, work: () => everyone, output: () => null },
      operations: 15,
      timeout: ms(100),
      thinkTime: [ms(20), ms(60)],
    }),
  },
  network: { latency: uniform(ms(1), ms(4)) },
  faults: [
    crashes({
      nodes: ['coordinator', 'alice', 'bob'],
      atMost: 3,
      every: ms(80),
      downFor: [ms(1), ms(200)],
    }),
  ],
  until: seconds(3),
  holds: [agreement, noReversal, commitOnlyIfAllVotedYes, nonBlocking(seconds(1))],
  reaches: [
    sometimes('an elected coordinator asks for states'),
    sometimes('all who are up are uncertain, and abort'),
    sometimes('who is committable makes the uncertain so'),
    sometimes('a recovered site asks for the decision'),
  ],
})
