import {
  coordinator,
  crash,
  isUncertain,
  ms,
  participant,
  scenario,
  seconds,
  sometimes,
  twoPhaseCommitProperties,
  uniform,
} from 'lightcone'

const { agreement, noReversal, allDecideAfterRepair } = twoPhaseCommitProperties

export default scenario({
  title: 'A coordinator that finds nothing in its log answers abort: no record of an abort is ever needed',
  nodes: {
    coordinator: coordinator({ participants: ['alice', 'bob'] }),
    alice: participant({ vote: 'yes' }),
    bob: participant({ vote: 'yes' }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  faults: [
    {
      when: ({ alice, bob }) => isUncertain(alice) || isUncertain(bob),
      fault: crash('coordinator', { lasts: ms(500) }),
    },
  ],
  healAt: seconds(3),
  until: seconds(8),
  holds: [agreement, noReversal, allDecideAfterRepair()],
  reaches: [
    sometimes('the coordinator presumes abort'),
    sometimes('a coordinator logs nothing', coordinator, ([one]) => one?.lives === 2 && one.log.length === 0),
  ],
})
