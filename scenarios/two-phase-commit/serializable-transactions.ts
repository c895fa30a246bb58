import {
  chaos,
  cluster,
  coordinator,
  listAppendTransactions,
  ms,
  participant,
  scenario,
  seconds,
  serializable,
  transactionalRegisters,
  transactionClient,
  twoPhaseCommitProperties,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes } = twoPhaseCommitProperties

const resource = transactionalRegisters()

export default scenario({
  title: 'Locks held from the vote to the decision make transactions strictly serializable',
  nodes: {
    coordinator: coordinator(),
    north: participant({ resource }),
    south: participant({ resource }),
    ...cluster(
      4,
      transactionClient({
        coordinators: ['coordinator'],
        workload: listAppendTransactions(['north', 'south']),
        operations: 20,
      }),
      'client',
    ),
  },
  faults: [chaos({ every: ms(250), lastFor: [ms(1), ms(500)] })],
  healAt: seconds(3),
  until: seconds(20),
  holds: [
    agreement,
    noReversal,
    commitOnlyIfAllVotedYes,
    serializable('list-append', { level: 'strict-serializable' }),
  ],
})
