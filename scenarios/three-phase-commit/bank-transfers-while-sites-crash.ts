import {
  cluster,
  crashes,
  ledger,
  ms,
  scenario,
  seconds,
  sometimes,
  threePhaseCommit,
  threePhaseCommitProperties,
  transactionClient,
  transferTransactions,
  us,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes, moneyConserved, allDecideAfterRepair } =
  threePhaseCommitProperties

const workload = transferTransactions({ north: ['n1', 'n2'], south: ['s1', 's2'], west: ['w1', 'w2'] })
const timing = { bound: ms(20), sendingTime: us(100) }

// No message takes as long as the bound, with the wait until it is sent; none is lost, the network never parts.
export default scenario({
  title: 'Banks that coordinate for each other move money while they crash, and none is made or lost',
  nodes: {
    north: threePhaseCommit({ resource: ledger({ n1: 50, n2: 50 }), ...timing }),
    south: threePhaseCommit({ resource: ledger({ s1: 50, s2: 50 }), ...timing }),
    west: threePhaseCommit({ resource: ledger({ w1: 50, w2: 50 }), ...timing }),
    ...cluster(3, transactionClient({ coordinators: ['north', 'south', 'west'], workload }), 'client'),
  },
  faults: [crashes({ atMost: 3, every: ms(50), downFor: [ms(1), ms(300)] })],
  healAt: seconds(2),
  until: seconds(12),
  holds: [agreement, noReversal, commitOnlyIfAllVotedYes, moneyConserved, allDecideAfterRepair()],
  reaches: [
    sometimes('an elected coordinator asks for states'),
    sometimes('a recovered site asks for the decision'),
    sometimes('after a total failure the last to fail decide'),
  ],
})
