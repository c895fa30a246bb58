import {
  type CommitSite,
  isCommittable,
  isUncertainSite,
  ms,
  scenario,
  seconds,
  siteHasDecided,
  sometimes,
  threePhaseCommit,
  threePhaseCommitProperties,
  uniform,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes } = threePhaseCommitProperties
const site = threePhaseCommit({ vote: 'yes', sendingTime: ms(1) })

/** Nobody is left who has voted and cannot decide; who is down waits for nothing. */
const haveDecided = (...sites: readonly CommitSite[]) =>
  !sites.some((one) => isUncertainSite(one) || isCommittable(one))

// The other half of T5: in a synchronous system nobody blocks as long as one site lives, and all decide alike.
export default scenario({
  title: 'Three-phase commit does not block where timeouts are longer than messages take, whoever dies when',
  nodes: {
    coordinator: threePhaseCommit({ participants: ['alice', 'bob', 'carol'], sendingTime: ms(1) }),
    alice: site,
    bob: site,
    carol: site,
  },
  network: { latency: uniform(ms(1), ms(5)) },
  until: seconds(1),
  holds: [agreement, noReversal, commitOnlyIfAllVotedYes],
  reaches: [
    sometimes('all have committed', threePhaseCommit, (sites) =>
      sites.every((one) => siteHasDecided(one, 'commit')),
    ),
  ],
  verify: {
    synchronous: true,
    crashes: 3,
    restarts: 0,
    mayEnd: ({ coordinator, alice, bob, carol }) => haveDecided(coordinator, alice, bob, carol),
  },
})
