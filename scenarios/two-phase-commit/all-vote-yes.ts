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

const {
  agreement,
  noReversal,
  commitOnlyIfAllVotedYes,
  commitIfAllVotedYes,
  allDecideAfterRepair,
  nonBlocking,
} = twoPhaseCommitProperties

export default scenario({
  title: 'When all vote yes and nothing fails, all commit',
  nodes: {
    coordinator: coordinator({ participants: ['alice', 'bob', 'carol'] }),
    alice: participant({ vote: 'yes' }),
    bob: participant({ vote: 'yes' }),
    carol: participant({ vote: 'yes' }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  until: seconds(5),
  holds: [
    agreement,
    noReversal,
    commitOnlyIfAllVotedYes,
    commitIfAllVotedYes,
    allDecideAfterRepair(),
    nonBlocking(),
  ],
  reaches: [sometimes('all commit', participant, (all) => all.every((one) => hasDecided(one, 'commit')))],
})
