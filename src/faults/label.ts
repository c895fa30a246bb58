import type { Fault } from './fault.ts'

/** The kind of a fault as reports name it: its type, with the shape of a partition and the kind of a disk fault. */
export function faultLabel(fault: Fault): string {
  switch (fault.type) {
    case 'partition':
      return fault.cut.shape === 'groups' ? 'partition' : `partition-${fault.cut.shape}`
    case 'disk':
      return fault.fault
    default:
      return fault.type
  }
}
