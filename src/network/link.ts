import { UsageError } from '../kernel/errors.ts'
import type { PerMillion } from '../kernel/probability.ts'
import type { Micros } from '../kernel/time.ts'
import { type Latency, uniform, validateLatency } from './latency.ts'
import { type LinkBehaviour, secondDraw } from './link-behaviour.ts'

/** How one direction of a link behaves; plain data. */
export interface LinkOptions {
  readonly latency: Latency
  /** Messages that vanish, in millionths. */
  readonly loss: PerMillion
  /** Messages that arrive twice, each copy with a latency of its own, in millionths. */
  readonly duplication: PerMillion
  /** Messages damaged on the way, in millionths. */
  readonly corruption: PerMillion
  /** `detected`: a checksum gives the damage away; `silent`: one field of the payload differs and nobody is told. */
  readonly corruptionIs: 'detected' | 'silent'
  /** `free`: each message takes its own time and may overtake; `fifo`: in the order sent, as over TCP. */
  readonly order: 'free' | 'fifo'
  /** Bytes a second, with an unbounded queue before the link; `null` for no limit. */
  readonly bandwidth: number | null
}

/** A quiet local network. */
export const defaultLink: LinkOptions = {
  latency: uniform(500, 5_000),
  loss: 0,
  duplication: 0,
  corruption: 0,
  corruptionIs: 'detected',
  order: 'free',
  bandwidth: null,
}

/** What one direction between two nodes remembers: for order, when the last message arrives; for bandwidth, when it is free. */
export class Link {
  private lastArrival: Micros = 0
  private freeAt: Micros = 0

  /** When a message sent now arrives, µs of virtual time. */
  arrival(behaviour: LinkBehaviour, now: Micros, draw: number, message: unknown): Micros {
    let departure = now
    if (behaviour.bandwidth !== null) {
      const start = this.freeAt > now ? this.freeAt : now
      departure = start + Math.ceil((sizeOf(message) * 1_000_000) / behaviour.bandwidth)
      this.freeAt = departure
    }
    let arrival = departure + behaviour.latency(draw)
    if (behaviour.isFifo) {
      if (arrival < this.lastArrival) arrival = this.lastArrival
      this.lastArrival = arrival
    }
    return arrival
  }

  /** When the second copy of a duplicated message arrives. */
  secondArrival(behaviour: LinkBehaviour, now: Micros, draw: number, message: unknown): Micros {
    return this.arrival(behaviour, now, secondDraw(draw), message)
  }
}

/** The size of a message on the wire, in bytes: its JSON, as UTF-16 units. */
function sizeOf(message: unknown): number {
  return JSON.stringify(message).length
}

/** @throws UsageError when an option makes no sense, naming `where` it stands. */
export function validateLink(options: Partial<LinkOptions>, where: string): void {
  if (options.latency !== undefined) validateLatency(options.latency, `${where}.latency`)
  for (const name of ['loss', 'duplication', 'corruption'] as const) {
    const parts = options[name]
    if (parts !== undefined && !(Number.isInteger(parts) && parts >= 0 && parts <= 1_000_000))
      throw new UsageError(
        `Expected ${where}.${name} to be a probability in millionths, 0 to 1000000 (write percent(1)), got ${JSON.stringify(parts)}.`,
      )
  }
  const { bandwidth } = options
  if (bandwidth !== undefined && bandwidth !== null && !(bandwidth > 0))
    throw new UsageError(
      `Expected ${where}.bandwidth to be a number of bytes a second above 0, or null for no limit, got ${JSON.stringify(bandwidth)}.`,
    )
  const { order, corruptionIs } = options
  if (order !== undefined && order !== 'free' && order !== 'fifo')
    throw new UsageError(`Expected ${where}.order to be 'free' or 'fifo', got ${JSON.stringify(order)}.`)
  if (corruptionIs !== undefined && corruptionIs !== 'detected' && corruptionIs !== 'silent')
    throw new UsageError(
      `Expected ${where}.corruptionIs to be 'detected' or 'silent', got ${JSON.stringify(corruptionIs)}.`,
    )
}
