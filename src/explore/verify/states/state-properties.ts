import { type Answer, type Property, violation } from '../../../checkers/property.ts'
import { Fingerprints } from '../order/fingerprints.ts'
import type { Configurations } from './configurations.ts'
import { type Prospects, prospectLength, prospectNodeAt, prospectPlaceAt } from './prospects.ts'
import { asked, StateViews } from './state-views.ts'

/** A predicate over the states of some nodes, asked once for each combination of them. */
export class StateProperty {
  readonly name: string
  private readonly ask: () => Answer
  private readonly configurations: Configurations
  private readonly views: StateViews
  private readonly reads: readonly boolean[]
  private readonly nodes: Int32Array
  private readonly sum = { high: 0, low: 0 }
  private readonly holds = new Fingerprints()

  /** @param kinds the kinds of node that it reads; all of them when `null` */
  constructor(
    name: string,
    kinds: readonly string[] | null,
    configurations: Configurations,
    begin: (views: StateViews) => () => Answer,
  ) {
    this.name = name
    this.configurations = configurations
    this.views = new StateViews(configurations)
    this.ask = begin(this.views)
    const { local } = configurations
    this.reads = local.ids.map((_, node) => kinds?.includes(local.specOf(node).kind) ?? true)
    this.nodes = Int32Array.from(local.ids.flatMap((_, node) => (this.reads[node] ? [node] : [])))
  }

  /**
   * Where the next prospect stands, from one on, that leads to a state in which it has to be asked, the vector being in
   * `vectors`; where they end if there is none.
   */
  nextUnasked({ items, end }: Prospects, from: number, vectors: Int32Array): number {
    const { configurations, reads, nodes, sum, holds } = this
    for (let at = from; at < end; at += prospectLength) {
      if (!reads[items[at + prospectNodeAt]!]) continue
      configurations.sumLocals(vectors, items[at + prospectPlaceAt]!, nodes, sum)
      if (holds.find(sum.high, sum.low) < 0) return at
    }
    return end
  }

  /** How much memory its answers take, bytes. */
  get bytes(): number {
    return this.holds.bytes
  }

  /**
   * How the state whose vector stands in `vector` from `start` on does not fulfil it; `null` if it does. It did before
   * the change of `changed`, unless that is -1.
   */
  violation(vector: Int32Array, changed: number, start = 0): string | null {
    if (changed >= 0 && !this.reads[changed]) return null
    const { configurations, nodes, sum } = this
    configurations.sumLocals(vector, start, nodes, sum)
    const { high, low } = sum
    if (this.holds.find(high, low) >= 0) return null
    this.views.show(start === 0 ? vector : vector.subarray(start))
    const sentence = violation(asked(this.name, this.ask))
    if (sentence === null) this.holds.add(high, low)
    return sentence
  }
}

/** What must come to hold some time. */
export interface Goal {
  readonly property: StateProperty
  /** Whether once is not enough: it must come to hold again and again, even though who is down stays down. */
  readonly isLasting: boolean
}

/** What must come to hold some time. */
export function goals(properties: readonly Property[], configurations: Configurations): Goal[] {
  return properties.flatMap(({ name, type, kinds, rule }) => {
    const isLasting = rule?.type === 'progress'
    if (!isLasting && !(rule?.type === 'state' && type === 'eventually')) return []
    // Who waits may do so for nodes of any kind.
    const read = isLasting ? null : kinds
    const property = new StateProperty(name, read, configurations, ({ nodes }) => rule.begin(nodes))
    return [{ property, isLasting }]
  })
}

/** The properties that one state decides. */
export function stateProperties(
  properties: readonly Property[],
  configurations: Configurations,
): StateProperty[] {
  return properties.flatMap(({ name, type, kinds, rule }) =>
    rule?.type === 'state' && type !== 'eventually'
      ? [new StateProperty(name, kinds, configurations, ({ nodes }) => rule.begin(nodes))]
      : [],
  )
}
