import { describe, expect, it } from 'vitest'
import { fromEarliest, nameOf, simpleCycles } from '../../../src/checkers/isolation/cycle.ts'
import { PROCESS, REALTIME, RW, WR, WW } from '../../../src/checkers/isolation/dependency-graph.ts'

const ring = (...kinds: number[]) => kinds.map((kind, i) => ({ from: i, to: (i + 1) % kinds.length, kind }))

describe('the name of a cycle', () => {
  it.each([
    ['G0', [WW, WW]],
    ['G1c', [WW, WR]],
    ['G1c', [WR, WR]],
    ['G-single', [RW, WR]],
    ['G-single', [WW, RW, WW]],
    ['G-nonadjacent', [RW, WR, RW, WW]],
    ['G2-item', [RW, RW]],
    ['G2-item', [RW, WR, RW]],
    ['G2-item', [RW, WR, RW, RW, WW]],
    ['G0-process', [WW, PROCESS]],
    ['G1c-realtime', [WR, REALTIME]],
    ['G1c-realtime', [WR, PROCESS, REALTIME]],
    ['G-single-process', [RW, PROCESS]],
    ['G-nonadjacent-process', [RW, PROCESS, RW, WR]],
    ['G2-item-realtime', [RW, RW, REALTIME]],
  ])('is %s (Adya §3 and §4, Elle §3)', (name, kinds) => {
    expect(nameOf(ring(...kinds))).toBe(name)
  })
})

describe('a closed walk', () => {
  it('is taken apart into cycles that meet no transaction twice', () => {
    const walk = [0, 1, 2, 1, 3, 0]
      .map((from, i, all) => ({ from, to: all[i + 1] ?? 0, kind: WW }))
      .slice(0, -1)
    expect(simpleCycles(walk).map((cycle) => cycle.map(({ from }) => from))).toEqual([
      [1, 2],
      [0, 1, 3],
    ])
  })

  it('begins with its earliest transaction when told', () => {
    const cycle = [
      { from: 3, to: 1, kind: WW },
      { from: 1, to: 3, kind: RW },
    ]
    expect(fromEarliest(cycle)).toEqual([cycle[1], cycle[0]])
  })
})
