import {
  coordinator,
  crash,
  hasDecided,
  isUncertain,
  ms,
  participant,
  partitionOneWay,
  scenario,
  seconds,
  twoPhaseCommitProperties,
  uniform,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes } = twoPhaseCommitProperties

export default scenario({
  title:
    'T1: a coordinator that sends its decision before logging it knows nothing of it after a crash, and presumes abort',
  nodes: {
    coordinator: coordinator({ participants: ['alice', 'bob'], bug: 'broadcasts-before-logging' }),
    alice: participant({ vote: 'yes' }),
    bob: participant({ vote: 'yes' }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  faults: [
    {
      when: ({ alice, bob }) => isUncertain(alice) && isUncertain(bob),
      fault: partitionOneWay(['coordinator'], ['bob'], { lasts: ms(150) }),
    },
    { when: ({ alice }) => hasDecided(alice, 'commit'), fault: crash('coordinator', { lasts: ms(100) }) },
  ],
  healAt: seconds(3),
  until: seconds(5),
  holds: [noReversal, commitOnlyIfAllVotedYes],
  violates: [agreement],
  verify: { timeouts: 1, crashes: 1 },
})
