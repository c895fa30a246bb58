import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Frontier } from '../../../../src/explore/verify/order/frontier.ts'
import type { Successors } from '../../../../src/explore/verify/states/action.ts'
import { Lookahead } from '../../../../src/explore/verify/states/lookahead.ts'
import type { NextState } from '../../../../src/explore/verify/states/next-state.ts'
import {
  prospectHighAt,
  prospectLength,
  prospectLowAt,
  prospectPlaceAt,
  prospectStepAt,
} from '../../../../src/explore/verify/states/prospects.ts'
import { TransitionSystem } from '../../../../src/explore/verify/states/transition-system.ts'
import { randomProtocol, scenarioOf } from '../random-protocol.ts'

interface Found {
  readonly text: string
  readonly vector: Int32Array
  readonly high: number
  readonly low: number
}

/** Notes the states that are found. */
class Noting implements Successors {
  states: Found[] = []
  stays = 0

  found({ vector, high, low }: NextState): void {
    this.states.push(textOf(vector, high, low))
  }

  stayed(steps: number): void {
    this.stays += steps
  }

  take(): { readonly found: readonly Found[]; readonly stays: number } {
    const { states: found, stays } = this
    this.states = []
    this.stays = 0
    return { found, stays }
  }
}

function textOf(vector: Int32Array, high: number, low: number): Found {
  return { text: `${vector}: ${high} ${low}`, vector: vector.slice(), high, low }
}

it('foresees the states and fingerprints that the steps from some states lead to, and how many lead elsewhere', () => {
  fc.assert(
    fc.property(randomProtocol, (protocol) => {
      const told = scenarioOf(protocol)
      const system = new TransitionSystem(told, told.verify!, {}, told.holds)
      fc.pre(system.isForeseeable)
      const { length } = system
      const lookahead = new Lookahead(system)
      const { prospects, moves, unforeseen } = lookahead
      const noting = new Noting()
      system.initial(noting)
      let states = noting.take().found
      for (let depth = 0; depth < 5 && states.length > 0; depth++) {
        const frontier = new Frontier()
        for (const [index, { vector, high, low }] of states.entries())
          frontier.push(vector, length, index, high, low)
        const reader = frontier.reader()
        const count = reader.ahead(states.length)
        const { chunk, following: first, distance } = reader
        lookahead.look(chunk, first, distance, count)
        const stays = lookahead.idle
        const elsewhere = [...moves.subarray(0, count)]
        for (let at = 0; at < unforeseen.length; at += 2) {
          reader.show(first + unforeseen.items[at + 1]! * distance)
          system.takeFrom(chunk, reader.start, reader.high, reader.low, unforeseen.items[at]!, noting)
        }
        const foreseen = noting.take().found.map(({ text }) => text)
        const { items, end } = prospects
        for (let at = 0; at < end; at += prospectLength) {
          const place = items[at + prospectPlaceAt]!
          const high = items[at + prospectHighAt]!
          const low = items[at + prospectLowAt]!
          const alone = system.foreseen(chunk, place, items[at + prospectStepAt]!, high, low)
          foreseen.push(textOf(alone.vector, high, low).text)
        }
        const copies = new Frontier()
        copies.addAll(prospects, chunk, length)
        lookahead.take(copies.last)
        const together = foreseen.slice(-end / prospectLength)
        for (let at = 0; at < end; at += prospectLength) {
          const place = items[at + prospectPlaceAt]!
          const vector = copies.last.slice(place, place + length)
          const taken = textOf(vector, items[at + prospectHighAt]!, items[at + prospectLowAt]!)
          expect(taken.text).toBe(together[at / prospectLength])
        }
        const nexts: Found[] = []
        let staysInTurn = 0
        for (const [index, state] of states.slice(0, count).entries()) {
          system.expand(state.vector, 0, state.high, state.low, noting)
          const { found, stays: own } = noting.take()
          nexts.push(...found)
          staysInTurn += own
          const moving = found.filter(({ high, low }) => high !== state.high || low !== state.low).length
          const slow = unforeseen.all.filter((state, at) => at % 2 === 1 && state === index).length
          expect(moving).toBeGreaterThanOrEqual(elsewhere[index]!)
          expect(moving).toBeLessThanOrEqual(elsewhere[index]! + slow)
        }
        expect(foreseen.sort()).toEqual(nexts.map(({ text }) => text).sort())
        expect(stays).toBe(staysInTurn)
        states = [...new Map(nexts.map((next) => [next.text, next])).values()].slice(0, 64)
      }
    }),
  )
})
