import { describe, expect, it } from 'vitest'
import { describePin, scriptOf } from '../../../src/explore/explain/script.ts'
import { crash, isolate } from '../../../src/faults/fault.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'
import { cluster, defineNode } from '../../../src/node/definition.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { scenario } from '../../../src/simulation/scenario.ts'

const node = defineNode<{ ready: boolean }, { type: 'x' }>('node', { initial: () => ({ ready: false }) })
const world = scenario({
  title: 'A world',
  nodes: cluster(3, node()),
  faults: [{ when: ({ n1 }) => n1.ready, fault: crash('n2'), delay: ms(5) }],
  until: seconds(1),
})

describe('scriptOf', () => {
  it('says what there is, what the network does, and every operation, condition, fault and pin', () => {
    const plan = {
      ...planOf(world, 7),
      nodes: ['n1', 'n2'],
      operations: { n1: [{ after: ms(3), input: { f: 'read' } }, { after: 0, input: 'x' }, 17] },
      faults: [
        { at: ms(20), fault: crash('n1') },
        { at: ms(10), fault: isolate('n2', { lasts: ms(4) }) },
      ],
      network: { latency: ms(2), pins: [{ from: 'n1', to: 'n2', nth: 4, arrivals: [] }] },
    }
    const lines = scriptOf(world, plan)
    expect(lines.filter((line) => !line.startsWith('condition#1: when'))).toEqual([
      'nodes n1 n2 (of 3)',
      'every message takes 2 ms',
      'operation#1: n1: after 3 ms, {f: "read"}',
      'operation#2: n1: "x"',
      'operation#3: n1: 17',
      'fault#1: at 10 ms isolate n2 for 4 ms',
      'fault#2: at 20 ms crash n1',
      'pin#1: n1 → n2 #4 dropped',
    ])
    expect(lines.find((line) => line.startsWith('condition#1: when'))).toMatch(
      /n1\.ready, 5 ms later: crash n2$/,
    )
  })

  it('names the seed where the network is left to chance', () => {
    expect(scriptOf(world, planOf(world, 7))[1]).toBe("the network is the scenario's, drawn from seed 7")
  })
})

describe('describePin', () => {
  const link = { from: 'n1', to: 'n2', nth: 3 }
  it.each([
    [{ ...link, arrivals: [] }, 'n1 → n2 #3 dropped'],
    [{ ...link, arrivals: [ms(40)] }, 'n1 → n2 #3 takes 40 ms'],
    [{ ...link, arrivals: [ms(1), ms(2)] }, 'n1 → n2 #3 arrives after 1 ms and 2 ms'],
    [{ ...link, arrivals: [ms(1)], damage: 'detected' as const }, 'n1 → n2 #3 takes 1 ms, damaged'],
    [{ ...link, arrivals: [ms(1)], damage: 99 }, 'n1 → n2 #3 takes 1 ms, silently damaged'],
  ])('%j', (pin, text) => {
    expect(describePin(pin)).toBe(text)
  })
})
