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
  sometimes,
  twoPhaseCommitProperties,
  uniform,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes, nonBlocking } = twoPhaseCommitProperties

export default scenario({
  title:
    'A participant that knows the decision ends the uncertainty of another, though the coordinator is dead',
  nodes: {
    coordinator: coordinator({ participants: ['alice', 'bob'] }),
    alice: participant({ vote: 'yes' }),
    bob: participant({ vote: 'yes' }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  faults: [
    {
      when: ({ alice, bob }) => isUncertain(alice) && isUncertain(bob),
      fault: clog(['coordinator'], ['bob']),
    },
    { when: ({ alice }) => hasDecided(alice, 'commit'), fault: crash('coordinator') },
  ],
  until: seconds(10),
  holds: [agreement, noReversal, commitOnlyIfAllVotedYes, nonBlocking()],
  reaches: [sometimes('a participant learns the decision from another')],
})
