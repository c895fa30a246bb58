import { expect, test } from 'vitest'
import { describeFault, describeTimedFault } from '../../src/faults/describe.ts'
import {
  at,
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
import { percent } from '../../src/kernel/probability.ts'
import { ms, seconds } from '../../src/kernel/time.ts'
import { bimodal, constant, exponential, logNormal, uniform } from '../../src/network/latency.ts'

const tail = bimodal({ usual: constant(ms(1)), tail: exponential({ mean: ms(50) }), rarely: percent(0.5) })

test.each<[Fault, string]>([
  [crash('n1', { lasts: ms(300) }), 'crash n1 for 300 ms'],
  [crash('n1'), 'crash n1'],
  [restart('n1'), 'restart n1'],
  [pause('n2', { lasts: seconds(2) }), 'pause n2 for 2 s'],
  [resume('n2'), 'resume n2'],
  [slow('n1', 10, { lasts: ms(5) }), 'slow n1 down 10 times for 5 ms'],
  [wipe('n1', { lasts: 1 }), 'wipe n1 for 1 µs'],
  [upgrade('n1', 'v2'), 'upgrade n1 to v2'],
  [upgrade('n1', 'v2', { lasts: ms(20) }), 'upgrade n1 to v2, down for 20 ms'],
  [partition([['n1'], ['n2', 'n3']]), 'partition {n1 | n2 n3}'],
  [partition([['n1'], ['n2'], ['n3']], { lasts: ms(1.5) }), 'partition {n1 | n2 | n3} for 1.5 ms'],
  [partitionOneWay(['n1', 'n2'], ['n3'], { lasts: seconds(1) }), 'cut n1 n2 → n3 for 1 s'],
  [partitionBridge('n3', [['n1', 'n2'], ['n4']]), 'partition {n1 n2 | n4} bridged by n3'],
  [partitionRing(['n1', 'n2', 'n3', 'n4']), 'partition into a ring n1 n2 n3 n4'],
  [isolate('n1', { lasts: seconds(3) }), 'isolate n1 for 3 s'],
  [clog(['n2'], ['n3'], { lasts: seconds(2) }), 'n2 → n3 clogged for 2 s'],
  [degrade({ loss: percent(30) }), 'all links: loss 30 %'],
  [
    degrade({ duplication: percent(1), order: 'fifo' }, { from: ['n1'] }),
    'n1 → all: duplication 1 %, order fifo',
  ],
  [
    degrade({ corruption: percent(0.1), corruptionIs: 'silent' }, { to: ['n1', 'n2'], lasts: ms(9) }),
    'all → n1 n2: corruption 0.1 %, corruption is silent for 9 ms',
  ],
  [
    degrade({ latency: uniform(ms(1), ms(5)), bandwidth: 1_000 }),
    'all links: latency 1 ms … 5 ms, bandwidth 1000 bytes/s',
  ],
  [
    degrade({ latency: tail }),
    'all links: latency 1 ms, and rarely (0.5 %) exponential, 0 µs or more, mean 50 ms',
  ],
  [
    degrade({ latency: logNormal({ median: ms(3) }) }),
    'all links: latency log-normal, median 3 ms, sigma 0.5',
  ],
  [degrade({ bandwidth: null }), 'all links: bandwidth unlimited'],
  [degrade({}), 'all links: unchanged'],
  [heal(), 'heal all links'],
  [clockJump('n1', ms(5)), 'set the clock of n1 5 ms forward'],
  [clockJump('n1', -ms(5)), 'set the clock of n1 5 ms back'],
  [clockDrift('n1', 200, { lasts: seconds(3) }), 'clock of n1 runs 200 millionths too fast for 3 s'],
  [clockDrift('n1', -200), 'clock of n1 runs 200 millionths too slow'],
  [clockDrift('n1', 0), 'clock of n1 runs true'],
  [diskFault('n1', 'torn-write', { lasts: ms(4) }), 'disk of n1: torn-write for 4 ms'],
])('%j is told as: %s', (fault, text) => {
  expect(describeFault(fault)).toBe(text)
})

test('a line of a script says when', () => {
  expect(describeTimedFault(at(ms(120), partition([['n1'], ['n2', 'n3']])))).toBe(
    'at 120 ms partition {n1 | n2 n3}',
  )
})
