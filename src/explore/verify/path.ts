import type { Fingerprint } from './order/fingerprints.ts'
import { type Action, actions, isOfMessage, type Successors } from './states/action.ts'
import type { JudgedSystem } from './states/judged-system.ts'
import { bootInput } from './states/local-states.ts'
import type { NextState } from './states/next-state.ts'
import type { TransitionSystem } from './states/transition-system.ts'
import { type Happening, happeningOf, type Step } from './step.ts'

/** The steps that lead through states to what was found in the step to the last: first each node's boot. */
export function pathTo(judged: JudgedSystem, states: readonly Fingerprint[], property: string): Step[] {
  const finder = new PathFinder(judged)
  finder.follow(states, property)
  return finder.steps
}

/** A run that goes on for ever: its steps, the first of those that it repeats, and its state then. */
export interface LassoPath {
  readonly steps: readonly Step[]
  /** `null` where nothing more has to happen. */
  readonly cycle: number | null
  readonly vector: Int32Array
}

/** The steps that lead through states, and then on by what is done, first once and then over and over. */
export function pathOf(
  judged: JudgedSystem,
  states: readonly Fingerprint[],
  stem: readonly Action[],
  cycle: readonly Action[],
): LassoPath {
  const finder = new PathFinder(judged)
  finder.follow(states, null)
  for (const action of stem) finder.do(action)
  const { vector } = finder
  const repeatsFrom = finder.steps.length
  for (const action of cycle) finder.do(action)
  return { steps: finder.steps, cycle: cycle.length > 0 ? repeatsFrom : null, vector }
}

interface Chosen {
  readonly rank: string
  readonly action: Action
  readonly transition: number
  readonly vector: Int32Array
  readonly high: number
  readonly low: number
}

const nothingDone = { sent: [], settings: [] }

class PathFinder implements Successors {
  private readonly judged: JudgedSystem
  private readonly system: TransitionSystem
  readonly steps: Step[] = []
  vector: Int32Array = new Int32Array(0)
  private high = 0
  private low = 0
  /** Where the next step leads, and what it has to violate, if anything. */
  private target: Fingerprint = { high: 0, low: 0 }
  private property: string | null = null
  /** What it has to do; `null` if that is told by where it leads. */
  private action: Action | null = null
  /** Of the steps that lead there, the first by what they do: their order in the system depends on its history. */
  private chosen: Chosen | null = null

  constructor(judged: JudgedSystem) {
    this.judged = judged
    this.system = judged.system
  }

  follow(states: readonly Fingerprint[], property: string | null): void {
    const { local } = this.system
    for (const node of local.ids.keys())
      this.add(
        { type: 'begin', node: local.ids[node]! },
        local.unborn(node),
        local.transition(local.unborn(node), bootInput),
      )
    this.target = states[0]!
    this.system.initial(this)
    this.take()
    for (const [index, state] of states.entries()) {
      if (index === 0) continue
      // Of the last steps that lead to the same state, perhaps only one violates the property.
      const isLast = index === states.length - 1
      if (!isLast || !this.move(state, property)) this.move(state, null)
    }
  }

  do(action: Action): void {
    this.action = action
    this.move(this.target, null)
  }

  private move(target: Fingerprint, property: string | null): boolean {
    this.target = target
    this.property = property
    const { vector, high, low } = this
    this.system.expand(vector, 0, high, low, this)
    return this.take()
  }

  /** A shortest path never stays. */
  stayed(): void {}

  found(next: NextState): void {
    const { judged, target, property, system, chosen, action: wanted } = this
    judged.fingerprint(next)
    if (wanted !== null) {
      const { type, node, detail } = system.action
      if (type !== wanted.type || node !== wanted.node || detail !== wanted.detail) return
    } else if (judged.high !== target.high || judged.low !== target.low) return
    if (property !== null && system.breaches.every((breach) => breach.property !== property)) return
    const { action, transition } = system
    const rank = this.rankOf(action)
    if (chosen !== null && chosen.rank <= rank) return
    const { high, low } = next
    const vector = next.vector.slice()
    this.chosen = { rank, action: { ...action }, transition, vector, high, low }
  }

  private rankOf({ type, node, detail }: Action): string {
    const { local } = this.system
    const text = isOfMessage(type)
      ? local.envelopeText(local.envelopes.values[detail]!)
      : type === actions.timeout
        ? local.timers.values[detail]!
        : ''
    return `${type} ${String(node).padStart(4)} ${text}`
  }

  /** Takes the step that was chosen; false when there was none. */
  private take(): boolean {
    const { chosen } = this
    this.chosen = null
    if (chosen === null) return false
    const { action, transition, vector, high, low } = chosen
    const { local, configurations } = this.system
    if (action.node >= 0) {
      const before = configurations.localOf(this.vector[action.node]!)
      this.add(happeningOf(local, action), before, transition)
    }
    this.vector = vector
    this.high = high
    this.low = low
    return true
  }

  private add(happening: Happening, before: number, transition: number): void {
    const { local } = this.system
    const after = transition < 0 ? before : local.transitions.next(transition)
    const { sent, settings } = transition < 0 ? nothingDone : local.consequences[transition]!
    this.steps.push({
      ...happening,
      ...(happening.type === 'deliver' && transition < 0 && { isLost: true as const }),
      before: local.viewOf(before).state,
      after: local.viewOf(after).state,
      sent: sent.map((id) => {
        const { to, message } = local.envelopes.values[id]!
        return { to: local.ids[to]!, message }
      }),
      settings,
    })
  }
}
