import {
  acceptor,
  administrator,
  type ConsistentHashingBug,
  chaos,
  clockSkews,
  cluster,
  coordinator,
  crashes,
  everyKeyValueOperationReturns,
  everyLearnerDecides,
  everyOperationReturns,
  keyValueClient,
  keyValueModel,
  keyValueWorkload,
  leaderIsElected,
  learner,
  learnersAgree,
  learnersValidity,
  ledger,
  linearizable,
  logClient,
  membershipService,
  ms,
  oneValueChosenByAcceptors,
  participant,
  percent,
  proposer,
  raft,
  raftAdministrator,
  raftSafety,
  registerWorkload,
  type Scenario,
  scenario,
  seconds,
  storeLiveness,
  storeNode,
  storeSafety,
  type ThreePhaseCommitBug,
  type TwoPhaseCommitBug,
  threePhaseCommit,
  threePhaseCommitProperties,
  transactionClient,
  transferTransactions,
  twoPhaseCommitProperties,
  uniform,
} from '../../src/index.ts'

/**
 * A world of the protocol in which anything may go wrong that it must live with, and nothing is aimed at a bug. Options
 * are chosen for the bug of that name only as far as its code would else never run; with `correct` it is not switched on.
 */
export function chaosOf(protocol: string, bug: string, correct = false): Scenario {
  const world = worlds[protocol]
  if (world === undefined)
    throw new Error(`There is no chaos for ${protocol} yet; give it one in bench/bugs/chaos.ts.`)
  return world(bug, correct ? {} : { bug })
}

type Switch = { readonly bug?: string }

const worlds: Readonly<Record<string, (bug: string, planted: Switch) => Scenario>> = {
  'consistent-hashing': storeChaos,
  paxos: paxosChaos,
  raft: raftChaos,
  'three-phase-commit': threePhaseCommitChaos,
  'two-phase-commit': commitChaos,
}

function raftChaos(bug: string, planted: Switch): Scenario {
  const grows = bug === 'changes-membership-before-own-commit'
  const lease = bug === 'lease-ignores-drift'
  // Of three, two votes are a majority: one's own and one that counts twice are no more than that.
  const needsFive = grows || bug === 'counts-votes-as-a-list'
  const servers = needsFive ? ['n1', 'n2', 'n3', 'n4', 'n5'] : ['n1', 'n2', 'n3']
  const server = raft({
    ...planted,
    ...(lease && { reads: 'lease', driftBound: percent(30) }),
    ...(grows && { members: ['n1', 'n2', 'n3', 'n4'], membershipChange: 'single-server' }),
    preVote: false,
    checkQuorum: lease,
    electionTimeout: [ms(100), ms(200)],
    batch: 1,
  })
  const client = logClient({
    servers,
    operations: 20,
    workload: keyValueWorkload({ keys: 1 }),
    thinkTime: [0, ms(150)],
    timeout: ms(100),
  })
  return scenario({
    title: 'Raft under chaos',
    nodes: {
      ...cluster(servers.length, server),
      ...cluster(2, client, 'c'),
      ...(grows && { administrator: raftAdministrator({ servers, draws: 8 }) }),
    },
    network: { latency: uniform(ms(1), ms(10)), loss: percent(1), duplication: percent(1) },
    faults: [
      chaos({ every: ms(150), lastFor: [ms(1), ms(800)] }),
      ...(lease
        ? [
            clockSkews({
              every: ms(200),
              lastFor: [ms(50), ms(500)],
              kinds: ['clockDrift'],
              drift: percent(30),
            }),
          ]
        : []),
    ],
    healAt: seconds(2),
    until: seconds(5),
    holds: [
      ...raftSafety,
      linearizable(keyValueModel()),
      // While members come and go, clients may ask in vain for long.
      ...(grows ? [] : [leaderIsElected({ within: seconds(2) }), everyOperationReturns()]),
    ],
  })
}

function paxosChaos(_bug: string, planted: Switch): Scenario {
  const proposers = ['p1', 'p2']
  const acceptors = ['a1', 'a2', 'a3']
  const learners = ['l1', 'l2']
  const values = ['apples', 'pears', 'plums']
  const options = { ...planted, proposers, acceptors, learners, values }
  return scenario({
    title: 'Paxos under chaos',
    nodes: {
      ...cluster(2, proposer({ ...options, backOff: [ms(5), ms(40)] }), 'p'),
      ...cluster(3, acceptor(options), 'a'),
      ...cluster(2, learner(options), 'l'),
    },
    network: { latency: uniform(ms(1), ms(20)), loss: percent(3), duplication: percent(3) },
    faults: [chaos({ every: ms(40), lastFor: [ms(1), ms(200)] })],
    healAt: ms(500),
    until: seconds(2),
    holds: [
      learnersAgree,
      learnersValidity(values),
      oneValueChosenByAcceptors(3),
      everyLearnerDecides({ within: seconds(1) }),
    ],
  })
}

function commitChaos(_bug: string, planted: Switch): Scenario {
  const { agreement, noReversal, commitOnlyIfAllVotedYes, moneyConserved, allDecideAfterRepair } =
    twoPhaseCommitProperties
  const workload = transferTransactions({ north: ['n1', 'n2'], south: ['s1', 's2'], west: ['w1', 'w2'] })
  const options = planted as { bug?: TwoPhaseCommitBug }
  return scenario({
    title: 'Two-phase commit under chaos',
    nodes: {
      ...cluster(2, coordinator(options), 'c'),
      north: participant({ ...options, resource: ledger({ n1: 50, n2: 50 }) }),
      south: participant({ ...options, resource: ledger({ s1: 50, s2: 50 }) }),
      west: participant({ ...options, resource: ledger({ w1: 50, w2: 50 }) }),
      ...cluster(3, transactionClient({ coordinators: ['c1', 'c2'], workload }), 'client'),
    },
    network: { duplication: percent(2), loss: percent(1) },
    faults: [chaos({ atMost: 3, every: ms(250), lastFor: [ms(1), ms(500)] })],
    healAt: seconds(2),
    until: seconds(20),
    holds: [agreement, noReversal, commitOnlyIfAllVotedYes, moneyConserved, allDecideAfterRepair()],
  })
}

/** Crashes alone, and messages within the bound: the protocol need not live with more. */
function threePhaseCommitChaos(_bug: string, planted: Switch): Scenario {
  const { agreement, noReversal, commitOnlyIfAllVotedYes, moneyConserved, allDecideAfterRepair } =
    threePhaseCommitProperties
  const workload = transferTransactions({ north: ['n1', 'n2'], south: ['s1', 's2'], west: ['w1', 'w2'] })
  const options = {
    ...(planted as { bug?: ThreePhaseCommitBug }),
    bound: ms(30),
    sendingTime: ms(1),
  }
  return scenario({
    title: 'Three-phase commit while sites crash',
    nodes: {
      coordinator: threePhaseCommit(options),
      north: threePhaseCommit({ ...options, resource: ledger({ n1: 50, n2: 50 }) }),
      south: threePhaseCommit({ ...options, resource: ledger({ s1: 50, s2: 50 }) }),
      west: threePhaseCommit({ ...options, resource: ledger({ w1: 50, w2: 50 }) }),
      ...cluster(3, transactionClient({ coordinators: ['coordinator', 'north'], workload }), 'client'),
    },
    network: { latency: uniform(ms(1), ms(5)) },
    faults: [crashes({ atMost: 4, every: ms(100), downFor: [ms(1), ms(500)] })],
    healAt: seconds(2),
    until: seconds(12),
    holds: [agreement, noReversal, commitOnlyIfAllVotedYes, moneyConserved, allDecideAfterRepair()],
  })
}

function storeChaos(_bug: string, planted: Switch): Scenario {
  const members = ['n1', 'n2', 'n3', 'n4']
  const others = ['n5', 'n6']
  const servers = [...members, ...others]
  const options = planted as { bug?: ConsistentHashingBug }
  return scenario({
    title: 'A replicated store under chaos',
    nodes: {
      membership: membershipService({ members }),
      ...cluster(6, storeNode({ membership: 'membership', ...options })),
      administrator: administrator({
        membership: 'membership',
        changes: { members, others, least: 3, count: 5, every: [ms(100), ms(1_500)] },
      }),
      ...cluster(
        3,
        keyValueClient({ servers, operations: 15, workload: registerWorkload({ keys: 3 }) }),
        'c',
      ),
    },
    faults: [chaos()],
    healAt: seconds(7),
    until: seconds(12),
    holds: [...storeSafety, ...storeLiveness(), everyKeyValueOperationReturns({ within: seconds(4) })],
  })
}
