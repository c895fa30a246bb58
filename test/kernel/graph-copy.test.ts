import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { graphCopy } from '../../src/kernel/graph-copy.ts'
import { Random } from '../../src/kernel/random.ts'

class Node {
  readonly name: string
  readonly words = new Int32Array([1, 2])
  next: Node | null = null
  readonly seen = new Map<Node, number[]>()

  constructor(name: string) {
    this.name = name
  }
}

describe('a copy of a graph of objects', () => {
  it('is data like the original, and leaves it alone', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const root = { value }
        const { copy } = graphCopy(root)
        expect(copy).toStrictEqual(root)
        expect(JSON.stringify(copy)).toBe(JSON.stringify(root))
        if (typeof value === 'object' && value !== null) expect(copy.value).not.toBe(value)
      }),
    )
  })

  it('keeps classes, cycles, and what is one object one', () => {
    const first = new Node('first')
    const second = new Node('second')
    first.next = second
    second.next = first
    first.seen.set(second, [1])
    const { copy, objects } = graphCopy(first)
    expect(copy).toBeInstanceOf(Node)
    expect(copy).not.toBe(first)
    expect(copy.next!.next).toBe(copy)
    expect([...copy.seen.keys()]).toEqual([copy.next])
    expect(objects).toBe(7)
    copy.words[0] = 7
    copy.seen.get(copy.next!)!.push(2)
    expect([...first.words]).toEqual([1, 2])
    expect(first.seen.get(second)).toEqual([1])
  })

  it('draws on as the original would', () => {
    const random = new Random('seed')
    random.word()
    const { copy } = graphCopy(random)
    const next = [random.word(), random.word(), random.word()]
    expect([copy.word(), copy.word(), copy.word()]).toEqual(next)
  })

  it('shares functions and what is frozen, and has in place of objects what it is told', () => {
    const shared = { a: 1 }
    const frozen = Object.freeze({ b: 2 })
    const gone = { c: 3 }
    const run = () => 1
    const { copy } = graphCopy(
      { shared, frozen, gone: gone as object | null, run },
      new Map<object, unknown>([
        [shared, shared],
        [gone, null],
      ]),
    )
    expect(copy).toEqual({ shared, frozen, gone: null, run })
    expect(copy.shared).toBe(shared)
    expect(copy.frozen).toBe(frozen)
  })

  it('shares with an earlier copy the data that has stayed the same', () => {
    const root = { log: [{ term: 1 }, { term: 2 }], votes: { a: true, b: false }, random: new Random('x') }
    const { copy: before } = graphCopy(root)
    root.log.push({ term: 3 })
    const { copy: after } = graphCopy(root, undefined, before)
    expect(after).toStrictEqual(root)
    expect(after.votes).toBe(before.votes)
    expect(after.log[1]).toBe(before.log[1])
    expect(after.log).not.toBe(before.log)
    expect(after.random).not.toBe(before.random)
    expect(before.log).toHaveLength(2)
  })

  it('never shares fields that are in another order now, as a handler may walk over them', () => {
    const root: { votes: Record<string, boolean> } = { votes: { a: true, b: true } }
    const { copy: before } = graphCopy(root)
    root.votes = { b: true, a: true }
    const { copy: after } = graphCopy(root, undefined, before)
    expect(Object.keys(after.votes)).toEqual(['b', 'a'])
  })

  it('is like the original whatever was changed since an earlier copy', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (earlier, later) => {
        const root = { value: earlier as unknown }
        const { copy: before } = graphCopy(root)
        root.value = later
        const { copy: after } = graphCopy(root, undefined, before)
        expect(JSON.stringify(after)).toBe(JSON.stringify(root))
        expect(before.value).toStrictEqual(earlier)
      }),
    )
  })
})
