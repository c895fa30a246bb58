import type { JudgedSystem } from '../states/judged-system.ts'
import {
  type Prospects,
  prospectLength,
  prospectNodeAt,
  prospectNumberAt,
  prospectPlaceAt,
} from '../states/prospects.ts'
import type { Findings } from './findings.ts'
import type { Position } from './position.ts'

/** Judges new states: what properties and situations say of each is among the findings of its depth. */
export class Judging {
  private readonly judged: JudgedSystem
  private readonly findings: Findings
  private readonly position: Position

  constructor(judged: JudgedSystem, findings: Findings, position: Position) {
    this.judged = judged
    this.findings = findings
    this.position = position
  }

  /**
   * Judges the state that the search has come to by a change of `changed`, or -1 for any; its vector stands in `vectors`
   * at a place. False where the search is not to go any further.
   */
  admits(vectors: Int32Array, changed: number, place: number): boolean {
    const { judged, findings, position } = this
    for (const property of judged.always) {
      if (!findings.mayViolate(property.name, position)) continue
      const sentence = property.violation(vectors, changed, place)
      if (sentence !== null) findings.violated(property.name, position, sentence)
    }
    const { within } = judged
    if (within !== null && within.violation(vectors, changed, place) !== null) return false
    for (const situation of judged.situations)
      if (findings.mayReach(situation.name, position) && situation.violation(vectors, -1, place) === null)
        findings.reach(situation.name, position)
    return true
  }

  /** Judges the states that prospects have led to, with their vectors in `vectors`. */
  judgeAll(prospects: Prospects, vectors: Int32Array): void {
    const { judged, findings, position } = this
    const { items, end } = prospects
    for (const property of judged.always) {
      for (let at = 0; ; at += prospectLength) {
        at = property.nextUnasked(prospects, at, vectors)
        if (at >= end) break
        position.comeTo(items[at + prospectNumberAt]!)
        if (!findings.mayViolate(property.name, position)) continue
        const place = items[at + prospectPlaceAt]!
        const sentence = property.violation(vectors, items[at + prospectNodeAt]!, place)
        if (sentence !== null) findings.violated(property.name, position, sentence)
      }
    }
    for (const situation of judged.situations)
      for (let at = 0; at < end; at += prospectLength) {
        position.comeTo(items[at + prospectNumberAt]!)
        if (!findings.mayReach(situation.name, position)) continue
        if (situation.violation(vectors, -1, items[at + prospectPlaceAt]!) === null)
          findings.reach(situation.name, position)
      }
  }
}
