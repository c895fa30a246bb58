import type { NodeView } from '../../checkers/property.ts'
import { hashText } from '../../kernel/trace-hash.ts'
import type { NodeKind } from '../../node/definition.ts'

/** Numbers from here on are times or sizes, whose order among nodes says little. */
const countersBelow = 10_000
/** From here on lengths are alike. */
const lengthMax = 3

/**
 * The states of a run's nodes with all that grows taken out. Of a state it keeps booleans, what is null, words from
 * small vocabularies, names of nodes (as oneself or another) and how many entries lists have (none, one, two, more).
 * Of counters, such as terms or the lengths of logs, it keeps their rank among the nodes of the same kind.
 */
export class Abstraction {
  private readonly nodes: readonly (NodeView & NodeKind<unknown>)[]
  private readonly names: ReadonlySet<string>
  /** By node: what its state is like, counters left out. */
  private readonly forms: Int32Array
  /** By node: its form and the ranks of its counters. */
  private readonly states: Int32Array
  /** By node: its counters, by what they count. */
  private readonly counters: Map<number, number>[]
  private looked = 0

  constructor(nodes: readonly (NodeView & NodeKind<unknown>)[]) {
    this.nodes = nodes
    this.names = new Set(nodes.map(({ id }) => id))
    this.forms = new Int32Array(nodes.length)
    this.states = new Int32Array(nodes.length)
    this.counters = nodes.map(() => new Map())
  }

  /** A number that stands for the node's abstract state, as last looked at. */
  stateOf(index: number): number {
    return this.states[index]!
  }

  /** Looks at a node that has changed. */
  look(index: number): void {
    const { kind, id, state, up } = this.nodes[index]!
    this.looked = index
    this.counters[index]!.clear()
    let form = hashText(kind)
    for (const field in state as object) {
      const path = hashText(field)
      form = (form + mix(path, this.formOf((state as Record<string, unknown>)[field], id, path))) | 0
    }
    this.forms[index] = mix(form, up ? 1 : 2)
    let whole = this.forms[index]!
    for (const [path, value] of this.counters[index]!)
      whole = (whole + mix(path, this.rank(index, path, value))) | 0
    this.states[index] = whole
  }

  /** A number that stands for the nodes' forms together, whoever of them has which. */
  together(): number {
    let sum = 0
    for (const form of this.forms) sum = (sum + mix(form, 7)) | 0
    return sum
  }

  /** How many different higher values other nodes of the kind have: 0, 1, or 2 for more; 3 for nothing counted yet. */
  private rank(index: number, path: number, value: number): number {
    if (value === 0) return 3
    const { kind } = this.nodes[index]!
    let higher = -1
    for (let other = 0; other < this.nodes.length; other++) {
      if (other === index || this.nodes[other]!.kind !== kind) continue
      const theirs = this.counters[other]!.get(path)
      if (theirs === undefined || theirs <= value || theirs === higher) continue
      if (higher >= 0) return 2
      higher = theirs
    }
    return higher < 0 ? 0 : 1
  }

  private formOf(value: unknown, self: string, path: number): number {
    switch (typeof value) {
      case 'boolean':
        return value ? 11 : 12
      case 'string':
        if (this.names.has(value)) return value === self ? 13 : 14
        return isWord(value) ? hashText(value) : value === '' ? 15 : 16
      case 'number':
        if (value < countersBelow && value >= 0) this.counters[this.looked]!.set(path, value)
        return 17
      case 'object': {
        if (value === null) return 18
        if (Array.isArray(value)) {
          this.counters[this.looked]!.set(path, value.length)
          return 20 + Math.min(value.length, lengthMax)
        }
        const { type } = value as { type?: unknown }
        return typeof type === 'string' ? hashText(type) : 19
      }
      default:
        return 24
    }
  }
}

/** A name out of a program's text, rather than a value that users give or that grows. */
function isWord(text: string): boolean {
  if (text.length === 0 || text.length > 24) return false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index) | 32
    if ((code < 97 || code > 122) && text[index] !== '-') return false
  }
  return true
}

function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ 0x85ebca6b, 0xcc9e2d51) ^ Math.imul(b + 0x7f4a7c15, 0x1b873593)
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35)
  return hash ^ (hash >>> 13)
}
