import type { Discovery } from './discovery.ts'

/**
 * How likely a further run is to reach something new: by Good and Turing, as many runs as have something of their own
 * still, that no other run has reached (Good, "The population frequencies of species and the estimation of population
 * parameters", 1953; for tests: Böhme, "STADS: Software testing as species discovery", TOSEM 2018). It holds for seeds
 * drawn alike; a strategy that learns moves on to where things are new, so that for it the figure is rather too high.
 */
export class Novelty {
  runs = 0
  /** By situation, the only run that has reached it so far; −1 for those that several have. */
  private readonly onlyRun = new Map<number, number>()
  /** How many situations each run alone has reached; those with none are left out. */
  private readonly own = new Map<number, number>()

  add({ number, situations }: Discovery): void {
    this.runs++
    let own = 0
    for (const situation of situations) {
      const only = this.onlyRun.get(situation)
      if (only === undefined) {
        own++
        this.onlyRun.set(situation, number)
      } else if (only !== -1) {
        this.onlyRun.set(situation, -1)
        const left = this.own.get(only)! - 1
        if (left === 0) this.own.delete(only)
        else this.own.set(only, left)
      }
    }
    if (own > 0) this.own.set(number, own)
  }

  /** How many different situations were reached. */
  get situations(): number {
    return this.onlyRun.size
  }

  /** The probability that one more run reaches something new, from 0 to 1; never 0, however many runs did not (Laplace). */
  get ofNext(): number {
    return (this.own.size + 1) / (this.runs + 2)
  }

  /** The probability that any of `count` more runs does, if they go on as the next one: not more than that. */
  ofAny(count: number): number {
    let none = 1
    for (let run = 0; run < count; run++) none *= 1 - this.ofNext
    return 1 - none
  }
}
