import type { WatchedNodes } from '../../../checkers/property.ts'
import { UsageError } from '../../../kernel/errors.ts'
import type { Configurations } from './configurations.ts'

/** The nodes of one state after another, as properties see them. */
export class StateViews {
  readonly nodes: WatchedNodes
  /** The states by the names of their nodes, as conditions see them. */
  readonly states: Readonly<Record<string, unknown>>
  /** The node that is shown to a property for its own sake, and whether it has looked at another since. */
  shown = -1
  hasLookedAround = false
  private readonly views: readonly View[]
  private readonly configurations: Configurations

  constructor(configurations: Configurations) {
    const { local } = configurations
    this.configurations = configurations
    this.views = local.ids.map((id, node) => new View(this, node, id, local.specOf(node).kind))
    for (const node of local.ids.keys()) this.showNode(local.unborn(node))
    this.nodes = this.views
    const states = {}
    for (const view of this.views)
      Object.defineProperty(states, view.id, { enumerable: true, get: () => view.state })
    this.states = states
  }

  /** Shows the state whose vector this is. */
  show(vector: Int32Array): void {
    for (let node = 0; node < this.views.length; node++)
      this.showNode(this.configurations.localOf(vector[node]!))
  }

  private showNode(local: number): void {
    const { node, up, state } = this.configurations.local.locals.values[local]!
    this.views[node]!.become(up, state)
  }
}

/** A node of the state that is shown. */
class View {
  readonly id: string
  readonly index: number
  readonly kind: string
  private readonly of: StateViews
  private isUp = false
  private now: unknown = null

  constructor(of: StateViews, index: number, id: string, kind: string) {
    this.of = of
    this.index = index
    this.id = id
    this.kind = kind
  }

  get up(): boolean {
    if (this.index !== this.of.shown) this.of.hasLookedAround = true
    return this.isUp
  }

  get state(): unknown {
    if (this.index !== this.of.shown) this.of.hasLookedAround = true
    return this.now
  }

  become(up: boolean, state: unknown): void {
    this.isUp = up
    this.now = state
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
