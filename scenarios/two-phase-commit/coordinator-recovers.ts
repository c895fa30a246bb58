import {
  coordinator,
  crash,
  isUncertain,
  ms,
  participant,
  scenario,
  seconds,
  sometimes,
  twoPhaseCommitProperties,
  uniform,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes, allDecideAfterRepair } = twoPhaseCommitProperties

export default scenario({
  title: 'The blocked finish as soon as the coordinator is back, whether it had logged a decision or not',
  nodes: {
    coordinator: coordinator({ participants: ['alice', 'bob'] }),
    alice: participant({ vote: 'yes' }),
    bob: participant({ vote: 'yes' }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  faults: [
    // Some votes arrive before the crash, some not.
    {
      when: ({ alice, bob }) => isUncertain(alice) && isUncertain(bob),
      fault: crash('coordinator'),
      delay: ms(7),
    },
  ],
  healAt: seconds(5),
  until: seconds(10),
  holds: [agreement, noReversal, commitOnlyIfAllVotedYes, allDecideAfterRepair()],
  reaches: [
    sometimes('an uncertain participant asks for the decision'),
    sometimes('the coordinator presumes abort'),
  ],
})
