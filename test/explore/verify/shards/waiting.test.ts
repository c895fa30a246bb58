import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Frontier, frontierHeader } from '../../../../src/explore/verify/order/frontier.ts'
import { Parents } from '../../../../src/explore/verify/shards/parents.ts'
import { takeWaiting, tellWaiting } from '../../../../src/explore/verify/shards/waiting.ts'
import type { Successors } from '../../../../src/explore/verify/states/action.ts'
import type { NextState } from '../../../../src/explore/verify/states/next-state.ts'
import { TransitionSystem } from '../../../../src/explore/verify/states/transition-system.ts'
import { type VisitedState, visitedState } from '../../../../src/explore/verify/visited-state.ts'
import { randomProtocol, scenarioOf } from '../random-protocol.ts'

interface Kept {
  readonly state: VisitedState
  readonly number: number
  readonly high: number
  readonly low: number
}

/** What waits in a frontier. */
function keptIn(system: TransitionSystem, { records }: Frontier): readonly Kept[] {
  const kept: Kept[] = []
  for (let at = 0; at < records.length; at += frontierHeader + records[at]!) {
    const vector = records.slice(at + frontierHeader, at + frontierHeader + records[at]!)
    const [number, high, low] = [records[at + 1]!, records[at + 2]!, records[at + 3]!]
    kept.push({ state: visitedState(system, vector), number, high, low })
  }
  return kept
}

/** Puts the states that are found into a frontier. */
class Filling implements Successors {
  readonly frontier = new Frontier()
  private readonly first: number

  constructor(first: number) {
    this.first = first
  }

  found({ vector, length, high, low }: NextState): void {
    this.frontier.push(vector, length, this.first + this.frontier.size, high, low)
  }

  stayed(): void {}
}

it('mean the same to a search that numbers what is in them in its own way', () => {
  fc.assert(
    fc.property(randomProtocol, (protocol) => {
      const told = scenarioOf(protocol)
      const [system, other] = [1, 2].map(() => new TransitionSystem(told, told.verify!, {}, told.holds))
      const current = new Filling(0)
      system!.initial(current)
      const next = new Filling(current.frontier.size)
      const reader = current.frontier.reader()
      reader.advance()
      system!.expand(reader.chunk, reader.start, reader.high, reader.low, next)
      const parents = new Parents()
      parents.turn(current.frontier.size)
      const beginning = new Filling(0)
      system!.initial(beginning)
      const waiting = tellWaiting(system!, beginning.frontier.records, next.frontier.records, parents, null)
      // The last come first, so that what they are made of gets other numbers there.
      const { definitions } = waiting
      const turned = definitions.map(({ numbers, values }) => ({
        numbers: [...numbers].reverse(),
        values: [...values].reverse(),
      }))
      const frontiers = { current: new Frontier(), next: new Frontier() }
      takeWaiting([structuredClone({ ...waiting, definitions: turned })], other!, frontiers, parents, null)
      expect(keptIn(other!, frontiers.current)).toEqual(keptIn(system!, beginning.frontier))
      expect(keptIn(other!, frontiers.next)).toEqual(keptIn(system!, next.frontier))
    }),
  )
})
