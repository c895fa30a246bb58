import { hashText } from './text-hash.ts'

// What is added before a value is taken in, so that no two kinds of it look alike.
const marks = { missing: 1, no: 2, yes: 3, integer: 4, fraction: 5, text: 6, list: 7, record: 8 }
const doubleWords = new DataView(new ArrayBuffer(8))

/**
 * What the latest value at some place consisted of: the next there mostly has the same fields and some of the same texts,
 * whose hashes then need not be found letter by letter.
 */
class Place {
  /** Of a record, the fields' names and their hashes. */
  readonly names: string[] = []
  readonly nameHashes: number[] = []
  /** Of each part, the latest text with its hash, or what it consisted of. A list has but one, which stands for all. */
  readonly texts: string[] = []
  readonly textHashes: number[] = []
  readonly places: (Place | null)[] = []

  constructor() {
    this.open()
  }

  learnName(index: number, name: string): void {
    while (this.names.length <= index) this.open()
    this.names[index] = name
    this.nameHashes[index] = hashText(name)
  }

  learnText(index: number, text: string): void {
    this.texts[index] = text
    this.textHashes[index] = hashText(text)
  }

  place(index: number): Place {
    return (this.places[index] ??= new Place())
  }

  private open(): void {
    this.names.push('')
    this.nameHashes.push(hashText(''))
    this.texts.push('')
    this.textHashes.push(hashText(''))
    this.places.push(null)
  }
}

/** Hashes data, such as messages: what JSON would show of it, in the order of its fields, to 32 bits. */
export class ValueHash {
  /** By type, where the data has one. */
  private readonly places = new Map<unknown, Place>()
  private latestType: unknown
  private latest = new Place()

  of(value: unknown): number {
    const type = (value as { readonly type?: unknown } | null | undefined)?.type
    if (type !== this.latestType) this.find(type)
    return hashPart(value, 0x811c9dc5, this.latest, 0)
  }

  private find(type: unknown): void {
    // What has no such type may be anything.
    const name = typeof type === 'string' ? type : ''
    const place = this.places.get(name) ?? new Place()
    this.places.set(name, place)
    this.latestType = type
    this.latest = place
  }
}

function hashPart(value: unknown, hash: number, place: Place, index: number): number {
  switch (typeof value) {
    case 'number':
      return (value | 0) === value ? mixed(hash + marks.integer, value) : hashFraction(value, hash)
    case 'string':
      if (place.texts[index] !== value) place.learnText(index, value)
      return mixed(hash + marks.text, place.textHashes[index]!)
    case 'boolean':
      return mixed(hash, value ? marks.yes : marks.no)
    case 'object':
      if (value === null) return mixed(hash, marks.missing)
      return Array.isArray(value)
        ? hashList(value, hash, place.place(index))
        : hashRecord(value as Readonly<Record<string, unknown>>, hash, place.place(index))
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

function hashList(list: readonly unknown[], hash: number, place: Place): number {
  hash = mixed(hash + marks.list, list.length)
  // Elements are mostly alike: one stands for all.
  for (const part of list) hash = hashPart(part, hash, place, 0)
  return hash
}

function hashRecord(fields: Readonly<Record<string, unknown>>, hash: number, place: Place): number {
  let index = 0
  for (const name in fields) {
    const part = fields[name]
    if (part === undefined || typeof part === 'function') continue
    if (place.names[index] !== name) place.learnName(index, name)
    hash = hashPart(part, mixed(hash, place.nameHashes[index]!), place, index)
    index++
  }
  return mixed(hash + marks.record, index)
}

function mixed(hash: number, word: number): number {
  const turned = Math.imul(hash ^ Math.imul(word, 0xcc9e2d51), 0x1b873593)
  return (turned << 13) | (turned >>> 19)
}
