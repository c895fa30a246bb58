import type { Operation } from '../history.ts'
import { decide } from './decide.ts'
import { Identities } from './identities.ts'
import type { Model } from './model.ts'
import type { Limits } from './search.ts'
import { timelinesOf } from './timeline.ts'

/** A part of a history that fails by itself. */
export interface MinimalHistory<Input, Output> {
  /** Ordered by invocation. */
  readonly operations: readonly Operation<Input, Output>[]
  /** False if the budget ended before every operation was known to be needed. */
  readonly isMinimal: boolean
}

/** Steps that one attempt at leaving operations out may take. */
const STEPS_PER_ATTEMPT = 20_000
/** Steps that all of them together may take. */
const MOST_STEPS = 2_000_000

/**
 * What is left of an operation when its client never hears back: nothing of a read (or of a failed operation), and of an
 * update that it may have happened at any time after its invocation, or never. A history only becomes easier to
 * linearize by it, where leaving out a write would put every read of its value in the wrong.
 */
export function forget<Input, Output>(
  operation: Operation<Input, Output>,
  model: Pick<Model<never, Input, Output>, 'isRead'>,
): Operation<Input, Output> | undefined {
  const { output: _output, returnedAt: _returnedAt, ...rest } = operation
  if (operation.outcome === 'failed' || model.isRead?.(operation.input, undefined)) return undefined
  return { ...rest, outcome: 'indeterminate', returned: null }
}

/**
 * The smallest part of a history on one object that is still not linearizable: every operation in it that returned is
 * needed, as the part is linearizable when any of them is forgotten. Beside them are the operations that may
 * or may not have happened and that some such linearization makes use of.
 *
 * Delta debugging (Zeller & Hildebrandt 2002), where to forget takes the place of leaving out; as forgetting never
 * makes a history fail, one pass over single operations at the end is enough.
 */
export function minimize<State, Input, Output>(
  operations: readonly Operation<Input, Output>[],
  stuck: Operation<Input, Output>,
  suspects: readonly Operation<Input, Output>[] | undefined,
  model: Model<State, Input, Output>,
  limits: Limits,
): MinimalHistory<Input, Output> {
  const share: Limits = { steps: Math.min(limits.steps, MOST_STEPS), stop: limits.stop }
  const judge = (kept: ReadonlySet<Operation<Input, Output>>) => judgeKept(operations, kept, model, share)
  const fails = (kept: readonly Operation<Input, Output>[]) =>
    judge(new Set(kept)).verdict === 'not-linearizable'

  const suspected = operations.filter((operation) => suspects?.includes(operation))
  const start = suspected.length > 0 && fails(suspected) ? suspected : enoughToFail(operations, stuck, judge)
  let kept = readsFirst(start ?? operations.filter(({ outcome }) => outcome !== 'indeterminate'), model)
  for (let size = kept.length >>> 1; size > 0; size = size === 1 ? 0 : (size + 1) >>> 1) {
    for (let from = 0; from < kept.length; ) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + size)]
      if (fails(fewer)) kept = fewer
      else from += size
    }
  }

  let isMinimal = true
  const needed = new Set<Operation<Input, Output>>(kept)
  for (const forgotten of kept) {
    const judgement = judge(new Set(kept.filter((operation) => operation !== forgotten)))
    if (judgement.verdict === 'linearizable') for (const used of judgement.used) needed.add(used)
    else isMinimal = false
  }
  const keptSet = new Set(kept)
  return {
    operations: operations
      .filter((operation) => needed.has(operation))
      .map((operation) => (keptSet.has(operation) ? operation : forget(operation, model)!)),
    isMinimal,
  }
}

/**
 * Operations that fail together, with all others forgotten. Beginning with the stuck one, those are added which the
 * linearization of what there is uses after they had returned; where there are none, those that returned last.
 * Undefined if a judgement took too long.
 */
function enoughToFail<Input, Output>(
  operations: readonly Operation<Input, Output>[],
  stuck: Operation<Input, Output>,
  judge: (kept: ReadonlySet<Operation<Input, Output>>) => Judgement<Input, Output>,
): Operation<Input, Output>[] | undefined {
  const recent = operations
    .filter(({ returned }) => returned !== null)
    .sort((a, b) => b.returned! - a.returned!)
  const kept = new Set([stuck])
  let next = 0
  let several = 4
  for (;;) {
    const judgement = judge(kept)
    if (judgement.verdict === 'not-linearizable') break
    if (judgement.verdict === 'unknown') return undefined
    const late = usedLate(judgement.used)
    const before = kept.size
    for (const operation of late) kept.add(operation)
    if (kept.size > before) continue
    if (next >= recent.length) return undefined
    for (const operation of recent.slice(next, next + several)) kept.add(operation)
    next += several
    several *= 2
  }
  return operations.filter((operation) => kept.has(operation))
}

/**
 * Reads are the first to be forgotten: that keeps the searches short, as every update forgotten makes them longer, and
 * of what is left that a write came before is better told by the write than by a read of it.
 */
function readsFirst<State, Input, Output>(
  operations: readonly Operation<Input, Output>[],
  model: Model<State, Input, Output>,
): Operation<Input, Output>[] {
  const isRead = ({ input, output, outcome }: Operation<Input, Output>) =>
    outcome === 'failed' || model.isRead?.(input, output) === true
  return [...operations.filter(isRead), ...operations.filter((operation) => !isRead(operation))]
}

/** The operations of a linearization that come after one which was invoked only when they had returned. */
function usedLate<Input, Output>(used: readonly Operation<Input, Output>[]): Operation<Input, Output>[] {
  let latestInvocation = -1
  return used.filter(({ invoked, returned }) => {
    latestInvocation = Math.max(latestInvocation, invoked)
    return returned !== null && returned < latestInvocation
  })
}

type Judgement<Input, Output> =
  | { readonly verdict: 'linearizable'; readonly used: readonly Operation<Input, Output>[] }
  | { readonly verdict: 'not-linearizable' }
  | { readonly verdict: 'unknown' }

/** Decides about the history in which all operations but the kept ones are forgotten. */
function judgeKept<State, Input, Output>(
  operations: readonly Operation<Input, Output>[],
  kept: ReadonlySet<Operation<Input, Output>>,
  model: Model<State, Input, Output>,
  limits: Limits,
): Judgement<Input, Output> {
  const origins = new Map<Operation<Input, Output>, Operation<Input, Output>>()
  for (const operation of operations) {
    const isKept = kept.has(operation) || operation.outcome === 'indeterminate'
    const rest = isKept ? operation : forget(operation, model)
    if (rest !== undefined) origins.set(rest, operation)
  }
  const history = noticed([...origins.keys()], model)
  const used: Operation<Input, Output>[] = []
  for (const timeline of timelinesOf(history, model)) {
    const most = Math.min(limits.steps, STEPS_PER_ATTEMPT)
    const share: Limits = { steps: most, stop: limits.stop }
    const decision = decide(timeline, model, share)
    limits.steps -= most - Math.max(0, share.steps)
    if (decision.verdict !== 'linearizable') return { verdict: decision.verdict }
    for (const place of decision.order()) used.push(origins.get(timeline.operations[place]!)!)
  }
  return { verdict: 'linearizable', used }
}

/**
 * Leaves out what may or may not have been written where nobody would notice (see `Access`): of the optional writes of
 * one value, which are all alike but for the time from which they are possible, the first do for all; and there
 * need be no more of them than operations that look for this value or, if none does, for any other than theirs.
 */
function noticed<State, Input, Output>(
  history: readonly Operation<Input, Output>[],
  model: Model<State, Input, Output>,
): readonly Operation<Input, Output>[] {
  if (model.access === undefined) return history
  const values = new Identities()
  const written: (number | undefined)[] = []
  const uses: number[] = []
  let refusals = 0
  for (const { input, output, outcome } of history) {
    const access =
      outcome === 'failed' ? undefined : model.access(input, outcome === 'ok' ? output : undefined)
    if (access === undefined) return history
    if (access.other !== undefined) refusals++
    for (const value of [access.read, access.other]) {
      if (value !== undefined) uses[values.of(value)] = (uses[values.of(value)] ?? 0) + 1
    }
    written.push(access.write === undefined ? undefined : values.of(access.write))
  }
  let unnamed = refusals
  return history.filter(({ input, outcome }, i) => {
    const value = written[i]
    if (outcome !== 'indeterminate' || value === undefined) return outcome !== 'indeterminate'
    if (model.access!(input, undefined)?.read !== undefined) return uses[value] !== undefined || refusals > 0
    if (uses[value] === undefined) return unnamed-- > 0
    return uses[value]!-- + refusals > 0
  })
}
