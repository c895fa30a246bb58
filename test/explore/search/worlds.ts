import {
  at,
  chaos,
  cluster,
  diskFault,
  isolate,
  keyValueWorkload,
  logClient,
  ms,
  raft,
  restart,
  scenario,
  seconds,
  sometimes,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3']

/** Raft with everything a plan can have: a listed fault, drawn ones of every kind, conditions, several clients. */
export const fullWorld = scenario({
  title: 'A world with everything in it',
  nodes: {
    ...cluster(3, raft({ preVote: false })),
    ...cluster(2, logClient({ servers, workload: keyValueWorkload({ keys: 1 }) }), 'c'),
  },
  faults: [
    at(ms(400), isolate('n1', { lasts: ms(100) })),
    chaos({ include: ['clockJump', 'full'], every: ms(150), lastFor: [ms(1), ms(500)], atMost: 1 }),
    { when: ({ n1 }) => n1.role.type === 'leader', fault: diskFault('n2', 'full', { lasts: ms(10) }) },
    { when: ({ n2 }) => n2.currentTerm > 3, fault: restart('n2') },
  ],
  healAt: seconds(2),
  until: seconds(4),
  reaches: [sometimes('a leader steps down')],
})
