import type { NodeView } from '../../checkers/property.ts'
import { hashText } from '../../kernel/text-hash.ts'
import type { NodeKind } from '../../node/definition.ts'

/** Numbers from here on are times or sizes, whose order among nodes says little. */
const countersBelow = 10_000
/** How deep records within records are looked into. */
const depthMax = 3
/** From here on lengths are alike. */
const lengthMax = 3
/** From here on counters are far behind, and alike. */
const rankMax = 2

/**
 * The states of a run's nodes with all that grows taken out. Of a state it keeps booleans, what is null, words from
 * small vocabularies, names of nodes (as oneself or another), how many entries lists have (none, one, two, more), and
 * of a list's last entry the same. Of counters, such as terms or indexes, it keeps how many different higher values
 * there are among all nodes' counters of a like name: names that end in the same word, as `currentTerm` and `term` do.
 */
export class Abstraction {
  private readonly nodes: readonly (NodeView & NodeKind<unknown>)[]
  private readonly names: ReadonlySet<string>
  /** By node: what its state is like, counters left out. */
  private readonly forms: Int32Array
  /** By node: its form and the ranks of its counters. */
  private readonly states: Int32Array
  /** By node: its counters, each as what it counts, the name it is compared by, and its value. */
  private readonly counters: number[][]
  /** Where counters are written down now. */
  private counted: number[] = []
  private self = ''

  constructor(nodes: readonly (NodeView & NodeKind<unknown>)[]) {
    this.nodes = nodes
    this.names = new Set(nodes.map(({ id }) => id))
    this.forms = new Int32Array(nodes.length)
    this.states = new Int32Array(nodes.length)
    this.counters = nodes.map(() => [])
  }

  /** A number that stands for the node's abstract state, as last looked at. */
  stateOf(index: number): number {
    return this.states[index]!
  }

  /** Looks at a node that has changed. */
  look(index: number): void {
    const { kind, id, state, up } = this.nodes[index]!
    this.self = id
    this.counted = this.counters[index]!
    this.counted.length = 0
    const form = mix(this.formOfRecord(state as object, hashText(kind), 0), up ? 1 : 2)
    this.forms[index] = form
    let whole = form
    for (let at = 0; at < this.counted.length; at += 3)
      whole = (whole + mix(this.counted[at]!, this.rank(this.counted[at + 1]!, this.counted[at + 2]!))) | 0
    this.states[index] = whole
  }

  /** A number that stands for the nodes' forms together, whoever of them has which. */
  together(): number {
    let sum = 0
    for (const form of this.forms) sum = (sum + mix(form, 7)) | 0
    return sum
  }

  private rank(name: number, value: number): number {
    if (value === 0) return -1
    let first = -1
    for (const counters of this.counters)
      for (let at = 1; at < counters.length; at += 3) {
        const other = counters[at + 1]!
        if (counters[at] !== name || other <= value || other === first) continue
        if (first >= 0) return rankMax
        first = other
      }
    return first < 0 ? 0 : 1
  }

  private formOf(value: unknown, path: number, name: number, depth: number): number {
    switch (typeof value) {
      case 'boolean':
        return value ? 11 : 12
      case 'string':
        if (this.names.has(value)) return value === this.self ? 13 : 14
        return isWord(value) ? hashText(value) : value === '' ? 15 : 16
      case 'number':
        if (value >= 0 && value < countersBelow) this.counted.push(path, name, value)
        return 17
      case 'object': {
        if (value === null) return 18
        if (depth === depthMax) return 19
        if (!Array.isArray(value)) return this.formOfRecord(value, path, depth)
        const { length } = value
        if (depth > 1 || length === 0) return 20 + Math.min(length, lengthMax)
        return mix(
          20 + Math.min(length, lengthMax),
          this.formOf(value[length - 1], mix(path, 5), 0, depth + 1),
        )
      }
      default:
        return 24
    }
  }

  private formOfRecord(record: object, path: number, depth: number): number {
    let form = 25
    for (const field in record) {
      const { hash, name, isField } = fieldNamed(field)
      // What stands under the name of a node, or of anything else that comes and goes, is a collection.
      if (!isField || this.names.has(field)) return 26
      const inner = mix(path, hash)
      form =
        (form + mix(inner, this.formOf((record as Record<string, unknown>)[field], inner, name, depth + 1))) |
        0
    }
    return form
  }
}

interface Field {
  readonly hash: number
  /** Of its last word: that of `currentTerm` is `term`. */
  readonly name: number
  readonly isField: boolean
}

const fields = new Map<string, Field>()

function fieldNamed(text: string): Field {
  let field = fields.get(text)
  if (field === undefined) {
    const name = hashText((/[A-Z]?[a-z]*$/.exec(text)?.[0] ?? text).toLowerCase())
    field = { hash: hashText(text), name, isField: isWord(text) }
    if (field.isField) fields.set(text, field)
  }
  return field
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
