import { UsageError } from '../kernel/errors.ts'
import type { PerMillion } from '../kernel/probability.ts'
import { Random, spread } from '../kernel/random.ts'
import type { Micros } from '../kernel/time.ts'
import { type Latency, type LatencySampler, latencySampler, uniform, validateLatency } from './latency.ts'

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

// What the one draw of a message is spread into; the latency takes the draw itself.
const lossDraw = 1
const duplicationDraw = 2
const secondLatencyDraw = 3
const corruptionDraw = 4

/**
 * One direction between two nodes.
 *
 * Each message takes exactly one draw of the link's own stream, whichever features are on, and all that is decided
 * about it is spread out of that draw. So the k-th message of a link meets the same fate when loss is switched off,
 * a fault removed, or another link used more: the ground on which shrinking stands.
 */
export class Link {
  private readonly random: Random
  /** Of a uniform latency, which needs no sampler. */
  private latencyMin: Micros = 0
  private latencyScale = 0
  private sample: LatencySampler | null = null
  /** No message has to wait for another, and all latencies are as likely. */
  private isPlain = 1
  private lossThreshold = 0
  private duplicationThreshold = 0
  private corruptionThreshold = 0
  private fifo = false
  private bandwidth: number | null = null
  private lastArrival: Micros = 0
  private freeAt: Micros = 0
  corruptionIsSilent = false

  constructor(label: string, options: LinkOptions) {
    this.random = new Random(label)
    this.configure(options)
  }

  configure(options: LinkOptions): void {
    const range = rangeOf(options.latency)
    this.sample = range === null ? latencySampler(options.latency) : null
    this.latencyMin = range?.min ?? 0
    this.latencyScale = range === null ? 0 : (range.max - range.min + 1) / 4_294_967_296
    this.lossThreshold = options.loss * 4294.967296
    this.duplicationThreshold = options.duplication * 4294.967296
    this.corruptionThreshold = options.corruption * 4294.967296
    this.fifo = options.order === 'fifo'
    this.bandwidth = options.bandwidth
    this.isPlain = range !== null && !this.fifo && this.bandwidth === null ? 1 : 0
    this.corruptionIsSilent = options.corruptionIs === 'silent'
  }

  /** The draw that decides over the next message, a signed word. */
  draw(): number {
    return this.random.word()
  }

  /**
   * How long the message of a draw takes, µs, when that is all there is to say of it; −1 when something else befalls
   * it, or it may have to wait for others.
   */
  plainLatency(draw: number): Micros {
    if (this.isPlain === 0) return -1
    if (this.lossThreshold > 0 && spread(draw, lossDraw) >>> 0 < this.lossThreshold) return -1
    if (this.duplicationThreshold > 0 && spread(draw, duplicationDraw) >>> 0 < this.duplicationThreshold)
      return -1
    if (this.corruptionThreshold > 0 && spread(draw, corruptionDraw) >>> 0 < this.corruptionThreshold)
      return -1
    return this.latencyMin + Math.floor((draw >>> 0) * this.latencyScale)
  }

  loses(draw: number): boolean {
    return this.lossThreshold > 0 && spread(draw, lossDraw) >>> 0 < this.lossThreshold
  }

  duplicates(draw: number): boolean {
    return this.duplicationThreshold > 0 && spread(draw, duplicationDraw) >>> 0 < this.duplicationThreshold
  }

  corrupts(draw: number): boolean {
    return this.corruptionThreshold > 0 && spread(draw, corruptionDraw) >>> 0 < this.corruptionThreshold
  }

  /** When a message sent now arrives, µs of virtual time. */
  arrival(now: Micros, draw: number, message: unknown): Micros {
    let departure = now
    if (this.bandwidth !== null) {
      const start = this.freeAt > now ? this.freeAt : now
      departure = start + Math.ceil((sizeOf(message) * 1_000_000) / this.bandwidth)
      this.freeAt = departure
    }
    let arrival = departure + this.latency(draw)
    if (this.fifo) {
      if (arrival < this.lastArrival) arrival = this.lastArrival
      this.lastArrival = arrival
    }
    return arrival
  }

  /** When the second copy of a duplicated message arrives. */
  secondArrival(now: Micros, draw: number, message: unknown): Micros {
    return this.arrival(now, spread(draw, secondLatencyDraw), message)
  }

  private latency(draw: number): Micros {
    const bits = draw >>> 0
    return this.sample === null ? this.latencyMin + Math.floor(bits * this.latencyScale) : this.sample(bits)
  }
}

/** Between which bounds each latency is as likely as the other; `null` when it isn't so. */
function rangeOf(latency: Latency): { min: Micros; max: Micros } | null {
  if (latency.type === 'uniform') return latency
  return latency.type === 'constant' ? { min: latency.latency, max: latency.latency } : null
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
