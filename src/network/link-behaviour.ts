import { spread } from '../kernel/random.ts'
import type { Micros } from '../kernel/time.ts'
import { type Latency, type LatencySampler, latencySampler } from './latency.ts'
import type { LinkOptions } from './link.ts'

// What the one draw of a message is spread into; the latency takes the draw itself.
const lossDraw = 1
const duplicationDraw = 2
const secondLatencyDraw = 3
const corruptionDraw = 4

/** What the options of a link make of a message's draw; it never changes, and links with the same options share it. */
export class LinkBehaviour {
  readonly isFifo: boolean
  /** Bytes a second; `null` for no limit. */
  readonly bandwidth: number | null
  readonly corruptionIsSilent: boolean
  /** Of a uniform latency, which needs no sampler. */
  private readonly latencyMin: Micros
  private readonly latencyScale: number
  private readonly sample: LatencySampler | null
  /** No message has to wait for another, and all latencies are as likely. */
  private readonly isPlain: boolean
  /** Something other than its latency may befall a message. */
  private readonly isChancy: boolean
  private readonly lossThreshold: number
  private readonly duplicationThreshold: number
  private readonly corruptionThreshold: number

  constructor(options: LinkOptions) {
    const range = rangeOf(options.latency)
    this.sample = range === null ? latencySampler(options.latency) : null
    this.latencyMin = range?.min ?? 0
    this.latencyScale = range === null ? 0 : (range.max - range.min + 1) / 4_294_967_296
    this.lossThreshold = options.loss * 4294.967296
    this.duplicationThreshold = options.duplication * 4294.967296
    this.corruptionThreshold = options.corruption * 4294.967296
    this.isChancy = options.loss > 0 || options.duplication > 0 || options.corruption > 0
    this.isFifo = options.order === 'fifo'
    this.bandwidth = options.bandwidth
    this.isPlain = range !== null && !this.isFifo && this.bandwidth === null
    this.corruptionIsSilent = options.corruptionIs === 'silent'
  }

  /**
   * How long the message of a draw takes, µs, when that is all there is to say of it; −1 when something else befalls
   * it, or it may have to wait for others.
   */
  plainLatency(draw: number): Micros {
    if (this.isPlain === false || (this.isChancy === true && this.befalls(draw) === true)) return -1
    return this.latencyMin + Math.floor((draw >>> 0) * this.latencyScale)
  }

  private befalls(draw: number): boolean {
    return this.loses(draw) || this.duplicates(draw) || this.corrupts(draw)
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

  /** How long the message of a draw is under way, µs. */
  latency(draw: number): Micros {
    const bits = draw >>> 0
    return this.sample === null ? this.latencyMin + Math.floor(bits * this.latencyScale) : this.sample(bits)
  }
}

/** The draw that decides how long the second copy of a duplicated message takes. */
export function secondDraw(draw: number): number {
  return spread(draw, secondLatencyDraw)
}

/** Between which bounds each latency is as likely as the other; `null` when it isn't so. */
function rangeOf(latency: Latency): { min: Micros; max: Micros } | null {
  if (latency.type === 'uniform') return latency
  return latency.type === 'constant' ? { min: latency.latency, max: latency.latency } : null
}
