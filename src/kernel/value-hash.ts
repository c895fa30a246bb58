import { hashText } from './text-hash.ts'

// What is added before a value is taken in, so that no two kinds of it look alike.
const marks = { missing: 1, no: 2, yes: 3, integer: 4, fraction: 5, text: 6, list: 7, record: 8 }
const beginning = 0x811c9dc5 | 0
const doubleWords = new DataView(new ArrayBuffer(8))

/**
 * What the latest part at some place consisted of: the next there mostly has the same name and often the same text, whose
 * hashes then need not be found letter by letter.
 */
class Part {
  name = ''
  nameHash = hashText('')
  text = ''
  textHash = hashText('')
  /** The first of what it consists of, each of which leads to the next. A list has but one, which stands for all. */
  first: Part | null = null
  next: Part | null = null
  private last: Part | null = null

  append(): Part {
    const part = new Part()
    if (this.last === null) this.first = part
    else this.last.next = part
    this.last = part
    return part
  }

  learnName(name: string): void {
    this.name = name
    this.nameHash = hashText(name)
  }

  learnText(text: string): void {
    this.text = text
    this.textHash = hashText(text)
  }
}

/** Hashes data, such as messages: what JSON would show of it, in the order of its fields, to 32 bits. */
export class ValueHash {
  /** By type, where the data has one. */
  private readonly types = new Map<string, Part>()
  private latestType = ''
  private latest = new Part()

  of(value: unknown): number {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return hashPart(value, beginning, this.latest)
    const { type } = value as { readonly type?: unknown }
    // What has no such type may be anything.
    const name = typeof type === 'string' ? type : ''
    if (name !== this.latestType) this.find(name)
    return hashRecord(value as Readonly<Record<string, unknown>>, beginning, this.latest)
  }

  private find(type: string): void {
    const latest = this.types.get(type) ?? new Part()
    this.types.set(type, latest)
    this.latestType = type
    this.latest = latest
  }
}

function hashRecord(fields: Readonly<Record<string, unknown>>, hash: number, known: Part): number {
  let count = 0
  let next = known.first
  for (const name in fields) {
    const value = fields[name]
    if (value === undefined || typeof value === 'function') continue
    const part = next ?? known.append()
    next = part.next
    count++
    if (part.name !== name) part.learnName(name)
    hash = mixed(hash, part.nameHash)
    if (typeof value === 'string') {
      if (part.text !== value) part.learnText(value)
      hash = mixed(hash + marks.text, part.textHash)
    } else if (typeof value === 'number' && (value | 0) === value) hash = mixed(hash + marks.integer, value)
    else hash = hashPart(value, hash, part)
  }
  return mixed(hash + marks.record, count)
}

function hashPart(value: unknown, hash: number, known: Part): number {
  switch (typeof value) {
    case 'number':
      return (value | 0) === value ? mixed(hash + marks.integer, value) : hashFraction(value, hash)
    case 'string':
      if (known.text !== value) known.learnText(value)
      return mixed(hash + marks.text, known.textHash)
    case 'boolean':
      return mixed(hash, value ? marks.yes : marks.no)
    case 'object':
      if (value === null) return mixed(hash, marks.missing)
      return Array.isArray(value)
        ? hashList(value, hash, known)
        : hashRecord(value as Readonly<Record<string, unknown>>, hash, known)
    default:
      return mixed(hash, marks.missing)
  }
}

function hashFraction(value: number, hash: number): number {
  // As JSON has it; and the bits of a NaN are the engine's own affair.
  if (!Number.isFinite(value)) return mixed(hash, marks.missing)
  doubleWords.setFloat64(0, value)
  return mixed(mixed(hash + marks.fraction, doubleWords.getInt32(0)), doubleWords.getInt32(4))
}

function hashList(list: readonly unknown[], hash: number, known: Part): number {
  hash = mixed(hash + marks.list, list.length)
  // Elements are mostly alike: one stands for all.
  const part = known.first ?? known.append()
  for (const value of list) hash = hashPart(value, hash, part)
  return hash
}

function mixed(hash: number, word: number): number {
  const turned = Math.imul(hash ^ Math.imul(word, 0xcc9e2d51), 0x1b873593)
  return (turned << 13) | (turned >>> 19)
}
