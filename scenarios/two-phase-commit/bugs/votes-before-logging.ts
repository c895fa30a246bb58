import {
  clog,
  coordinator,
  crash,
  hasDecided,
  isUncertain,
  ms,
  participant,
  scenario,
  seconds,
  twoPhaseCommitProperties,
  uniform,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes } = twoPhaseCommitProperties

export default scenario({
  title:
    'T2: a participant that votes yes before logging it forgets the vote in a crash, and aborts what others commit',
  nodes: {
    coordinator: coordinator({ participants: ['alice', 'bob'] }),
    alice: participant({ vote: 'yes', bug: 'votes-before-logging' }),
    bob: participant({ vote: 'yes', bug: 'votes-before-logging' }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  faults: [
    {
      when: ({ alice, bob }) => isUncertain(alice) && isUncertain(bob),
      fault: clog(['coordinator'], ['bob'], { lasts: seconds(1) }),
    },
    {
      when: ({ coordinator, alice }) => isUncertain(alice) && Object.keys(coordinator.committed).length > 0,
      fault: crash('alice', { lasts: ms(50) }),
    },
    { when: ({ alice }) => hasDecided(alice, 'commit'), fault: crash('coordinator') },
  ],
  healAt: seconds(3),
  until: seconds(5),
  holds: [noReversal, commitOnlyIfAllVotedYes],
  violates: [agreement],
  verify: { timeouts: 1, crashes: 1 },
})
