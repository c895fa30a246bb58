import type { AnyMessage, NodeId } from '../../node/context.ts'
import { type Action, isOfMessage } from './states/action.ts'
import type { LocalStates } from './states/local-states.ts'

/** What a step of a search does, in the words of simulations. */
export type StepType = 'begin' | 'deliver' | 'duplicate' | 'drop' | 'timeout' | 'crash' | 'restart'

/** The types of steps, by the numbers that the transition system gives them. */
export const stepTypes: readonly StepType[] = ['deliver', 'duplicate', 'drop', 'timeout', 'crash', 'restart']

/** What happens in a step, and where. */
export interface Happening {
  readonly type: StepType
  readonly node: NodeId
  /** Of messages: who sent it. */
  readonly from?: NodeId
  readonly message?: AnyMessage
  /** Of timeouts: the timer's name and, behind a line break, its key. */
  readonly timer?: string
}

/** One step of a path through the states, and what the node that took it did. */
export interface Step extends Happening {
  /** Of a message to a node that is down. */
  readonly isLost?: true
  readonly before: unknown
  readonly after: unknown
  readonly sent: readonly { readonly to: NodeId; readonly message: AnyMessage }[]
  /** The timers that were set, in their order. */
  readonly settings: readonly string[]
}

/** What an action does, with all numbers read. */
export function happeningOf(
  { ids, envelopes, timers }: LocalStates,
  { type, node, detail }: Action,
): Happening {
  const name = stepTypes[type]!
  const to = ids[node]!
  if (isOfMessage(type)) {
    const { from, message } = envelopes.values[detail]!
    return { type: name, node: to, from: ids[from]!, message }
  }
  if (name === 'timeout') return { type: name, node: to, timer: timers.values[detail]! }
  return { type: name, node: to }
}
