// The table of contents of lightcone: exports only, in the order of the layers.

// Properties
export { always, type StatesOf } from './checkers/always.ts'
export { alwaysStep } from './checkers/always-step.ts'
export { alwaysWithMemory } from './checkers/always-with-memory.ts'
export { eventually } from './checkers/eventually.ts'
export { ednLinesOf } from './checkers/formats/edn-lines.ts'
// Histories, and what judges them
export {
  formatOf,
  type HistoryFormat,
  HistoryReader,
  type HistoryReaderOptions,
  readHistory,
} from './checkers/formats/history-reader.ts'
export { jsonLinesOf } from './checkers/formats/json-lines.ts'
export type { History, Operation, Outcome } from './checkers/history.ts'
export type { IsolationOptions } from './checkers/isolation/check.ts'
export {
  type AnomalyName,
  CONSISTENCY_MODELS,
  type ConsistencyModel,
} from './checkers/isolation/consistency-model.ts'
export type { Anomaly, Dependency, IsolationResult } from './checkers/isolation/findings.ts'
export { checkListAppend } from './checkers/isolation/list-append.ts'
export { checkReadWriteRegister } from './checkers/isolation/read-write-register.ts'
export type { ListAppend, ReadWrite, Transaction } from './checkers/isolation/transaction.ts'
export {
  checkLinearizability,
  type Linearizability,
  type LinearizabilityOptions,
  type Linearization,
} from './checkers/linearizability/check.ts'
export { describeViolation } from './checkers/linearizability/describe.ts'
export {
  type Access,
  type Impossible,
  impossible,
  type Key,
  type Model,
} from './checkers/linearizability/model.ts'
export { linearizable } from './checkers/linearizable.ts'
export { casRegister as casRegisterModel } from './checkers/models/cas-register.ts'
export { counter as counterModel } from './checkers/models/counter.ts'
export { keyValue as keyValueModel } from './checkers/models/key-value.ts'
export { multiRegister as multiRegisterModel } from './checkers/models/multi-register.ts'
export { mutex as mutexModel } from './checkers/models/mutex.ts'
export { queue as queueModel } from './checkers/models/queue.ts'
export { register as registerModel } from './checkers/models/register.ts'
export { set as setModel } from './checkers/models/set.ts'
export {
  type Answer,
  type Ending,
  type Monitor,
  type NodeView,
  type Property,
  undecided,
} from './checkers/property.ts'
export { serializable } from './checkers/serializable.ts'
export { sometimes } from './checkers/sometimes.ts'
// Failures
export {
  type Difference,
  differenceOf,
  type Parting,
  partingOf,
  scriptDifference,
} from './explore/diff.ts'
export { type Explanation, explain, explanationText } from './explore/explain/explain.ts'
export { type PlanSize, type ShrinkOptions, type Shrunk, shrink } from './explore/shrink/shrink.ts'
// Exhaustive search
export type { Counterexample } from './explore/verify/counterexample.ts'
export { type OrderName, orderNames } from './explore/verify/order/order-names.ts'
export type { VerifyProgress } from './explore/verify/progress.ts'
export type { Reductions } from './explore/verify/states/transition-system.ts'
export type { Happening, Step as VerifyStep, StepType } from './explore/verify/step.ts'
export { type Choice, Stepper } from './explore/verify/stepper.ts'
export type { Verification } from './explore/verify/verification.ts'
export { type VerifyOptions, verify } from './explore/verify/verify.ts'
export type { NodeStates, VisitedState } from './explore/verify/visited-state.ts'
export type { Witness } from './explore/verify/witness.ts'
// Faults
export type { Budget } from './faults/budget.ts'
export { describeFault, describeTimedFault } from './faults/describe.ts'
export {
  at,
  type ConditionalFault,
  clockDrift,
  clockJump,
  clog,
  crash,
  degrade,
  diskFault,
  type Fault,
  type FaultType,
  heal,
  isolate,
  partition,
  partitionBridge,
  partitionOneWay,
  partitionRing,
  pause,
  restart,
  resume,
  type States,
  slow,
  type TimedFault,
  upgrade,
  wipe,
} from './faults/fault.ts'
export type { FaultGenerator, FaultOutlook, Span } from './faults/generator.ts'
export { type ChaosOptions, chaos } from './faults/generators/chaos.ts'
export { type ClockSkewOptions, clockSkews } from './faults/generators/clock-skews.ts'
export { type ClogOptions, clogs } from './faults/generators/clogs.ts'
export { type CrashOptions, crashes } from './faults/generators/crashes.ts'
export { type DegradationOptions, degradations } from './faults/generators/degradations.ts'
export { type DiskFaultOptions, diskFaults } from './faults/generators/disk-faults.ts'
export { type PartitionOptions, partitions } from './faults/generators/partitions.ts'
export { type PauseOptions, pauses } from './faults/generators/pauses.ts'
export { type SlowdownOptions, slowdowns } from './faults/generators/slowdowns.ts'
export { together } from './faults/generators/together.ts'
export { type UpgradeOptions, upgrades } from './faults/generators/upgrades.ts'
export { parseFault, parseTimedFault } from './faults/parse.ts'
// Time and chance
export { UsageError } from './kernel/errors.ts'
export { oneIn, type PerMillion, percent } from './kernel/probability.ts'
export { Random } from './kernel/random.ts'
export { formatTime, type Micros, minutes, ms, parseTime, seconds, us } from './kernel/time.ts'
// Networks and disks
export { bimodal, constant, exponential, type Latency, logNormal, uniform } from './network/latency.ts'
export type { LinkOptions } from './network/link.ts'
export type { NetworkOptions } from './network/network.ts'
export type { PartitionShape } from './network/partition.ts'
export { lan, type Topology, threeZones, worldWide } from './network/topology.ts'
// Nodes
export type { ClockOptions } from './node/clock.ts'
export type {
  AnyMessage,
  BaseContext,
  Caller,
  Context,
  Delay,
  Disk,
  NodeId,
  ProgramContext,
  Suspension,
  Synced,
  Wait,
} from './node/context.ts'
export {
  cluster,
  defineNode,
  defineProgram,
  type NodeFactory,
  type NodeKind,
  type NodeParts,
  type NodeSpec,
  type Outlook,
  type ProgramParts,
} from './node/definition.ts'
export type { News } from './node/news.ts'
// Problems that protocols solve
export {
  type CommitProcess,
  type CommitRequest,
  type CommitResponse,
  type CommitStep,
  type CommitSteps,
  commitAgreement,
  commitIfAllVotedYes,
  commitOnlyIfAllVotedYes,
  commitProcess,
  type Decision,
  noReversal,
  type TransactionId,
} from './problems/atomic-commit.ts'
export { allDecideAfterRepair, nonBlocking } from './problems/commit-progress.ts'
export { agreement, type Decided, everyoneDecides, validity } from './problems/consensus.ts'
export {
  type Cell,
  compareVersions,
  type KeyValueRequest,
  type KeyValueResponse,
  neverWritten,
  noAcknowledgedWriteLost,
  type ReplicatedCells,
  type Version,
} from './problems/key-value.ts'
export { type LedgerWork, ledger, moneyConserved } from './problems/ledger.ts'
export { type Balances, type BankInput, bank } from './problems/machines/bank.ts'
export { counterStore } from './problems/machines/counter-store.ts'
export { type KeyValueLists, keyValueStore } from './problems/machines/key-value-store.ts'
export { listAppendStore } from './problems/machines/list-append-store.ts'
export { lockTable } from './problems/machines/lock-table.ts'
export { queueStore } from './problems/machines/queue-store.ts'
export { registerStore } from './problems/machines/register-store.ts'
export { setStore } from './problems/machines/set-store.ts'
export type { PlantedBug } from './problems/planted-bug.ts'
export {
  type AppliedLog,
  type LogRequest,
  type LogResponse,
  stateMachineSafety,
} from './problems/replicated-log.ts'
export { type Applied, applyOnce, type LoggedCommand, newReplica, type Replica } from './problems/sessions.ts'
export type { StateMachine } from './problems/state-machine.ts'
export { transactionalRegisters } from './problems/transactional-registers.ts'
export { fixedVote, type TransactionalResource } from './problems/transactional-resource.ts'
// Consistent hashing: a replicated key-value store
export {
  type Administrator,
  type AdministratorOptions,
  administrator,
  type RandomMembershipChanges,
  type TimedMembershipChange,
} from './protocols/consistent-hashing/administrator.ts'
export {
  type ConsistentHashingBug,
  type ConsistentHashingMutant,
  consistentHashingBugs,
} from './protocols/consistent-hashing/bugs.ts'
export {
  type MembershipChange,
  type MembershipOptions,
  type MembershipService,
  membershipService,
} from './protocols/consistent-hashing/membership-service.ts'
export type { PlacementName, PlacementSettings } from './protocols/consistent-hashing/partitioning.ts'
// Protocols
// Consistent hashing: placements
export {
  type BoundedLoads,
  type BoundedLoadsOptions,
  boundedLoads as boundedLoadsPlacement,
} from './protocols/consistent-hashing/placement/bounded-loads.ts'
export {
  type PlacementBug,
  type PlacementMutant,
  placementBugs,
} from './protocols/consistent-hashing/placement/bugs.ts'
export { cassandraToken } from './protocols/consistent-hashing/placement/cassandra-partitioner.ts'
export { type HashRingOptions, hashRing } from './protocols/consistent-hashing/placement/hash-ring.ts'
export {
  type JumpPlacement,
  jump as jumpPlacement,
  jumpHash,
} from './protocols/consistent-hashing/placement/jump.ts'
export { kafkaPartition } from './protocols/consistent-hashing/placement/kafka-partitioner.ts'
export { ketama as ketamaPlacement, ketamaHash } from './protocols/consistent-hashing/placement/ketama.ts'
export {
  type MaglevOptions,
  type MaglevPlacement,
  maglev as maglevPlacement,
} from './protocols/consistent-hashing/placement/maglev.ts'
export {
  type ModuloPlacement,
  modulo as moduloPlacement,
} from './protocols/consistent-hashing/placement/modulo.ts'
export type {
  Member,
  Placement,
  PlacementFactory,
} from './protocols/consistent-hashing/placement/placement.ts'
export {
  type Breach,
  boundedMovement,
  capacityRespected,
  disruption,
  loadSpread,
  loadsOf,
  monotonicity,
  replicationFactor,
  sameMembersSamePlacement,
} from './protocols/consistent-hashing/placement/properties.ts'
export { redisSlot } from './protocols/consistent-hashing/placement/redis-cluster.ts'
export {
  type RendezvousPlacement,
  rendezvous as rendezvousPlacement,
} from './protocols/consistent-hashing/placement/rendezvous.ts'
export type {
  OwnedRange,
  Range as RingRange,
  RingPlacement,
} from './protocols/consistent-hashing/placement/ring.ts'
export {
  rangesHeldBy,
  rangesOwnedBy,
  type Transfer as RangeTransfer,
  transfers as rangeTransfers,
} from './protocols/consistent-hashing/placement/transfers.ts'
export {
  placementOf,
  preferenceList,
} from './protocols/consistent-hashing/preference-list.ts'
export type { StoreOptions, StoreSettings } from './protocols/consistent-hashing/settings.ts'
export type { StoreMessage } from './protocols/consistent-hashing/store-messages.ts'
export { storeNode } from './protocols/consistent-hashing/store-node.ts'
export {
  allReachTheLastView,
  everyKeyOnItsReplicas,
  loadSpreadWithinBound,
  movementBounded,
  noAcknowledgedStoreWriteLost,
  registersLinearizable,
  replicationFactorKept,
  sameMembersPlaceAlike,
  storeLiveness,
  storeSafety,
} from './protocols/consistent-hashing/store-properties.ts'
export type { StoreNode } from './protocols/consistent-hashing/store-state.ts'
export type { View } from './protocols/consistent-hashing/view.ts'
export { type Acceptor, acceptor } from './protocols/paxos/acceptor.ts'
export { type Ballot, compareBallots } from './protocols/paxos/ballot.ts'
export { type PaxosBug, paxosBugs } from './protocols/paxos/bugs.ts'
export { learner } from './protocols/paxos/learner.ts'
export type { PaxosMessage } from './protocols/paxos/messages.ts'
export { multiPaxos } from './protocols/paxos/multi/multi-paxos.ts'
export {
  multiPaxosLeader,
  multiPaxosStateMachineSafety,
  oneValueChosenPerSlot,
} from './protocols/paxos/multi/properties.ts'
export type { MultiPaxosNode, MultiPaxosOptions } from './protocols/paxos/multi/state.ts'
export { type PaxosNode, paxos } from './protocols/paxos/paxos.ts'
export {
  everyLearnerDecides,
  everyPaxosNodeDecides,
  learnersAgree,
  learnersValidity,
  oneValueChosenByAcceptors,
  oneValueChosenByPaxos,
  paxosAgreement,
  paxosValidity,
} from './protocols/paxos/properties.ts'
export { proposer } from './protocols/paxos/proposer.ts'
export type { PaxosOptions } from './protocols/paxos/roles.ts'
// Raft
export {
  everyChangeIsAnswered,
  type RaftAdministrator,
  type RaftAdministratorOptions,
  type RaftAdministratorStep,
  raftAdministrator,
} from './protocols/raft/administrator.ts'
export { type RaftBug, raftBugs } from './protocols/raft/bugs.ts'
export type { RaftOptions } from './protocols/raft/options.ts'
export {
  electionSafety,
  leaderAppendOnly,
  leaderCompleteness,
  leaderIsElected,
  logMatching,
  raftSafety,
  raftStateMachineSafety,
} from './protocols/raft/properties.ts'
export { raft } from './protocols/raft/raft.ts'
export type { Server as RaftServer } from './protocols/raft/state.ts'
// Three-phase commit
export { type ThreePhaseCommitBug, threePhaseCommitBugs } from './protocols/three-phase-commit/bugs.ts'
export type { ThreePhaseCommitMessage } from './protocols/three-phase-commit/messages.ts'
export { threePhaseCommitProperties } from './protocols/three-phase-commit/properties.ts'
export {
  isCommittable,
  isUncertainSite,
  type Site as CommitSite,
  siteHasDecided,
  type ThreePhaseCommitOptions,
} from './protocols/three-phase-commit/site.ts'
export { threePhaseCommit } from './protocols/three-phase-commit/three-phase-commit.ts'
// Transaction commit
export {
  type ResourceManager,
  type ResourceManagerOptions,
  resourceManager,
  type TransactionCommitMessage,
  type TransactionManager,
  type TransactionManagerOptions,
  transactionCommitConsistency,
  transactionManager,
} from './protocols/transaction-commit/transaction-commit.ts'
// Two-phase commit
export { type TwoPhaseCommitBug, twoPhaseCommitBugs } from './protocols/two-phase-commit/bugs.ts'
export {
  type Coordinator,
  type CoordinatorOptions,
  coordinator,
} from './protocols/two-phase-commit/coordinator.ts'
export type { TwoPhaseCommitMessage } from './protocols/two-phase-commit/messages.ts'
export {
  hasDecided,
  isUncertain,
  type Participant,
  type ParticipantOptions,
  participant,
} from './protocols/two-phase-commit/participant.ts'
export { twoPhaseCommitProperties } from './protocols/two-phase-commit/properties.ts'
// Runs
export { noCrash, type PropertyReport, type Violation } from './simulation/judge.ts'
export type { Pin, PinnedNetwork, SentMessage } from './simulation/pinned-network.ts'
export { type Plan, planOf, type Seed } from './simulation/plan.ts'
export type { Run, Trace } from './simulation/run.ts'
export { isScenario, type Scenario, type ScenarioParts, scenario } from './simulation/scenario.ts'
export { rewind, simulate } from './simulation/simulate.ts'
export { Simulation, type SimulationOptions } from './simulation/simulation.ts'
export type { MessageCounts, Statistics } from './simulation/statistics.ts'
export type { TimerPin } from './simulation/timer-pins.ts'
export type { VerifyBounds, VerifyNetwork } from './simulation/verify-bounds.ts'
export type { DiskFaultKind } from './storage/disk.ts'
export { decodeRecords, encodeRecord, type ReadRecords } from './storage/records.ts'
// Traces
export { chromeTrace } from './trace/exporters/chrome.ts'
export { traceJsonLines } from './trace/exporters/json-lines.ts'
export { mermaidDiagram } from './trace/exporters/mermaid.ts'
export { shivizLog, shivizParser } from './trace/exporters/shiviz.ts'
export { type EventKind, Journal, type TraceEvent } from './trace/journal.ts'
// Workloads
export {
  everyKeyValueOperationReturns,
  type KeyValueClient,
  type KeyValueClientOperation,
  type KeyValueClientOptions,
  keyValueClient,
} from './workloads/key-value-client.ts'
export type { KeyOptions } from './workloads/keys.ts'
export {
  bankWorkload,
  casWorkload,
  counterWorkload,
  keyValueWorkload,
  listAppendWorkload,
  lockWorkload,
  queueWorkload,
  registerWorkload,
  setWorkload,
} from './workloads/mixes.ts'
export type { PaceOptions } from './workloads/pace.ts'
export {
  everyOperationReturns,
  type LogClient,
  type LogClientOperation,
  type LogClientOptions,
  logClient,
} from './workloads/replicated-log-client.ts'
export {
  type TransactionClient,
  type TransactionClientOptions,
  type TransactionWorkload,
  transactionClient,
} from './workloads/transaction-client.ts'
export { listAppendTransactions, transfers as transferTransactions } from './workloads/transactions.ts'
export type { Workload } from './workloads/workload.ts'
