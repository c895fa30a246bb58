import {
  coordinator,
  crash,
  eventually,
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

// T4: no bug. The participants ask each other for ever, and none of them knows.
export default scenario({
  title: 'Two-phase commit blocks if the coordinator is gone for good before it has decided',
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
  until: seconds(10),
  holds: [agreement, noReversal, commitOnlyIfAllVotedYes],
  violates: [
    eventually(
      'every participant decides',
      participant,
      (participants) =>
        participants.every((one) => hasDecided(one, 'commit') || hasDecided(one, 'abort')) ||
        'somebody is blocked',
    ),
  ],
  verify: { network: 'set', crashes: 1, restarts: 0, mayCrash: ['coordinator'] },
})
