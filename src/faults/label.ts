import type { PartitionShape } from '../network/partition.ts'
import type { Fault } from './fault.ts'

/** The kind of a fault as reports name it: its type, with the shape of a partition and the kind of a disk fault. */
export function faultLabel(fault: Fault): string {
  switch (fault.type) {
    case 'partition':
      return partitionLabel(fault.cut.shape)
    case 'disk':
      return fault.fault
    default:
      return fault.type
  }
}

/** The kind of a partition of that shape. */
export function partitionLabel(shape: PartitionShape['shape']): string {
  return shape === 'groups' ? 'partition' : `partition-${shape}`
}

/** The fewest nodes that some kinds of fault need; the others need one or two. */
export const fewestNodes: Readonly<Record<string, number>> = { 'partition-bridge': 3, 'partition-ring': 4 }
