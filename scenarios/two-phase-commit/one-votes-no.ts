import {
  coordinator,
  hasDecided,
  ms,
  participant,
  scenario,
  seconds,
  sometimes,
  twoPhaseCommitProperties,
  uniform,
} from 'lightcone'

const { agreement, noReversal, allDecideAfterRepair, nonBlocking } = twoPhaseCommitProperties

export default scenario({
  title: 'A single no makes everyone abort, also those who voted yes',
  nodes: {
    coordinator: coordinator({ participants: ['alice', 'bob', 'carol'] }),
    alice: participant({ vote: 'yes' }),
    bob: participant({ vote: 'no' }),
    carol: participant({ vote: 'yes' }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  until: seconds(5),
  holds: [agreement, noReversal, allDecideAfterRepair(), nonBlocking()],
  reaches: [sometimes('all abort', participant, (all) => all.every((one) => hasDecided(one, 'abort')))],
})
