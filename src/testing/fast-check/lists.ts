import * as fc from 'fast-check'

/**
 * Lists as another arbitrary draws them, which shrink by leaving out parts, large ones first, and then item by item.
 * (`fc.array` looks for what fails at the end of a list first, which takes long in a long one.)
 */
export function listsOf<Item>(
  drawn: fc.Arbitrary<readonly Item[]>,
  /** The same item in simpler ways, the simplest first; an order without cycles. */
  simpler: (item: Item) => readonly Item[] = () => [],
  /** Whether a simplified list still makes sense. */
  isSound: (list: readonly Item[]) => boolean = () => true,
): fc.Arbitrary<Item[]> {
  return new Lists(drawn, simpler, isSound)
}

/** Most of a list, in its order; fewer of it when it shrinks. */
export function mostOf<Item>(items: readonly Item[]): fc.Arbitrary<Item[]> {
  const kept = items.map((item) => fc.option(fc.constant({ item }), { freq: 10 }))
  const some = fc.tuple(...kept).map((parts) => parts.flatMap((part) => (part === null ? [] : [part.item])))
  return listsOf(some)
}

class Lists<Item> extends fc.Arbitrary<Item[]> {
  private readonly drawn: fc.Arbitrary<readonly Item[]>
  private readonly simpler: (item: Item) => readonly Item[]
  private readonly isSound: (list: readonly Item[]) => boolean

  constructor(
    drawn: fc.Arbitrary<readonly Item[]>,
    simpler: (item: Item) => readonly Item[],
    isSound: (list: readonly Item[]) => boolean,
  ) {
    super()
    this.drawn = drawn
    this.simpler = simpler
    this.isSound = isSound
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<Item[]> {
    return new fc.Value([...this.drawn.generate(random, bias).value], undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is Item[] {
    return Array.isArray(value)
  }

  override shrink(list: Item[]): fc.Stream<fc.Value<Item[]>> {
    return fc.stream(this.smaller(list)).map((value) => new fc.Value(value, undefined))
  }

  private *smaller(list: readonly Item[]): IterableIterator<Item[]> {
    if (list.length > 1) yield []
    for (let size = Math.max(1, list.length >> 1); size >= 1 && list.length > 0; size >>= 1)
      for (let start = 0; start < list.length; start += size) yield list.toSpliced(start, size)
    for (const [index, item] of list.entries())
      for (const other of this.simpler(item)) {
        const simplified = list.with(index, other)
        if (this.isSound(simplified)) yield simplified
      }
  }
}
