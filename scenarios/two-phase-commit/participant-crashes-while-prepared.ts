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

const { agreement, noReversal, commitOnlyIfAllVotedYes, allDecideAfterRepair, nonBlocking } =
  twoPhaseCommitProperties

export default scenario({
  title: 'A participant that crashes after its yes finds the vote in its log, and asks how it ended',
  nodes: {
    coordinator: coordinator({ participants: ['alice', 'bob'] }),
    alice: participant({ vote: 'yes' }),
    bob: participant({ vote: 'yes' }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  faults: [{ when: ({ alice }) => isUncertain(alice), fault: crash('alice', { lasts: seconds(1) }) }],
  healAt: seconds(3),
  until: seconds(8),
  holds: [agreement, noReversal, commitOnlyIfAllVotedYes, allDecideAfterRepair(), nonBlocking()],
  reaches: [sometimes('an uncertain participant asks for the decision')],
})
