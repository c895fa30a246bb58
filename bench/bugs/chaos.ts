import {
  administrator,
  type ConsistentHashingBug,
  chaos,
  cluster,
  coordinator,
  crashes,
  everyChangeIsAnswered,
  everyKeyValueOperationReturns,
  everyOperationReturns,
  everyPaxosNodeDecides,
  keyValueClient,
  keyValueModel,
  keyValueWorkload,
  leaderIsElected,
  ledger,
  linearizable,
  logClient,
  membershipService,
  ms,
  oneValueChosenByPaxos,
  participant,
  paxos,
  paxosAgreement,
  paxosValidity,
  percent,
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
 * A world of the protocol in which anything may go wrong that it must live with, and nothing is aimed at a bug; with
 * the bug of that name, or correct. Options are chosen only as far as a bug's code would else never run.
 */
export function chaosOf(protocol: string, bug?: string): Scenario {
  const world = worlds[protocol]
  if (world === undefined)
    throw new Error(`There is no chaos for ${protocol} yet; give it one in bench/bugs/chaos.ts.`)
  return world(bug)
}

const worlds: Readonly<Record<string, (bug?: string) => Scenario>> = {
  'consistent-hashing': storeChaos,
  paxos: paxosChaos,
  raft: raftChaos,
  'three-phase-commit': threePhaseCommitChaos,
  'two-phase-commit': commitChaos,
}

function raftChaos(bug?: string): Scenario {
  const grows = bug === 'changes-membership-before-own-commit'
  const lease = bug === 'lease-ignores-drift'
  const servers = grows ? ['n1', 'n2', 'n3', 'n4', 'n5'] : ['n1', 'n2', 'n3']
  const workload = keyValueWorkload({ keys: 1 })
  const options = {
    ...(bug !== undefined && { bug }),
    preVote: false,
    checkQuorum: lease,
    ...(lease && { reads: 'lease' as const }),
    ...(grows && { members: ['n1', 'n2', 'n3', 'n4'], membershipChange: 'single-server' as const }),
    snapshotThreshold: 50,
    batch: 1,
  }
  const client = logClient({ servers, operations: 15, workload, thinkTime: [0, ms(200)], timeout: ms(100) })
  return scenario({
    title: 'Raft under chaos',
    nodes: {
      ...cluster(servers.length, raft(options)),
      ...cluster(3, client, 'c'),
      ...(grows && { administrator: raftAdministrator({ servers, draws: 8 }) }),
    },
    network: { latency: uniform(ms(1), ms(10)), loss: percent(1), duplication: percent(1) },
    faults: [chaos({ every: ms(200), lastFor: [ms(1), seconds(1)], include: lease ? ['clockDrift'] : [] })],
    healAt: seconds(3),
    until: seconds(8),
    holds: [
      ...raftSafety,
      linearizable(keyValueModel()),
      leaderIsElected({ within: seconds(4) }),
      everyOperationReturns(),
      ...(grows ? [everyChangeIsAnswered()] : []),
    ],
  })
}

function paxosChaos(bug?: string): Scenario {
  return scenario({
    title: 'Paxos under chaos',
    nodes: cluster(5, paxos({ ...(bug !== undefined && { bug }), values: ['apples', 'pears', 'plums'] })),
    network: { latency: uniform(ms(1), ms(20)), loss: percent(3), duplication: percent(3) },
    faults: [chaos({ every: ms(50), lastFor: [ms(1), ms(200)] })],
    healAt: seconds(1),
    until: seconds(5),
    holds: [
      paxosAgreement,
      paxosValidity(['apples', 'pears', 'plums']),
      oneValueChosenByPaxos(5),
      everyPaxosNodeDecides({ within: seconds(4) }),
    ],
  })
}

function commitChaos(bug?: string): Scenario {
  const { agreement, noReversal, commitOnlyIfAllVotedYes, moneyConserved, allDecideAfterRepair } =
    twoPhaseCommitProperties
  const workload = transferTransactions({ north: ['n1', 'n2'], south: ['s1', 's2'], west: ['w1', 'w2'] })
  const options = bug === undefined ? {} : { bug: bug as TwoPhaseCommitBug }
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
function threePhaseCommitChaos(bug?: string): Scenario {
  const { agreement, noReversal, commitOnlyIfAllVotedYes, moneyConserved, allDecideAfterRepair } =
    threePhaseCommitProperties
  const workload = transferTransactions({ north: ['n1', 'n2'], south: ['s1', 's2'], west: ['w1', 'w2'] })
  const options = {
    ...(bug !== undefined && { bug: bug as ThreePhaseCommitBug }),
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

function storeChaos(bug?: string): Scenario {
  const members = ['n1', 'n2', 'n3', 'n4']
  const others = ['n5', 'n6']
  const servers = [...members, ...others]
  const options = bug === undefined ? {} : { bug: bug as ConsistentHashingBug }
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
