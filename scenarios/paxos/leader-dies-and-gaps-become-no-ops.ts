import {
  cluster,
  everyOperationReturns,
  isolate,
  keyValueModel,
  linearizable,
  logClient,
  ms,
  multiPaxos,
  multiPaxosLeader,
  multiPaxosStateMachineSafety,
  oneValueChosenPerSlot,
  percent,
  scenario,
  seconds,
  sometimes,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3'] as const

export default scenario({
  title:
    'The leader dies with proposals under way: its successor takes over what was accepted, and fills gaps with no-ops (§3)',
  nodes: {
    ...cluster(3, multiPaxos()),
    ...cluster(4, logClient({ servers, operations: 15, thinkTime: [0, ms(10)], timeout: ms(100) }), 'c'),
  },
  // Loss lets some of the proposals under way reach others than those before them.
  network: { latency: uniform(ms(1), ms(30)), loss: percent(30), inFlight: 'passes' },
  faults: [
    {
      when: ({ n1: { role } }) => role.type === 'leader' && Object.keys(role.pending).length >= 3,
      fault: isolate('n1', { lasts: seconds(1) }),
    },
    {
      when: ({ n2: { role } }) => role.type === 'leader' && Object.keys(role.pending).length >= 3,
      fault: isolate('n2', { lasts: seconds(1) }),
    },
  ],
  healAt: seconds(6),
  until: seconds(16),
  holds: [
    multiPaxosStateMachineSafety,
    oneValueChosenPerSlot(3),
    linearizable(keyValueModel()),
    multiPaxosLeader(),
    everyOperationReturns(),
  ],
  reaches: [sometimes('a gap is filled with a no-op'), sometimes('a leader is replaced')],
})
