import { UsageError } from '../kernel/errors.ts'
import type { Micros } from '../kernel/time.ts'
import type { NodeId } from '../node/context.ts'

/** When a timer of a node fires, whatever the node asked for. */
export interface TimerPin {
  readonly node: NodeId
  /** The name of the timer. */
  readonly timer: string
  /** The key it is set with, if any. */
  readonly key?: string
  /** Which setting of that timer at that node, its earlier lives included: the first is 1. */
  readonly nth: number
  /** After how long it fires, µs of the node's clock. */
  readonly after: Micros
}

/** Tells how long timer after timer runs. */
export class TimerFates {
  private readonly pins = new Map<string, Micros>()
  private readonly counts = new Map<string, number>()

  /** @throws UsageError when a pin names a node that is none, or no setting of a timer. */
  constructor(pins: readonly TimerPin[], nodes: readonly NodeId[]) {
    for (const pin of pins) {
      const { node, timer, key = '', nth, after } = pin
      const isWhole = (value: number, least: number) => Number.isSafeInteger(value) && value >= least
      if (
        !nodes.includes(node) ||
        typeof timer !== 'string' ||
        typeof key !== 'string' ||
        !isWhole(nth, 1) ||
        !isWhole(after, 0)
      )
        throw new UsageError(
          `Expected a timer's pin to be { node, timer, nth, after } with a node of ${nodes.join(', ')}, nth from 1 and after in whole µs, got ${JSON.stringify(pin)}.`,
        )
      this.pins.set(`${node}\n${timer}\n${key}\n${nth}`, after)
    }
  }

  /** How long the timer that is being set runs; `delay` unless it is pinned. */
  next(node: NodeId, timer: string, key: string, delay: Micros): Micros {
    const label = `${node}\n${timer}\n${key}`
    const nth = (this.counts.get(label) ?? 0) + 1
    this.counts.set(label, nth)
    return this.pins.get(`${label}\n${nth}`) ?? delay
  }
}
