import { mix } from '../kernel/mix.ts'
import type { PerMillion } from '../kernel/probability.ts'
import { purpose } from '../kernel/random.ts'
import type { Micros } from '../kernel/time.ts'
import { type Latency, type LatencySampler, latencySampler } from './latency.ts'
import type { LinkOptions } from './link.ts'

// What the one draw of a message is spread into; the latency takes the draw itself.
const lossDraw = purpose(1)
const duplicationDraw = purpose(2)
const secondLatencyDraw = purpose(3)
const corruptionDraw = purpose(4)
/** The lowest signed word. */
const lowest = -2_147_483_648

/** What the options of a link make of a message's draw; it never changes, and links with the same options share it. */
export class LinkBehaviour {
  readonly isFifo: boolean
  /** Bytes a second; `null` for no limit. */
  readonly bandwidth: number | null
  readonly corruptionIsSilent: boolean
  /** Nothing is left to chance: a message takes `latencyMin`. */
  readonly isCertain: boolean
  /** Of a uniform latency, which needs no sampler. */
  readonly latencyMin: Micros
  private readonly latencyScale: number
  private readonly sample: LatencySampler | null
  /** No message has to wait for another, and all latencies are as likely. */
  private readonly isPlain: boolean
  /** Something other than its latency may befall a message. */
  private readonly isChancy: boolean
  // Draws below these befall a message.
  private readonly lossBound: number
  private readonly duplicationBound: number
  private readonly corruptionBound: number

  constructor(options: LinkOptions) {
    const range = rangeOf(options.latency)
    this.sample = range === null ? latencySampler(options.latency) : null
    this.latencyMin = range?.min ?? 0
    this.latencyScale = range === null ? 0 : (range.max - range.min + 1) / 4_294_967_296
    this.lossBound = boundOf(options.loss)
    this.duplicationBound = boundOf(options.duplication)
    this.corruptionBound = boundOf(options.corruption)
    this.isChancy = options.loss > 0 || options.duplication > 0 || options.corruption > 0
    this.isFifo = options.order === 'fifo'
    this.bandwidth = options.bandwidth
    this.isPlain = range !== null && !this.isFifo && this.bandwidth === null
    this.isCertain = this.isPlain && !this.isChancy && range!.min === range!.max
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
    return happens(draw, lossDraw, this.lossBound)
  }

  duplicates(draw: number): boolean {
    return happens(draw, duplicationDraw, this.duplicationBound)
  }

  corrupts(draw: number): boolean {
    return happens(draw, corruptionDraw, this.corruptionBound)
  }

  /** How long the message of a draw is under way, µs. */
  latency(draw: number): Micros {
    const bits = draw >>> 0
    return this.sample === null ? this.latencyMin + Math.floor(bits * this.latencyScale) : this.sample(bits)
  }
}

/**
 * Below which draws something befalls a message that does so `parts` times in a million, draws counted from the lowest
 * signed word: signed words are what engines keep out of the heap.
 */
function boundOf(parts: PerMillion): number {
  return Math.ceil(parts * 4294.967296) + lowest
}

/** Whether what is drawn of a message's draw for some purpose is below a bound; nothing is, if that is the lowest. */
const happens = (draw: number, what: number, bound: number): boolean =>
  bound > lowest && (mix(draw ^ what) ^ lowest) < bound

/** The draw that decides how long the second copy of a duplicated message takes. */
export function secondDraw(draw: number): number {
  return mix(draw ^ secondLatencyDraw)
}

/** Between which bounds each latency is as likely as the other; `null` when it isn't so. */
function rangeOf(latency: Latency): { min: Micros; max: Micros } | null {
  if (latency.type === 'uniform') return latency
  return latency.type === 'constant' ? { min: latency.latency, max: latency.latency } : null
}
