import type { NodeId } from '../../../node/context.ts'

/** Data with other names of nodes in it: wherever a name stands as a word of its own, in fields and in their names. */
export class Renaming {
  /** By number, the node that each becomes. */
  readonly to: readonly number[]
  private readonly names: ReadonlyMap<string, string>
  private readonly words: RegExp

  constructor(to: readonly number[], ids: readonly NodeId[]) {
    this.to = to
    this.names = new Map(to.map((target, node) => [ids[node]!, ids[target]!]))
    const escaped = ids.map((id) => id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    // Longer names first, so that n10 is not read as n1.
    const either = escaped.sort((a, b) => b.length - a.length).join('|')
    this.words = new RegExp(`(?<![A-Za-z0-9_])(?:${either})(?![A-Za-z0-9_])`, 'g')
  }

  of<Value>(value: Value): Value {
    return this.renamed(value) as Value
  }

  private renamed(value: unknown): unknown {
    if (typeof value === 'string') return value.replace(this.words, (name) => this.names.get(name)!)
    if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value
    if (Array.isArray(value)) return value.map((part) => this.renamed(part))
    const copy: Record<string, unknown> = {}
    for (const key of Object.keys(value))
      copy[this.renamed(key) as string] = this.renamed((value as Record<string, unknown>)[key])
    return copy
  }
}

/** All ways to exchange the nodes of each group among themselves, but for leaving all as they are. */
export function permutationsOf(
  groups: readonly (readonly NodeId[])[],
  ids: readonly NodeId[],
): readonly (readonly number[])[] {
  let all: (readonly number[])[] = [ids.map((_, node) => node)]
  for (const group of groups) {
    const members = group.map((id) => ids.indexOf(id))
    all = all.flatMap((permutation) =>
      orders(members).map((order) => {
        const exchanged = [...permutation]
        for (const [place, member] of members.entries()) exchanged[member] = order[place]!
        return exchanged
      }),
    )
  }
  return all.slice(1)
}

/** All orders of some items, the given one first. */
function orders(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length === 0) return [[]]
  return items.flatMap((first, place) =>
    orders(items.filter((_, other) => other !== place)).map((rest) => [first, ...rest]),
  )
}
