import type { AnyMessage, NodeId } from '../../node/context.ts'
import type { Action, Successors } from './action.ts'
import { bootInput } from './local-states.ts'
import type { Finding, Search } from './search.ts'
import type { TransitionSystem } from './transition-system.ts'

/** What a step of a search does, in the words of simulations. */
export type StepType = 'begin' | 'deliver' | 'duplicate' | 'drop' | 'timeout' | 'crash' | 'restart'

/** The types of steps, by the numbers that the transition system gives them. */
export const stepTypes: readonly StepType[] = ['deliver', 'duplicate', 'drop', 'timeout', 'crash', 'restart']

/** One step of a path through the states, and what the node that took it did. */
export interface Step {
  readonly type: StepType
  readonly node: NodeId
  /** Of messages: who sent it. */
  readonly from?: NodeId
  readonly message?: AnyMessage
  /** Of timeouts: the timer's name and, behind a line break, its key. */
  readonly timer?: string
  /** Of a message to a node that is down. */
  readonly isLost?: true
  readonly before: unknown
  readonly after: unknown
  readonly sent: readonly { readonly to: NodeId; readonly message: AnyMessage }[]
  /** The timers that were set, in their order. */
  readonly settings: readonly string[]
}

/** The steps that lead to what was found: first each node's boot, then one by one. */
export function pathTo(search: Search, finding: Finding): Step[] {
  const numbers: number[] = []
  for (let at = finding.parent; at >= 0; at = search.parents.items[at]!) numbers.push(at)
  return new PathFinder(search).follow(numbers.reverse(), finding.action)
}

const nothingDone = { sent: [], settings: [] }

type IsNext = (vector: Int32Array, length: number, high: number, low: number) => boolean

class PathFinder implements Successors {
  private readonly search: Search
  private readonly system: TransitionSystem
  private readonly steps: Step[] = []
  private vector = new Int32Array(0)
  private high = 0
  private low = 0
  private isNext: IsNext = () => true
  private hasMoved = false

  constructor(search: Search) {
    this.search = search
    this.system = search.system
  }

  follow(numbers: readonly number[], last: Action | null): Step[] {
    const { local } = this.system
    for (const node of local.ids.keys())
      this.add('begin', node, -1, local.unborn(node), local.transition(local.unborn(node), bootInput))
    this.system.initial(this)
    for (const number of numbers.slice(1))
      this.move((vector, length, high, low) => this.search.numberOf(vector, length, high, low) === number)
    if (last !== null) {
      const { action } = this.system
      this.move(() => action.type === last.type && action.node === last.node && action.detail === last.detail)
    }
    return this.steps
  }

  private move(isNext: IsNext): void {
    this.isNext = isNext
    this.hasMoved = false
    const { vector, high, low } = this
    this.system.expand(vector, 0, vector.length, high, low, this)
  }

  /** A shortest path never stays. */
  stayed(): void {}

  found(vector: Int32Array, length: number, high: number, low: number): void {
    if (this.hasMoved || !this.isNext(vector, length, high, low)) return
    this.hasMoved = true
    const { action, transition } = this.system
    const { type, node, detail } = action
    if (node >= 0) this.add(stepTypes[type]!, node, detail, this.vector[node]!, transition)
    this.vector = vector.slice(0, length)
    this.high = high
    this.low = low
  }

  private add(type: StepType, node: number, detail: number, before: number, transition: number): void {
    const { local } = this.system
    const { ids } = local
    const isMessage = type === 'deliver' || type === 'duplicate' || type === 'drop'
    const after = transition < 0 ? before : local.next.items[transition]!
    const { sent, settings } = transition < 0 ? nothingDone : local.consequences[transition]!
    const envelope = isMessage ? local.envelopes.values[detail]! : null
    this.steps.push({
      type,
      node: ids[node]!,
      ...(envelope !== null && { from: ids[envelope.from]!, message: envelope.message }),
      ...(type === 'timeout' && { timer: local.timers.values[detail]! }),
      ...(type === 'deliver' && transition < 0 && { isLost: true as const }),
      before: local.viewOf(before).state,
      after: local.viewOf(after).state,
      sent: sent.map((id) => {
        const { to, message } = local.envelopes.values[id]!
        return { to: ids[to]!, message }
      }),
      settings,
    })
  }
}
