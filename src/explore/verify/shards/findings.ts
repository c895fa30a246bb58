import { type Candidate, isBefore, type Known } from './exchange.ts'

/** Where something is found: in a state, by its fingerprint, or at the end of one; and the state that it came from. */
export interface Whereabouts {
  readonly keyHigh: number
  readonly keyLow: number
  readonly parent: number
  readonly parentHigh: number
  readonly parentLow: number
}

/**
 * What a part of a search finds in one depth, of each property or situation the one that is told of: that of the least
 * fingerprint, so that it does not depend on the order in which states come.
 */
export class Findings {
  /** By property. */
  violations = new Map<string, Candidate>()
  /** By situation or label. */
  reached = new Map<string, Candidate>()
  /** What was found in earlier depths, by anybody. */
  private shown: ReadonlySet<string> = new Set()
  private known: ReadonlySet<string> = new Set()

  learn({ shown, reached }: Known): void {
    this.shown = new Set(shown)
    this.known = new Set(reached)
  }

  /** Takes in what was found in this depth before the search was parted. */
  restore(violations: readonly Candidate[], reached: readonly Candidate[]): void {
    for (const candidate of violations) keepBest(this.violations, candidate)
    for (const candidate of reached) keepBest(this.reached, candidate)
  }

  /** Begins the next depth. */
  turn(): void {
    this.violations = new Map()
    this.reached = new Map()
  }

  isShown(property: string): boolean {
    return this.shown.has(property)
  }

  isKnown(situation: string): boolean {
    return this.known.has(situation)
  }

  /** Whether a violation found there would be told of. */
  mayViolate(property: string, where: Whereabouts): boolean {
    return mayBeTold(this.shown, this.violations, property, where)
  }

  /** Whether a situation reached there would be told of. */
  mayReach(situation: string, where: Whereabouts): boolean {
    return mayBeTold(this.known, this.reached, situation, where)
  }

  violated(property: string, where: Whereabouts, message: string, stack?: string): void {
    if (!this.shown.has(property))
      keepBest(this.violations, candidateOf(property, where, message || `${property} does not hold`, stack))
  }

  reach(situation: string, where: Whereabouts): void {
    keepBest(this.reached, candidateOf(situation, where, ''))
  }
}

function mayBeTold(
  told: ReadonlySet<string>,
  candidates: ReadonlyMap<string, Candidate>,
  property: string,
  { keyHigh, keyLow }: Whereabouts,
): boolean {
  // Most of the time, nothing has been found of any property.
  if (told.size === 0 && candidates.size === 0) return true
  if (told.has(property)) return false
  const best = candidates.get(property)
  return best === undefined || keyHigh < best.high || (keyHigh === best.high && keyLow <= best.low)
}

function candidateOf(
  property: string,
  { keyHigh, keyLow, parent, parentHigh, parentLow }: Whereabouts,
  message: string,
  stack?: string,
): Candidate {
  return {
    property,
    message,
    parent,
    parentHigh,
    parentLow,
    high: keyHigh,
    low: keyLow,
    ...(stack !== undefined && { stack }),
  }
}

function keepBest(candidates: Map<string, Candidate>, candidate: Candidate): void {
  const best = candidates.get(candidate.property)
  if (best === undefined || isBefore(candidate, best)) candidates.set(candidate.property, candidate)
}
