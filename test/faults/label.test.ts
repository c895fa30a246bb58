import { expect, test } from 'vitest'
import {
  crash,
  diskFault,
  isolate,
  partition,
  partitionBridge,
  partitionOneWay,
  partitionRing,
} from '../../src/faults/fault.ts'
import { faultLabel } from '../../src/faults/label.ts'

test('a fault is labelled by its type, a partition by its shape too, and a disk fault by its kind', () => {
  const faults = [
    crash('n1'),
    partition([['n1'], ['n2']]),
    partitionOneWay(['n1'], ['n2']),
    partitionBridge('n1', [['n2'], ['n3']]),
    partitionRing(['n1', 'n2', 'n3', 'n4']),
    isolate('n1'),
    diskFault('n1', 'fsync-lies'),
  ]
  expect(faults.map(faultLabel)).toEqual([
    'crash',
    'partition',
    'partition-oneWay',
    'partition-bridge',
    'partition-ring',
    'partition-isolate',
    'fsync-lies',
  ])
})
