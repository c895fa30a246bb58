import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EdnReader, parseEdn } from '../../../src/checkers/formats/edn.ts'

/** All forms of a text that arrives in pieces of that length. */
function forms(text: string, length = text.length) {
  const reader = new EdnReader()
  const found = []
  for (let i = 0; i < text.length; i += Math.max(1, length))
    found.push(...reader.push(text.slice(i, i + length)))
  return [...found, ...reader.finish()]
}

describe('a value in EDN', () => {
  it.each<[string, unknown]>([
    ['nil', null],
    ['true', true],
    ['false', false],
    [':ok', 'ok'],
    [':jepsen.core/read', 'jepsen.core/read'],
    ['foo', 'foo'],
    ['-12', -12],
    ['+3', 3],
    ['12N', 12],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['-12345678901234567890N', '-12345678901234567890'],
    ['1.5', 1.5],
    ['-2e3', -2000],
    ['1.50M', 1.5],
    ['3/4', '3/4'],
    ['##NaN', 'NaN'],
    ['"a \\"b\\"\\n\\u00e9\\\\"', 'a "b"\né\\'],
    ['"two\nlines"', 'two\nlines'],
    ['\\a', 'a'],
    ['\\newline', '\n'],
    ['\\u0041', 'A'],
    ['[\\[ \\,]', ['[', ',']],
    ['[1 [2, 3] ()]', [1, [2, 3], []]],
    ['(1 2)', [1, 2]],
    ['#{1 2}', [1, 2]],
    ['{:a 1, "b" {2 nil}}', { a: 1, b: { 2: null } }],
    ['{[1 2] 3}', { '[1,2]': 3 }],
    ['{:__proto__ 1}', JSON.parse('{"__proto__": 1}')],
    ['#inst "2020-01-01"', '2020-01-01'],
    ['#jepsen.history.Op{:f :read}', { f: 'read' }],
    ['#a #b [1 #c 2]', [1, 2]],
    ['#"re.*"', 're.*'],
    ['[1 #_2 3 #_ #_ 4 5]', [1, 3]],
    ['; nothing\n 7 ; here', 7],
    ['#object[java.lang.Exception 0x1 "x"]', ['java.lang.Exception', '0x1', 'x']],
  ])('%s is read as %j', (text, value) => {
    expect(parseEdn(text)).toEqual(value)
  })

  it('is the first one, whatever follows', () => {
    expect(parseEdn('[1 2]\tjava.net.SocketTimeoutException: Read timed out (at')).toEqual([1, 2])
  })

  it.each([
    ['', /^line 3: expected a value, got ""\.$/],
    ['[1 2', /^line 3: expected the `\[` that is opened here to be closed\.$/],
    ['"abc', /^line 3: expected the string that begins here to end\.$/],
    ['[1\n2}', /^line 4: expected something else than `}`, which closes the `\[` of line 3\.$/],
    [']', /which closes nothing\.$/],
    ['{:a}', /^line 3: expected a value for every key of the map that begins here\.$/],
    ['"\\q"', /^line 3: expected an escape sequence, got `\\q`\.$/],
    ['#foo', /^line 3: expected the `#` that is opened here to be closed\.$/],
    ['['.repeat(201), /^line 3: expected nesting no deeper than 200\.$/],
  ])('that is %j is an error with its line', (text, message) => {
    expect(() => parseEdn(text, 3)).toThrow(message)
  })
})

describe('a text of EDN', () => {
  it('is read form by form, with the line each begins on', () => {
    expect(forms('{:a 1}\n\n{:b\n 2}\n[3] ')).toEqual([
      { value: { a: 1 }, line: 1 },
      { value: { b: 2 }, line: 3 },
      { value: 3, line: 5 },
    ])
  })

  it.each(['[', '(', '#tag [', '#a #b ('])(
    'that is one collection, %j, is read element by element',
    (open) => {
      const text = `${open}{:a 1}\n [2 3]${open.endsWith('[') ? ']' : ')'}`
      expect(forms(text)).toEqual([
        { value: { a: 1 }, line: 1 },
        { value: [2, 3], line: 2 },
      ])
    },
  )

  it('gives its forms as soon as they are there', () => {
    const reader = new EdnReader()
    expect(reader.push('[{:a "x')).toEqual([])
    expect(reader.push(' y"} {:b')).toEqual([{ value: { a: 'x y' }, line: 1 }])
    expect(reader.push(' 2}')).toEqual([])
    expect(reader.push('\n]')).toEqual([{ value: { b: 2 }, line: 1 }])
    expect(reader.finish()).toEqual([])
  })

  it('means the same in pieces of any length', () => {
    const value: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.integer().map(String),
        fc.string().map((text) => JSON.stringify(text)),
        fc.constantFrom('nil', ':key', '#{1 2}', '\\]', '#_ x 1', '; c\n 2', '#t "a b"', '\\u0041'),
        fc.array(tie('value'), { maxLength: 3 }).map((list) => `[${list.join(' ')}]`),
        fc
          .array(tie('value'), { maxLength: 3 })
          .map((list) => `{${list.map((v, i) => `:k${i} ${v}`).join(', ')}}`),
      ),
    })).value
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), fc.integer({ min: 1, max: 9 }), (values, length) => {
        const text = values.map((each) => `{:v ${each}}`).join('\n')
        expect(forms(text, length)).toEqual(forms(text))
        expect(forms(`[${text}]`, length)).toEqual(forms(text))
      }),
    )
  })

  it('reads every JSON value, commas and colons replaced', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const edn = (each: unknown): string => {
          if (Array.isArray(each)) return `[${each.map(edn).join(' ')}]`
          if (typeof each !== 'object' || each === null)
            return JSON.stringify(each) === 'null' ? 'nil' : JSON.stringify(each)
          return `{${Object.entries(each)
            .map(([name, part]) => `${JSON.stringify(name)} ${edn(part)}`)
            .join(' ')}}`
        }
        // -0 is an integer in EDN, and loses its sign; an integer beyond 2⁵³ is read as its digits.
        const plain = JSON.parse(JSON.stringify(value))
        const read = JSON.stringify(plain, (_name, part) =>
          Number.isInteger(part) && !Number.isSafeInteger(part) && !/e/.test(String(part))
            ? String(part)
            : part,
        )
        expect(JSON.stringify(parseEdn(edn(plain)))).toBe(read)
      }),
    )
  })
})
