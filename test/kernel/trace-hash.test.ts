import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashText } from '../../src/kernel/text-hash.ts'
import { DigestSum, TraceHash } from '../../src/kernel/trace-hash.ts'

type Header = [time: number, a: number, b: number, c: number]

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const header: fc.Arbitrary<Header> = fc.tuple(fc.nat({ max: Number.MAX_SAFE_INTEGER }), word, word, word)

function digestOf(headers: readonly Header[]): string {
  const hash = new TraceHash()
  for (const fields of headers) hash.add(...fields)
  return hash.digest()
}

describe('the trace hash', () => {
  it('has the digests it always had', () => {
    const texts = new TraceHash()
    texts.addText('n1')
    texts.addText('Ω ≤ 𝛌')
    expect({
      nothing: digestOf([]),
      zeros: digestOf([[0, 0, 0, 0]]),
      one: digestOf([[120_000, 1, 2, 3]]),
      late: digestOf([[2 ** 45 + 7, -1, 2 ** 31 - 1, -(2 ** 31)]]),
      texts: texts.digest(),
      word: hashText('appendEntries'),
      empty: hashText(''),
    }).toMatchInlineSnapshot(`
      {
        "empty": -1421968373,
        "late": "7d15e82a6396aa4c",
        "nothing": "8a1fd0f78e91a24a",
        "one": "8df0e262f5e4c315",
        "texts": "77b9aa67b000320b",
        "word": -1852957721,
        "zeros": "9c8bb8e683ab0d97",
      }
    `)
  })

  it('tells data apart exactly where JSON does', () => {
    const digest = (value: unknown) => {
      const hash = new TraceHash()
      hash.addValue(value)
      return hash.digest()
    }
    const values = [undefined, Number.NaN, -0, 0, 1, 0.1, 2 ** 40, '', 'a', '1', true, null, [], [0], {}]
    const data = fc.oneof(fc.jsonValue(), fc.object({ values: [fc.constantFrom(...values)], maxDepth: 2 }))
    fc.assert(
      fc.property(data, data, (one, other) => {
        expect(digest(JSON.parse(JSON.stringify(one)))).toBe(digest(one))
        expect(digest(one) === digest(other)).toBe(JSON.stringify(one) === JSON.stringify(other))
      }),
      { numRuns: 2_000 },
    )
  })

  it('has the digests of data that it always had', () => {
    const hash = new TraceHash()
    hash.addValue({ type: 'vote', term: 3, granted: true, share: 0.5, log: [{ command: 'Ω' }, null] })
    expect(hash.digest()).toMatchInlineSnapshot(`"29c0c3933d577c2a"`)
  })

  it('is sixteen hexadecimal digits', () => {
    fc.assert(
      fc.property(fc.array(header), (headers) => {
        expect(digestOf(headers)).toMatch(/^[0-9a-f]{16}$/)
      }),
    )
  })

  it('tells the order of events', () => {
    fc.assert(
      fc.property(header, header, fc.array(header), (a, b, rest) => {
        fc.pre(a.join() !== b.join())
        expect(digestOf([a, b, ...rest])).not.toBe(digestOf([b, a, ...rest]))
      }),
      { numRuns: 2_000 },
    )
  })

  it('changes with each field of a header, and stays changed', () => {
    fc.assert(
      fc.property(
        fc.array(header),
        header,
        fc.nat({ max: 3 }),
        word,
        fc.array(header),
        (a, b, field, n, c) => {
          fc.pre(b[field] !== n && (field > 0 || n >= 0))
          const other = b.with(field, n) as Header
          expect(digestOf([...a, other, ...c])).not.toBe(digestOf([...a, b, ...c]))
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('has no two digests alike among a hundred thousand close traces', () => {
    const digests = new Set<string>()
    const hash = new TraceHash()
    for (let i = 0; i < 50_000; i++) {
      hash.add(i, i % 5, i % 3, 0)
      digests.add(hash.digest())
      digests.add(digestOf([[i, 0, 1, 2]]))
    }
    expect(digests.size).toBe(100_000)
  })

  it('does not take a longer run of nothing for a shorter one', () => {
    const zeros = (count: number) => digestOf(Array.from({ length: count }, (): Header => [0, 0, 0, 0]))
    expect(new Set([0, 1, 2, 3, 4].map(zeros)).size).toBe(5)
  })
})

describe('the sum of digests', () => {
  const run = fc.record({ key: fc.string(), digest: header.map((fields) => digestOf([fields])) })
  const sumOf = (runs: readonly { key: string; digest: string }[]) => {
    const sum = new DigestSum()
    for (const { key, digest } of runs) sum.add(key, digest)
    return sum.digest()
  }

  it('is the same in whatever order runs are added', () => {
    fc.assert(
      fc.property(fc.array(run), fc.infiniteStream(fc.nat()), (runs, order) => {
        const shuffled = runs
          .map((item) => ({ item, rank: order.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
        expect(sumOf(shuffled.map(({ item }) => item))).toBe(sumOf(runs))
      }),
    )
  })

  it('merges from the sums of disjoint parts', () => {
    fc.assert(
      fc.property(fc.array(run), fc.array(run), (left, right) => {
        const merged = new DigestSum()
        merged.merge(sumOf(left))
        merged.merge(sumOf(right))
        expect(merged.digest()).toBe(sumOf([...left, ...right]))
      }),
    )
  })

  it('tells which run had which digest', () => {
    const [a, b] = [digestOf([[1, 0, 0, 0]]), digestOf([[2, 0, 0, 0]])]
    expect(
      sumOf([
        { key: '1', digest: a },
        { key: '2', digest: b },
      ]),
    ).not.toBe(
      sumOf([
        { key: '1', digest: b },
        { key: '2', digest: a },
      ]),
    )
  })

  it('has the digest it always had', () => {
    expect(sumOf([{ key: 'seed 1', digest: '0123456789abcdef' }])).toMatchInlineSnapshot(`"538b0758fe7ca341"`)
  })
})
