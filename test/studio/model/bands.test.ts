import {
  at,
  clog,
  cluster,
  crash,
  defineNode,
  heal,
  isolate,
  ms,
  partition,
  pause,
  resume,
  scenario,
  seconds,
  slow,
  type TimedFault,
} from 'lightcone'
import { expect, it } from 'vitest'
import { recordingOf } from '../../../src/explore/recording/recording.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { bandsOf } from '../../../src/studio/model/bands.ts'
import { Timeline } from '../../../src/studio/model/timeline.ts'

const still = defineNode<{ calm: boolean }, { type: 'nothing' }, Record<never, never>, 'tick'>('still', {
  initial: () => ({ calm: true }),
  boot: (_state, ctx) => ctx.after(ms(999), 'tick'),
  timeout: { tick() {} },
})

function bands(...faults: TimedFault<'n1' | 'n2' | 'n3'>[]) {
  const world = scenario({ title: 'Faults', nodes: cluster(3, still()), faults, until: seconds(1) })
  return bandsOf(new Timeline(recordingOf(world, planOf(world, 1)))).map(({ entry: _, ...band }) => band)
}

it('has a node down from its crash to its start', () => {
  expect(bands(at(ms(100), crash('n2', { lasts: ms(50) })))).toEqual([
    { kind: 'down', label: 'n2 is down', from: ms(100), to: ms(150), nodes: [1] },
  ])
})

it('has a fault without an end until the end of the run', () => {
  expect(bands(at(ms(100), crash('n2')))).toMatchObject([{ from: ms(100), to: seconds(1) }])
})

it('ends a pause where it is resumed, or where the node crashes', () => {
  expect(bands(at(ms(100), pause('n1')), at(ms(300), resume('n1')))).toMatchObject([
    { kind: 'paused', from: ms(100), to: ms(300), nodes: [0] },
  ])
  expect(bands(at(ms(100), pause('n1')), at(ms(200), crash('n1')))).toMatchObject([
    { kind: 'paused', to: ms(200) },
    { kind: 'down', from: ms(200) },
  ])
})

it('tells the sides of a partition', () => {
  const [cut] = bands(at(ms(10), partition([['n1'], ['n2', 'n3']], { lasts: ms(90) })))
  expect(cut).toMatchObject({ kind: 'cut', from: ms(10), to: ms(100), nodes: [0, 1, 2] })
  expect([...cut!.sides!]).toEqual([
    [0, 0],
    [1, 1],
    [2, 1],
  ])
})

it('ends all that is wrong with links where they are healed', () => {
  const all = bands(at(ms(10), isolate('n3')), at(ms(20), clog(['n1'], ['n2'])), at(ms(30), heal()))
  expect(all).toMatchObject([
    { kind: 'cut', to: ms(30) },
    { kind: 'link', to: ms(30), nodes: [0, 1] },
  ])
})

it('has slowness on the node that is slow', () => {
  expect(bands(at(ms(10), slow('n3', 4, { lasts: ms(5) })))).toMatchObject([
    { kind: 'slow', nodes: [2], to: ms(15) },
  ])
})
