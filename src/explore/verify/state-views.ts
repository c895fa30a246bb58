import type { WatchedNodes } from '../../checkers/property.ts'
import { UsageError } from '../../kernel/errors.ts'
import type { LocalStates } from './local-states.ts'

interface View {
  readonly id: string
  readonly kind: string
  up: boolean
  state: unknown
}

/** The nodes of one state after another, as properties see them. */
export class StateViews {
  readonly nodes: WatchedNodes
  /** The states by the names of their nodes, as conditions see them. */
  readonly states: Readonly<Record<string, unknown>>
  private readonly views: View[]
  private readonly local: LocalStates

  constructor(local: LocalStates) {
    this.local = local
    this.views = local.ids.map((id, node) => {
      const { state } = local.viewOf(local.unborn(node))
      return { id, kind: local.specOf(node).kind, up: false, state }
    })
    this.nodes = this.views
    const states = {}
    for (const view of this.views)
      Object.defineProperty(states, view.id, { enumerable: true, get: () => view.state })
    this.states = states
  }

  /** Shows the state whose vector begins at `start`. */
  show(vector: Int32Array, start: number): void {
    for (let node = 0; node < this.views.length; node++) this.showNode(vector[start + node]!)
  }

  showNode(local: number): void {
    const { node, up, state } = this.local.locals.values[local]!
    const view = this.views[node]!
    view.up = up
    view.state = state
  }
}

/** What a property or a condition says. @throws UsageError, naming it, when it throws instead. */
export function asked<Said>(name: string, ask: () => Said): Said {
  try {
    return ask()
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(
      `Expected '${name}' to answer for every state, but it threw ${String(error)}; states can be anything a handler leaves, and nodes that are down count with what a restart would begin with.`,
      { cause: error },
    )
  }
}
