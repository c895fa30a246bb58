import type { NodeView, Property } from '../../checkers/property.ts'
import { hashText } from '../../kernel/text-hash.ts'
import type { Micros } from '../../kernel/time.ts'
import type { NodeKind } from '../../node/definition.ts'
import type { Run } from '../../simulation/run.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { Abstraction } from './abstraction.ts'
import type { Discovery } from './discovery.ts'

/**
 * Watches one run for the situations it reaches: each node's abstract state, and what the nodes of the system are
 * together; or what the scenario itself tells apart. It is attached to a scenario as one more property, which always
 * holds.
 */
export class Situations {
  private readonly known = new Set<number>()
  private readonly situations: number[] = []
  private readonly times: Micros[] = []
  private readonly nodes: number[] = []

  /** The scenario with its nodes watched. */
  watching(scenario: Scenario): Scenario {
    const specs = Object.values(scenario.nodes)
    const kinds = [...new Set(specs.filter(({ definition }) => !definition.client).map(({ kind }) => kind))]
    const property: Property = {
      name: situationsName,
      type: 'sometimes',
      kinds,
      monitor: (nodes) => this.monitor(nodes, kinds, scenario.abstract),
    }
    return { ...scenario, reaches: [...scenario.reaches, property] }
  }

  /** What the run, by now over, came upon. */
  discovery(number: number): Discovery {
    return { number, situations: this.situations, times: this.times, nodes: this.nodes }
  }

  private monitor(
    nodes: readonly (NodeView & NodeKind<unknown>)[],
    kinds: readonly string[],
    abstract: Scenario['abstract'],
  ) {
    const watched = nodes.filter(({ kind }) => kinds.includes(kind))
    const abstraction = new Abstraction(watched)
    const indexes = new Map(watched.map((node, index) => [node.id, index]))
    const states = {}
    for (const node of nodes)
      Object.defineProperty(states, node.id, { enumerable: true, get: () => node.state })
    return {
      changed: (node: NodeView, now: Micros) => {
        const index = indexes.get(node.id)!
        if (abstract !== null) {
          this.reach(hashText(abstract(states)), now, index)
          return null
        }
        const before = abstraction.stateOf(index)
        abstraction.look(index)
        const after = abstraction.stateOf(index)
        if (after === before) return null
        this.reach(after, now, index)
        this.reach(abstraction.together(), now, index)
        return null
      },
      ended: ({ at, notes }: { at: Micros; notes: ReadonlyMap<string, number> }) => {
        for (const label of notes.keys()) this.reach(hashText(label), at, -1)
        return null
      },
      exercised: () => 0,
    }
  }

  private reach(situation: number, at: Micros, node: number): void {
    if (this.known.has(situation)) return
    this.known.add(situation)
    this.situations.push(situation)
    this.times.push(at)
    this.nodes.push(node)
  }
}

/** The name of the property by which runs are watched; no user's property has it. */
const situationsName = '(situations)'

/** The run without the property by which it was watched. */
export function unwatched(run: Run): Run {
  return { ...run, properties: run.properties.filter(({ name }) => name !== situationsName) }
}
