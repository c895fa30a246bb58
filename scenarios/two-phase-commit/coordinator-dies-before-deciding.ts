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

const { agreement, noReversal, commitOnlyIfAllVotedYes, nonBlocking } = twoPhaseCommitProperties

// T4: no bug. Whoever decided alone here could be wrong; so nobody does.
export default scenario({
  title: 'Two-phase commit blocks when the coordinator dies before deciding, and stays safe',
  nodes: {
    coordinator: coordinator({ participants: ['alice', 'bob'] }),
    alice: participant({ vote: 'yes' }),
    bob: participant({ vote: 'yes' }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  // In some seeds it has decided just before it dies: then its decision reaches somebody, and so everybody.
  faults: [
    {
      when: ({ alice, bob }) => isUncertain(alice) && isUncertain(bob),
      fault: crash('coordinator'),
      delay: ms(4),
    },
  ],
  until: seconds(60),
  holds: [agreement, noReversal, commitOnlyIfAllVotedYes],
  violates: [nonBlocking()],
})
