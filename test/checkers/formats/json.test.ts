import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonReader } from '../../../src/checkers/formats/json.ts'

function forms(text: string, length = text.length) {
  const reader = new JsonReader()
  const found = []
  for (let i = 0; i < text.length; i += Math.max(1, length))
    found.push(...reader.push(text.slice(i, i + length)))
  return [...found, ...reader.finish()]
}

describe('a text of JSON', () => {
  it.each([
    ['lines', '{"a": 1}\n{"b": "}{\\"["}\n'],
    ['an array', '[{"a": 1},\n{"b": "}{\\"["}]'],
    ['an array over many lines', '\n[\n  {"a": 1}\n,  {\n"b": "}{\\"["}\n]\n'],
    ['objects without anything between', '{"a":1}{"b":"}{\\"["}'],
    ['a byte-order mark and objects', '\uFEFF{"a":1} {"b":"}{\\"["}'],
  ])('that is %s is read object by object', (_name, text) => {
    expect(forms(text).map(({ value }) => value)).toEqual([{ a: 1 }, { b: '}{"[' }])
  })

  it('gives the line each object begins on', () => {
    expect(forms('{"a":\n1}\n\n{"b":2}').map(({ line }) => line)).toEqual([1, 4])
  })

  it('keeps the digits of integers beyond 2^53, and only of those', () => {
    const text =
      '{"a": 9007199254740993, "b": [-9007199254740993, 9007199254740991], "c": "12345678901234567890", "d": 1234567890.12345678901234567890}'
    expect(forms(text)[0]!.value).toEqual({
      a: '9007199254740993',
      b: ['-9007199254740993', 9007199254740991],
      c: '12345678901234567890',
      d: 1234567890.1234567,
    })
  })

  it.each([
    ['{"a": 1}\n{"a": }', /^line 2: expected a JSON object, got "\{"a": \}"\.$/],
    ['{"a": 1}\n{"a": [1}', /^line 2: expected the JSON object that begins here to end\.$/],
    ['{"a": 1}\n7', /^line 2: expected a JSON object, got `7`\.$/],
    ['{"a": 1},', /^line 1: expected a JSON object, got `,`\.$/],
    ['[{"a": 1},\n', /^line 2: expected the array of operations to end with `\]`\.$/],
    [`{"a": ${'['.repeat(300)}`, /^line 1: expected nesting no deeper than 200\.$/],
  ])('that is %j is an error with its line', (text, message) => {
    expect(() => forms(text)).toThrow(message)
  })

  it('means the same in pieces of any length', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 }),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom<[string, string, string]>(['', '\n', ''], ['[', ',\n', ']'], ['', '', '']),
        (objects, length, [open, between, close]) => {
          const text = open + objects.map((each) => JSON.stringify(each)).join(between) + close
          const plain: unknown[] = objects.map((each) => JSON.parse(JSON.stringify(each)))
          const large = /\d{16}/.test(text)
          if (!large) expect(forms(text, length).map(({ value }) => value)).toEqual(plain)
          expect(forms(text, length)).toEqual(forms(text))
        },
      ),
    )
  })
})
