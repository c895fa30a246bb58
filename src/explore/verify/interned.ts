import { lanesOf } from './canonical.ts'
import { GrowingInts } from './growing-ints.ts'

/** Values by number: those with one text have one number, counted from 0, and a 64-bit hash of the text. */
export class Interned<Value> {
  readonly values: Value[] = []
  readonly high = new GrowingInts()
  readonly low = new GrowingInts()
  private readonly ids = new Map<string, number>()

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
    return id
  }
}
