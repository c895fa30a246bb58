import fc from 'fast-check'
import { always, sometimes } from 'lightcone'
import { expect, it } from 'vitest'
import { Fingerprints } from '../../../../src/explore/verify/order/fingerprints.ts'
import { Frontier } from '../../../../src/explore/verify/order/frontier.ts'
import { Findings } from '../../../../src/explore/verify/shards/findings.ts'
import { Judging } from '../../../../src/explore/verify/shards/judging.ts'
import { Parents } from '../../../../src/explore/verify/shards/parents.ts'
import { Position } from '../../../../src/explore/verify/shards/position.ts'
import { JudgedSystem } from '../../../../src/explore/verify/states/judged-system.ts'
import { Lookahead } from '../../../../src/explore/verify/states/lookahead.ts'
import {
  prospectLength,
  prospectNodeAt,
  prospectNumberAt,
  prospectPlaceAt,
} from '../../../../src/explore/verify/states/prospects.ts'
import { randomProtocol, scenarioOf, tableNode } from '../random-protocol.ts'

const tables = tableNode({ rows: [], fuel: 0 })
const modes = always('one mode', tables, (states) => states.every(({ mode }) => mode === states[0]!.mode))
const kept = sometimes('all keep', tables, (states) => states.every((state) => state.kept === 1))

it('says of states together what it says of each by itself', () => {
  fc.assert(
    fc.property(randomProtocol, (protocol) => {
      const told = scenarioOf(protocol, { holds: [modes], reaches: [kept] })
      const judged = new JudgedSystem(told, told.verify!, {}, {})
      const { system } = judged
      fc.pre(system.isForeseeable)
      const level = new Frontier()
      const visited = new Fingerprints()
      system.initial({
        found: ({ vector, length, high, low }) => {
          visited.add(high, low)
          level.push(vector, length, 0, high, low)
        },
        stayed: () => {},
      })
      const parents = new Parents()
      parents.add(-1, 0, 0)
      parents.turn(1)
      const reader = level.reader()
      reader.ahead(1)
      const lookahead = new Lookahead(system)
      const { prospects } = lookahead
      lookahead.look(reader.chunk, reader.following, reader.distance, 1)
      visited.addAll(prospects)
      parents.addAll(prospects, reader.chunk, 0, 1)
      const next = new Frontier()
      next.addAll(prospects, reader.chunk, system.length)
      lookahead.take(next.last)
      const [alone, together] = [new Findings(), new Findings()]
      const position = new Position(visited, parents, 0, 1)
      const { items, end } = prospects
      const one = new Judging(judged, alone, position)
      for (let at = 0; at < end; at += prospectLength) {
        position.comeTo(items[at + prospectNumberAt]!)
        expect(one.admits(next.last, items[at + prospectNodeAt]!, items[at + prospectPlaceAt]!)).toBe(true)
      }
      new Judging(judged, together, position).judgeAll(prospects, next.last)
      expect([...together.violations]).toEqual([...alone.violations])
      expect([...together.reached]).toEqual([...alone.reached])
    }),
  )
})
