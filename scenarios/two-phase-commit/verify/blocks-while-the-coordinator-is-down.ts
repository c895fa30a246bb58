import {
  coordinator,
  crash,
  isUncertain,
  ms,
  participant,
  scenario,
  seconds,
  twoPhaseCommitProperties,
  uniform,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes, allDecideAfterRepair, nonBlocking } =
  twoPhaseCommitProperties

// T4: no bug. Who has voted yes depends on who is down, and decides once it is up again.
export default scenario({
  title: 'Two-phase commit blocks while the coordinator is down, and decides when it is back',
  nodes: {
    coordinator: coordinator({ participants: ['alice', 'bob'] }),
    alice: participant({ vote: 'yes' }),
    bob: participant({ vote: 'yes' }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  // In some seeds it has decided just before it dies, so that there is a decision to agree on.
  faults: [
    {
      when: ({ alice, bob }) => isUncertain(alice) && isUncertain(bob),
      fault: crash('coordinator'),
      delay: ms(4),
    },
  ],
  healAt: seconds(10),
  until: seconds(20),
  holds: [agreement, noReversal, commitOnlyIfAllVotedYes, allDecideAfterRepair()],
  violates: [nonBlocking()],
  verify: { network: 'set', crashes: 1 },
})
