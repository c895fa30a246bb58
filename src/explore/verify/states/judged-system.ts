import type { Property } from '../../../checkers/property.ts'
import { UsageError } from '../../../kernel/errors.ts'
import type { Scenario } from '../../../simulation/scenario.ts'
import type { VerifyBounds } from '../../../simulation/verify-bounds.ts'
import { Symmetry } from '../reduction/symmetry.ts'
import type { NextState } from './next-state.ts'
import { type Goal, goals, StateProperty, stateProperties } from './state-properties.ts'
import { type Reductions, TransitionSystem } from './transition-system.ts'

/** What is violated where nothing more can happen, though not everything may end there. */
export const deadlock = 'deadlock'

/** The states of a scenario and the steps between them, with all that they are judged by. */
export class JudgedSystem {
  readonly system: TransitionSystem
  readonly always: readonly StateProperty[]
  readonly situations: readonly StateProperty[]
  /** What must come to hold some time. */
  readonly goals: readonly Goal[]
  /** The situations that handlers note. */
  readonly labels: readonly string[]
  readonly within: StateProperty | null
  readonly mayEnd: StateProperty | null
  /** The fingerprint of a state, as all that it can be renamed to share it. */
  high = 0
  low = 0
  readonly symmetry: Symmetry | null

  constructor(
    scenario: Scenario,
    bounds: VerifyBounds,
    operations: Readonly<Record<string, readonly unknown[]>>,
    reductions: Reductions,
  ) {
    const judged: readonly Property[] = [...scenario.holds, ...scenario.violates]
    this.system = new TransitionSystem(scenario, bounds, operations, judged, reductions)
    const { symmetry } = bounds
    const isSymmetric = symmetry !== undefined && symmetry.length > 0 && (reductions.symmetry ?? true)
    this.symmetry = isSymmetric ? new Symmetry(symmetry, this.system) : null
    const { configurations } = this.system
    this.always = stateProperties(judged, configurations)
    this.goals = goals(judged, configurations)
    if (this.goals.length > 0 && this.symmetry !== null)
      throw new UsageError(
        `Expected no symmetry where something must come to hold some time ('${this.goals[0]!.property.name}'), as it takes the steps of one node for those of another, of which each must be done justice; leave symmetry out.`,
      )
    this.situations = stateProperties(scenario.reaches, configurations)
    this.labels = scenario.reaches.flatMap(({ name, rule }) => (rule?.type === 'note' ? [name] : []))
    const condition = (name: string, holds: VerifyBounds['within']) =>
      holds === undefined
        ? null
        : new StateProperty(
            name,
            null,
            configurations,
            ({ states }) =>
              () =>
                holds(states as never),
          )
    this.within = condition('within', bounds.within)
    this.mayEnd = condition('mayEnd', bounds.mayEnd)
  }

  /** How much memory it takes, bytes: what has a number, what handlers made of it, what properties said of it. */
  get bytes(): number {
    const { system, always, situations, goals: wanted, within, mayEnd, symmetry } = this
    const { memories, histories } = system
    const parts = [
      system,
      ...memories,
      histories,
      ...always,
      ...situations,
      ...wanted.map(({ property }) => property),
      within,
      mayEnd,
      symmetry,
    ]
    return parts.reduce((sum, part) => sum + (part?.bytes ?? 0), 0)
  }

  /** Leaves in `high` and `low` the fingerprint of a state. */
  fingerprint(next: NextState): void {
    this.high = next.high
    this.low = next.low
    if (this.symmetry === null) return
    this.symmetry.fingerprint(next.vector, next.high, next.low)
    this.high = this.symmetry.high
    this.low = this.symmetry.low
  }

  /** Why nothing more may happen in a state where nothing can; `null` if everything may end there. */
  deadlock(chunk: Int32Array, start: number, length: number): string | null {
    if (this.mayEnd === null) return null
    if (this.mayEnd.violation(chunk.subarray(start, start + length), -1) === null) return null
    return 'nothing more can happen, and this is no state in which everything may end'
  }
}
