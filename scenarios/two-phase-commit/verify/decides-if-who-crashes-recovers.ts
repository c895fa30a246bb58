import {
  coordinator,
  eventually,
  hasDecided,
  participant,
  scenario,
  seconds,
  twoPhaseCommitProperties,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes } = twoPhaseCommitProperties

export default scenario({
  title: 'Two-phase commit: every participant decides some time, if whoever crashes recovers',
  nodes: {
    coordinator: coordinator({ participants: ['alice', 'bob'] }),
    alice: participant({ vote: 'yes' }),
    bob: participant({ vote: 'yes' }),
  },
  until: seconds(10),
  holds: [
    agreement,
    noReversal,
    commitOnlyIfAllVotedYes,
    eventually('every participant decides', participant, (participants, nodes) => {
      const waiting = participants.findIndex((one) => !hasDecided(one, 'commit') && !hasDecided(one, 'abort'))
      return waiting < 0 || `${nodes[waiting]!.id} has not`
    }),
  ],
  // What is asked again and again is under way once.
  verify: { network: 'set', crashes: 1 },
})
