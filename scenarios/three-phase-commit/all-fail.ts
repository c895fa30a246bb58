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

const { agreement, noReversal, commitOnlyIfAllVotedYes, allDecideAfterRepair } = threePhaseCommitProperties

const site = threePhaseCommit({ bound: ms(30), sendingTime: ms(3) })
const everyone = { alice: null, bob: null, carol: null }

// The assumptions hold but for one: there may be nobody who has not failed. Then some wait, and nobody errs.
export default scenario({
  title:
    'Sites crash and recover at any time, all of them: all decide alike, if only when the last to fail are back',
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
  faults: [crashes({ atMost: 4, every: ms(70), downFor: [ms(1), ms(500)] })],
  healAt: seconds(2),
  until: seconds(3),
  holds: [agreement, noReversal, commitOnlyIfAllVotedYes, allDecideAfterRepair(seconds(1))],
  reaches: [
    sometimes('an elected coordinator asks for states'),
    sometimes('all who are up are uncertain, and abort'),
    sometimes('a recovered site asks for the decision'),
    sometimes('after a total failure the last to fail decide'),
  ],
})
