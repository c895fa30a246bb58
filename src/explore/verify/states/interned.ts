import { GrowingInts } from '../order/growing-ints.ts'
import { lanesOf } from '../reduction/canonical.ts'

/** What a text and its value take: measured where they are states with lists of words, and of records. */
const bytesOfCharacter = 2
const bytesOfEntry = 750

/** Values by number: those with one text have one number, counted from 0, and a 64-bit hash of the text. */
export class Interned<Value> {
  readonly values: Value[] = []
  readonly high = new GrowingInts()
  readonly low = new GrowingInts()
  private readonly ids = new Map<string, number>()

  /** How long all texts are together. */
  private length = 0

  /** How much memory it takes, bytes: of texts and values estimated, as they are the engine's. */
  get bytes(): number {
    return this.length * bytesOfCharacter + this.size * bytesOfEntry + this.high.bytes + this.low.bytes
  }

  get size(): number {
    return this.values.length
  }

  id(text: string, value: () => Value): number {
    const known = this.ids.get(text)
    if (known !== undefined) return known
    const id = this.values.length
    this.values.push(value())
    const { high, low } = lanesOf(text)
    this.high.push(high)
    this.low.push(low)
    this.ids.set(text, id)
    this.length += text.length
    return id
  }
}
