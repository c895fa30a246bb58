import { UsageError } from '../kernel/errors.ts'
import type { PerMillion } from '../kernel/probability.ts'
import { type Micros, parseTime } from '../kernel/time.ts'
import type { Latency } from '../network/latency.ts'
import type { LinkOptions } from '../network/link.ts'

/**
 * How links change, from the words of `describeFault`: `loss 30 %, latency 1 ms … 5 ms`.
 * @throws UsageError at the word that was not expected.
 */
export function parseLinkChange(text: string): Partial<LinkOptions> {
  const words = new WordReader(text)
  if (words.take(/unchanged$/) !== null) return {}
  const change: { -readonly [Name in keyof LinkOptions]?: LinkOptions[Name] } = {}
  do {
    const part = words.expect(
      /(loss|duplication|corruption is|corruption|latency|order|bandwidth) /,
      'loss, duplication, corruption, corruption is, latency, order or bandwidth',
    )
    switch (part) {
      case 'loss':
      case 'duplication':
      case 'corruption':
        change[part] = words.percentage()
        break
      case 'corruption is':
        change.corruptionIs = words.expect(/(detected|silent)/, 'detected or silent') as 'detected' | 'silent'
        break
      case 'latency':
        change.latency = latency(words)
        break
      case 'order':
        change.order = words.expect(/(free|fifo)/, 'free or fifo') as 'free' | 'fifo'
        break
      default:
        change.bandwidth =
          words.take(/(unlimited)/) === null
            ? Number(words.expect(/([\d.e+-]+) bytes\/s/, "'unlimited' or '1000 bytes/s'"))
            : null
    }
  } while (words.take(/, /) !== null)
  words.expect(/$/, "',' or the end")
  return change
}

function latency(words: WordReader): Latency {
  const usual = words.take(/\(/) === null ? unmixed(words) : bracketed(words)
  const rarely = words.take(/, and rarely \(([\d.e-]+) %\) /)
  if (rarely === null) return usual
  return { type: 'bimodal', usual, tail: latency(words), rarely: perMillion(rarely) }
}

function bracketed(words: WordReader): Latency {
  const inner = latency(words)
  words.expect(/\)/, "')'")
  return inner
}

function unmixed(words: WordReader): Latency {
  if (words.take(/exponential, /) !== null) {
    const min = words.time()
    words.expect(/ or more, mean /, "'or more, mean'")
    return { type: 'exponential', min, mean: words.time() }
  }
  if (words.take(/log-normal, median /) !== null) {
    const median = words.time()
    return { type: 'logNormal', median, sigma: Number(words.expect(/, sigma ([\d.e-]+)/, "', sigma 0.5'")) }
  }
  const first = words.time()
  if (words.take(/ (?:…|\.\.\.) /) === null) return { type: 'constant', latency: first }
  return { type: 'uniform', min: first, max: words.time() }
}

function perMillion(percentage: string): PerMillion {
  return Math.round(Number(percentage) * 10_000)
}

/** Reads a text from its beginning, piece by piece. */
class WordReader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  /** What comes next (or its first group), if it is that. */
  take(pattern: RegExp): string | null {
    const sticky = new RegExp(pattern.source, 'y')
    sticky.lastIndex = this.at
    const match = sticky.exec(this.text)
    if (match === null) return null
    this.at = sticky.lastIndex
    return match[1] ?? match[0]
  }

  expect(pattern: RegExp, what: string): string {
    const found = this.take(pattern)
    if (found !== null) return found
    throw new UsageError(
      `Expected ${what} in '${this.text}', got ${this.at === this.text.length ? 'its end' : `'${this.text.slice(this.at)}'`}.`,
    )
  }

  time(): Micros {
    return parseTime(
      this.expect(/(\d+(?:\.\d+)?\s*(?:us|µs|ms|s|min|m|h))(?![a-z])/, "a time such as '5 ms'"),
    )
  }

  percentage(): PerMillion {
    return perMillion(this.expect(/([\d.e-]+) ?%/, "a percentage such as '30 %'"))
  }
}
