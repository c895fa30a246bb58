import { expect } from 'vitest'
import type { Model } from '../checkers/linearizability/model.ts'
import type { Property } from '../checkers/property.ts'
import { toHaveExercised } from './vitest/exercised.ts'
import { toBeLinearizable } from './vitest/linearizable.ts'
import { type Replayable, toReplayIdentically } from './vitest/replay-identically.ts'
import { type ExplainedOptions, toUphold, type UpholdOptions } from './vitest/uphold.ts'

expect.extend({ toUphold, toBeLinearizable, toHaveExercised, toReplayIdentically })

declare module 'vitest' {
  interface Matchers<T> {
    /**
     * A run upholds a property, or all seeds of a scenario do, some of which must have put it at risk. A failure
     * arrives explained. With a `token`, the saved failure is run instead of seeds.
     */
    toUphold: (property: Property | string, options?: UpholdOptions) => void
    /** What the clients of a run saw can be explained by a single copy that serves one operation at a time. */
    toBeLinearizable: <State, Input, Output>(
      model: Model<State, Input, Output>,
      options?: ExplainedOptions,
    ) => void
    /** A run, a batch, or some seed of a scenario reached a `sometimes`, put a property at risk, or met a kind of fault. */
    toHaveExercised: (what: Property | string, options?: { readonly seeds?: number }) => void
    /** A run, or a scenario with a seed, is the same to the byte when it is run again: plain, immutable and recorded. */
    toReplayIdentically: () => void
  }
}

export type { ExplainedOptions, Replayable, UpholdOptions }
