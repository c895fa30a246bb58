import {
  cluster,
  crashes,
  everyOperationReturns,
  keyValueModel,
  leaderIsElected,
  linearizable,
  logClient,
  ms,
  raft,
  raftSafety,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3'] as const

export default scenario({
  title:
    'A commit scan that stops at an older term: nothing is ever committed again, though nothing is wrong',
  nodes: {
    ...cluster(3, raft({ bug: 'commit-stops-at-older-term' })),
    client: logClient({ servers, operations: 20, thinkTime: [ms(0), ms(50)] }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  faults: [crashes({ every: ms(500), downFor: [ms(100), ms(500)] })],
  healAt: seconds(4),
  until: seconds(8),
  holds: [...raftSafety, linearizable(keyValueModel()), leaderIsElected({ within: seconds(3) })],
  violates: [everyOperationReturns()],
})
