import {
  crash,
  isCommittable,
  ms,
  scenario,
  seconds,
  sometimes,
  threePhaseCommit,
  threePhaseCommitProperties,
  uniform,
} from 'lightcone'

const { agreement, noReversal, commitOnlyIfAllVotedYes, allDecideAfterRepair, nonBlocking } =
  threePhaseCommitProperties

// The coordinator fails as soon as alice has the pre-commit, and then bob. When these two are back they do not know
// whether alice, who failed after them, has committed; and only she can tell.
export default scenario({
  title: 'When all have failed, those who recover wait for the last to fail, who alone knows how far it went',
  nodes: {
    coordinator: threePhaseCommit({ participants: ['alice', 'bob'], sendingTime: ms(1) }),
    alice: threePhaseCommit({ vote: 'yes' }),
    bob: threePhaseCommit({ vote: 'yes' }),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  faults: [
    { when: ({ alice }) => isCommittable(alice), fault: crash('coordinator', { lasts: ms(300) }) },
    { when: ({ alice }) => isCommittable(alice), fault: crash('bob', { lasts: ms(300) }), delay: ms(1) },
    // After 50 ms alice suspects the coordinator, and after 20 ms more bob.
    {
      when: ({ alice }) => alice.log.some(({ type }) => type === 'up'),
      fault: crash('alice'),
      delay: ms(10),
    },
  ],
  healAt: seconds(5),
  until: seconds(7),
  holds: [agreement, noReversal, commitOnlyIfAllVotedYes, allDecideAfterRepair(ms(200))],
  violates: [nonBlocking()],
  reaches: [sometimes('after a total failure the last to fail decide')],
})
