import { exp } from '../../src/kernel/exponential.ts'
import { ln } from '../../src/kernel/logarithm.ts'
import { normalQuantile } from '../../src/kernel/normal-quantile.ts'
import { Random } from '../../src/kernel/random.ts'
import { TraceHash } from '../../src/kernel/trace-hash.ts'

const count = 2_000

/** What every host must compute alike, to the last bit: all of the kernel that computes with fractions. */
export function kernelSamples(): Record<string, string | number[]> {
  const random = new Random('hello./browser')
  const fractions = Array.from({ length: count }, () => (random.bits() + 0.5) / 4_294_967_296)
  const hash = new TraceHash()
  for (const fraction of fractions) hash.add(Math.floor(fraction * 1e15), fraction * 4_294_967_296, 1, -1)
  hash.addText('Ω ≤ 𝛌')
  return {
    fractions,
    integers: fractions.map(() => random.int(-1, 9_000_000_000)),
    shuffled: random.shuffle(fractions.map((_fraction, index) => index)),
    logarithms: fractions.map(ln),
    exponentials: fractions.map((fraction) => exp(fraction * 1_400 - 700)),
    quantiles: fractions.map(normalQuantile),
    hash: hash.digest(),
  }
}
