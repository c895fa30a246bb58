import { UsageError } from '../kernel/errors.ts'
import { type Micros, us } from '../kernel/time.ts'
import type { AnyMessage, NodeId } from '../node/context.ts'

/** What becomes of one message, whatever the network would have drawn. */
export interface Pin {
  readonly from: NodeId
  readonly to: NodeId
  /** Which message of that link: the first is 1. */
  readonly nth: number
  /** After how long it arrives, µs: once for each copy; never, when empty. */
  readonly arrivals: readonly Micros[]
  /** The first copy is damaged: `detected`, or silently, by these bits. */
  readonly damage?: 'detected' | number
}

/** A network without chance: every message takes the same time, but for those that are pinned. */
export interface PinnedNetwork {
  readonly latency: Micros
  readonly pins: readonly Pin[]
}

/** What becomes of a message: when each copy arrives, and whether the first is damaged. */
export type Fate = Pick<Pin, 'arrivals' | 'damage'>

/** Tells the fate of message after message where some are pinned. */
export class PinnedFates {
  private readonly pins = new Map<string, Pin>()
  /** Of messages without a pin; `null` where they are left to chance. */
  private readonly usual: Fate | null
  private readonly toItself: Fate = { arrivals: [us(1)] }
  private readonly counts: MessageCount

  /**
   * @param latency of messages without a pin; `null` to leave them to chance
   * @throws UsageError when a pin names a node that is none, or no message.
   */
  constructor(latency: Micros | null, pins: readonly Pin[], nodes: readonly NodeId[]) {
    const time = (value: Micros) => Number.isSafeInteger(value) && value >= 0
    if (latency !== null && !time(latency))
      throw new UsageError(`Expected the latency of a pinned network in whole µs, 0 or more, got ${latency}.`)
    this.usual = latency === null ? null : { arrivals: [latency] }
    this.counts = new MessageCount(nodes.length)
    for (const pin of pins) {
      const from = nodes.indexOf(pin.from)
      const to = nodes.indexOf(pin.to)
      if (from < 0 || to < 0 || !(Number.isSafeInteger(pin.nth) && pin.nth >= 1) || !pin.arrivals.every(time))
        throw new UsageError(
          `Expected a pin to be { from, to, nth, arrivals } with nodes of ${nodes.join(', ')}, nth from 1 and arrivals in whole µs, got ${JSON.stringify(pin)}.`,
        )
      this.pins.set(`${from}>${to}>${pin.nth}`, pin)
    }
  }

  /** `null` for a message that is left to chance. */
  next(from: number, to: number): Fate | null {
    const nth = this.counts.next(from, to)
    const pin = this.pins.get(`${from}>${to}>${nth}`)
    return pin ?? (from === to && this.usual !== null ? this.toItself : this.usual)
  }
}

/** A message that was sent, and what became of it. */
export interface SentMessage extends Pin {
  /** When it was sent, µs. */
  readonly at: Micros
  readonly message: AnyMessage
}

/** The fate of a message that was sent, for a plan to pin. */
export function pinOf({ from, to, nth, arrivals, damage }: SentMessage): Pin {
  return { from, to, nth, arrivals, ...(damage !== undefined && { damage }) }
}

/** Writes down every message, and what the network does with it. */
export class SentMessages {
  readonly all: SentMessage[] = []
  private readonly nodes: readonly NodeId[]
  private readonly counts: MessageCount

  constructor(nodes: readonly NodeId[]) {
    this.nodes = nodes
    this.counts = new MessageCount(nodes.length)
  }

  add(
    at: Micros,
    from: number,
    to: number,
    message: AnyMessage,
    arrivals: readonly Micros[],
    damage?: Pin['damage'],
  ) {
    const nth = this.counts.next(from, to)
    const sent = { at, from: this.nodes[from]!, to: this.nodes[to]!, nth, message, arrivals }
    this.all.push(damage === undefined ? sent : { ...sent, damage })
  }
}

/** Counts the messages of each link from 1. */
class MessageCount {
  private readonly counts: Int32Array
  private readonly width: number

  constructor(nodes: number) {
    this.width = nodes
    this.counts = new Int32Array(nodes * nodes)
  }

  next(from: number, to: number): number {
    return ++this.counts[from * this.width + to]!
  }
}
