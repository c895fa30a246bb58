import {
  constant,
  electionSafety,
  heal,
  leaderAppendOnly,
  leaderCompleteness,
  logClient,
  logMatching,
  ms,
  partition,
  type RaftServer,
  raft,
  raftAdministrator,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3', 'n4', 'n5'] as const
const options = {
  bug: 'changes-membership-before-own-commit',
  members: ['n1', 'n2', 'n3', 'n4'],
  membershipChange: 'single-server',
  preVote: false,
  checkQuorum: false,
} as const
const patient = raft({ ...options, electionTimeout: [ms(400), ms(500)] })

const hasVoters = ({ log }: RaftServer, count: number) =>
  log.some((entry) => entry.type === 'configuration' && entry.configuration.voters.length === count)

export default scenario({
  title:
    'One server at a time, but too early: one leader adds a server, the next removes one, and majorities part',
  nodes: {
    n1: raft({ ...options, electionTimeout: [ms(50), ms(60)] }),
    n2: raft({ ...options, electionTimeout: [ms(150), ms(160)] }),
    n3: patient,
    n4: patient,
    n5: patient,
    client: logClient({ servers, operations: 10 }),
    grow: raftAdministrator({
      servers: ['n1'],
      steps: [{ at: ms(300), request: { type: 'changeMembership', members: servers } }],
    }),
    shrink: raftAdministrator({
      servers: ['n2'],
      steps: [{ at: ms(900), request: { type: 'changeMembership', members: ['n2', 'n3', 'n4'] } }],
    }),
  },
  // n5 answers late, so that its catching up is known to all before it is made a voter.
  network: { latency: uniform(ms(1), ms(5)), links: { 'n5>n1': { latency: constant(ms(40)) } } },
  faults: [
    // The first leader has added n5, and only n5 knows.
    {
      when: ({ n1 }) => hasVoters(n1, 5),
      fault: partition([
        ['n1', 'n5'],
        ['n2', 'n3', 'n4'],
      ]),
    },
    // The second leader reaches n3 alone: of the four members it knows, that is no majority.
    {
      when: ({ n2 }) => n2.role.type === 'leader',
      fault: partition([['n2', 'n3'], ['n4']]),
    },
    // Once n1 is removed, two of three are one; and three of five elect n1.
    { when: ({ n2 }) => hasVoters(n2, 3) && n2.commitIndex >= n2.configurationIndex, fault: heal() },
    {
      when: ({ n2 }) => hasVoters(n2, 3) && n2.commitIndex >= n2.configurationIndex,
      fault: partition([
        ['n1', 'n4', 'n5'],
        ['n2', 'n3'],
      ]),
    },
  ],
  healAt: seconds(3),
  until: seconds(4),
  holds: [electionSafety, leaderAppendOnly, logMatching],
  violates: [leaderCompleteness],
})
