// What `lightcone/fast-check` exports, exports only.
export { type CheckOptions, check } from './fast-check/check.ts'
export { drawnFaults } from './fast-check/drawn-faults.ts'
export { type FaultScheduleConstraints, faultSchedules } from './fast-check/fault-schedules.ts'
export type { FaultChoice, FaultKind } from './fast-check/faults.ts'
export {
  drawnOperations,
  type KeyedOperationConstraints,
  keyValueOperations,
  type OperationConstraints,
  operations,
  registerOperations,
  transactionOperations,
  transferInputs,
} from './fast-check/operations.ts'
export { type PinnedNetworkConstraints, pinnedNetworks } from './fast-check/pinned-networks.ts'
export { type PlanConstraints, plans } from './fast-check/plans.ts'
export { seeds } from './fast-check/seeds.ts'
