import {
  chaos,
  cluster,
  coordinator,
  ledger,
  ms,
  participant,
  percent,
  scenario,
  seconds,
  sometimes,
  transactionClient,
  transferTransactions,
  twoPhaseCommitProperties,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes, moneyConserved, allDecideAfterRepair } =
  twoPhaseCommitProperties

const workload = transferTransactions({ north: ['n1', 'n2'], south: ['s1', 's2'], west: ['w1', 'w2'] })

export default scenario({
  title:
    'Banks that lock what they promise move money among each other under chaos, and none is made or lost',
  nodes: {
    ...cluster(2, coordinator(), 'c'),
    north: participant({ resource: ledger({ n1: 50, n2: 50 }) }),
    south: participant({ resource: ledger({ s1: 50, s2: 50 }) }),
    west: participant({ resource: ledger({ w1: 50, w2: 50 }) }),
    ...cluster(3, transactionClient({ coordinators: ['c1', 'c2'], workload }), 'client'),
  },
  network: { duplication: percent(2), loss: percent(1) },
  faults: [chaos({ atMost: 3, every: ms(250), lastFor: [ms(1), ms(500)] })],
  healAt: seconds(2),
  until: seconds(20),
  holds: [agreement, noReversal, commitOnlyIfAllVotedYes, moneyConserved, allDecideAfterRepair()],
  reaches: [
    sometimes('an uncertain participant asks for the decision'),
    sometimes('a participant learns the decision from another'),
    sometimes('the coordinator presumes abort'),
  ],
})
