import { ms, scenario, seconds, threePhaseCommit, threePhaseCommitProperties, uniform } from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes } = threePhaseCommitProperties

// T5, small: no bug, and nothing fails. In an asynchronous system, where any timeout may come before any message, those
// who are late are taken to have failed.
export default scenario({
  title: 'Three-phase commit splits the decision where messages can take longer than timeouts',
  nodes: {
    coordinator: threePhaseCommit({ participants: ['alice', 'bob'] }),
    alice: threePhaseCommit({ vote: 'yes' }),
    bob: threePhaseCommit({ vote: 'yes' }),
  },
  // The sites believe in 10 ms; what is for bob can take much longer.
  network: {
    latency: uniform(ms(1), ms(5)),
    links: {
      'coordinator>bob': { latency: uniform(ms(1), ms(150)) },
      'alice>bob': { latency: uniform(ms(1), ms(150)) },
    },
  },
  until: seconds(1),
  holds: [noReversal, commitOnlyIfAllVotedYes],
  violates: [agreement],
  verify: { timeouts: 2 },
})
