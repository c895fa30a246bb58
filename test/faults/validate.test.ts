import { describe, expect, it } from 'vitest'
import {
  clockDrift,
  clockJump,
  clog,
  crash,
  degrade,
  diskFault,
  type Fault,
  heal,
  isolate,
  partition,
  partitionBridge,
  partitionOneWay,
  partitionRing,
  pause,
  restart,
  resume,
  slow,
  upgrade,
  wipe,
} from '../../src/faults/fault.ts'
import { validateFault } from '../../src/faults/validate.ts'
import { UsageError } from '../../src/kernel/errors.ts'
import { percent } from '../../src/kernel/probability.ts'
import { ms } from '../../src/kernel/time.ts'
import { uniform } from '../../src/network/latency.ts'

const nodes = ['n1', 'n2', 'n3', 'n4', 'leader']
const validate = (fault: unknown) => () =>
  validateFault(fault as Fault, nodes, ['v1', 'v2'], "faults[0] of 'x'")

describe('a fault that fits its scenario', () => {
  it.each<[Fault]>([
    [crash('n1')],
    [crash('n1', { lasts: ms(300) })],
    [restart('n1')],
    [pause('n2', { lasts: 0 })],
    [resume('n2')],
    [slow('n2', 2.5)],
    [wipe('leader')],
    [upgrade('n1', 'v2', { lasts: 5 })],
    [partition([['n1'], ['n2', 'n3']])],
    [partitionOneWay(['n1', 'n2'], ['n2', 'n3'])],
    [partitionBridge('n1', [['n2'], ['n3', 'n4']])],
    [partitionRing(['n1', 'n2', 'n3', 'n4'])],
    [isolate('leader')],
    [clog(['n1'], ['n1', 'n2'])],
    [degrade({ loss: percent(30), latency: uniform(1, 2), bandwidth: null })],
    [degrade({ order: 'fifo' }, { from: ['n1'], lasts: 7 })],
    [heal()],
    [clockJump('n1', -ms(5))],
    [clockDrift('n1', -999_999)],
    [diskFault('n1', 'bit-rot')],
  ])('%j passes', (fault) => {
    expect(validate(fault)).not.toThrow()
  })
})

describe('a fault that does not fit is refused:', () => {
  it.each<[string, unknown, string]>([
    ['no type', {}, 'got undefined.'],
    ['nothing', null, 'got undefined.'],
    ['an unknown type', { type: 'crsh', node: 'n1' }, "got 'crsh'. Did you mean 'crash'?"],
    ['a number for a type', { type: 7 }, 'got 7.'],
    [
      'an unknown node',
      crash('n33'),
      "crash.node to name a node (n1, n2, n3, n4, leader), got 'n33'. Did you mean 'n3'?",
    ],
    ['a mistyped node', restart('leadr'), "got 'leadr'. Did you mean 'leader'?"],
    ['a node that could be anyone', pause('n9'), "got 'n9'. This is about"],
    ['no node', { type: 'wipe' }, 'wipe.node to name a node (n1, n2, n3, n4, leader), got undefined.'],
    [
      'a negative time',
      crash('n1', { lasts: -1 }),
      'crash.lasts to be a time in whole µs, 0 or more (write ms(300)), got -1.',
    ],
    ['a fraction of a µs', pause('n1', { lasts: 0.5 }), 'pause.lasts'],
    ['an endless time', pause('n1', { lasts: Infinity }), 'got Infinity.'],
    ['a mistyped field', { type: 'crash', node: 'n1', last: 5 }, "got 'last'. Did you mean 'lasts'?"],
    [
      'a field of another fault',
      { type: 'restart', node: 'n1', lasts: 5 },
      "to have no more than type, node, got 'lasts'.",
    ],
    ['a node that speeds up', slow('n1', 0.5), 'slow.factor to be 1 or more'],
    ['a node slow beyond number', slow('n1', Number.NaN), 'got NaN.'],
    ['an unknown version', upgrade('n1', 'v3x'), "upgrade.to to name a version (v1, v2), got 'v3x'."],
    ['a mistyped version', upgrade('n1', 'v22'), "Did you mean 'v2'?"],
    ['a partition without a cut', { type: 'partition' }, 'partition.cut to be an object'],
    ['an unknown shape', { type: 'partition', cut: { shape: 'rings' } }, "got 'rings'. Did you mean 'ring'?"],
    ['a field of another shape', { type: 'partition', cut: { shape: 'ring', groups: [] } }, "got 'groups'."],
    [
      'groups that are no lists',
      { type: 'partition', cut: { shape: 'groups', groups: ['n1', 'n2'] } },
      'lists of nodes',
    ],
    ['a ring that is no list', { type: 'partition', cut: { shape: 'ring', ring: 'n1' } }, 'a list of nodes'],
    ['an unknown node in a group', partition([['n1'], ['n22']]), 'the groups partition to name a node'],
    ['one node in two groups', partition([['n1', 'n2'], ['n2']]), '"n2" twice'],
    ['one group', partition([['n1', 'n2']]), 'at least two groups'],
    ['a bridge on a side', partitionBridge('n1', [['n1'], ['n2']]), '"n1" twice'],
    ['a ring of three', partitionRing(['n1', 'n2', 'n3']), 'at least 4 nodes'],
    ['nobody to cut off', { type: 'partition', cut: { shape: 'isolate' } }, 'got undefined.'],
    ['a clog from nobody', clog([], ['n1']), 'clog.from to name at least one node, got [].'],
    [
      'a clog from one node, not a list',
      { type: 'clog', from: 'n1', to: ['n2'] },
      "clog.from to be a list of nodes, such as ['n1', 'n2'], got 'n1'.",
    ],
    ['a clog to one node twice', clog(['n1'], ['n2', 'n2']), 'clog.to to name each node once'],
    ['a degradation without a change', { type: 'degrade' }, 'degrade.change to be an object'],
    ['a mistyped change', degrade({ los: 5 } as never), "got 'los'. Did you mean 'loss'?"],
    [
      'a loss that is no probability',
      degrade({ loss: 0.3 }),
      'degrade.change.loss to be a probability in millionths',
    ],
    [
      'an impossible latency',
      degrade({ latency: { type: 'uniform', min: 5, max: 1 } }),
      'degrade.change.latency.max',
    ],
    ['a degradation of an unknown node', degrade({}, { to: ['n44'] }), 'degrade.to to name a node'],
    ['a jump by a fraction', clockJump('n1', 0.5), 'clockJump.by'],
    ['a jump by nothing', { type: 'clockJump', node: 'n1' }, 'got undefined.'],
    ['a clock that stands still', clockDrift('n1', -1_000_000), 'clockDrift.drift'],
    ['a drift of nothing', { type: 'clockDrift', node: 'n1' }, 'clockDrift.drift'],
    [
      'an unknown disk fault',
      diskFault('n1', 'bitrot' as 'bit-rot'),
      "got 'bitrot'. Did you mean 'bit-rot'?",
    ],
  ])('%s', (_what, fault, message) => {
    expect(validate(fault)).toThrow(UsageError)
    expect(validate(fault)).toThrow(message)
    expect(validate(fault)).toThrow(/This is about faults\[0\] of 'x'\.$/)
  })

  it('an upgrade where the scenario has no versions', () => {
    expect(() => validateFault(upgrade('n1', 'v2'), nodes, [], 'faults[0]')).toThrow(
      "Expected the scenario to have versions: { 'v2': … } for upgrade.to to name, got none. This is about faults[0].",
    )
  })
})
