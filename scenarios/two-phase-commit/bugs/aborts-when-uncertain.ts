import {
  clog,
  coordinator,
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
  title: 'T3: a participant that gives up waiting after its yes aborts what the others have committed',
  nodes: {
    coordinator: coordinator({ participants: ['alice', 'bob'] }),
    alice: participant({ vote: 'yes' }),
    bob: participant({ vote: 'yes', bug: 'aborts-when-uncertain' }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  faults: [
    { when: ({ bob }) => isUncertain(bob), fault: clog(['coordinator'], ['bob'], { lasts: seconds(1) }) },
  ],
  healAt: seconds(3),
  until: seconds(5),
  holds: [noReversal, commitOnlyIfAllVotedYes],
  violates: [agreement],
  verify: { timeouts: 1 },
})
