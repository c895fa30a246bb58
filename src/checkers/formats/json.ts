import { badLine, DEEPEST, excerpt, type Form, type FormReader, integer, LONGEST } from './form.ts'

/**
 * Reads JSON objects that stand in one array, or one after the other: on a line each (NDJSON) or anyhow.
 * Integers that a number would not hold are read as their decimal texts.
 */
export class JsonReader implements FormReader {
  /** The text from the beginning of the object that has not ended. */
  #text = ''
  #line = 1
  #begun = 1
  #depth = 0
  #inString = false
  #escaped = false
  #inArray = false
  #forms: Form[] = []

  push(text: string): readonly Form[] {
    let start = this.#depth > 0 ? 0 : -1
    for (let at = 0; at < text.length; at++) {
      const char = text[at]!
      if (char === '\n') this.#line++
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false
        else if (char === '\\') this.#escaped = true
        else if (char === '"') this.#inString = false
      } else if (this.#depth === 0) {
        if (char === '{') {
          this.#depth = 1
          this.#begun = this.#line
          start = at
        } else this.#between(char)
      } else if (char === '"') this.#inString = true
      else if (char === '{' || char === '[') {
        if (++this.#depth > DEEPEST) throw badLine(this.#line, `expected nesting no deeper than ${DEEPEST}.`)
      } else if (char === '}' || char === ']') {
        if (--this.#depth > 0) continue
        this.#forms.push({ value: this.#parse(this.#text + text.slice(start, at + 1)), line: this.#begun })
        this.#text = ''
        start = -1
      }
    }
    if (start !== -1) this.#text += text.slice(start)
    if (this.#text.length > LONGEST)
      throw badLine(this.#begun, 'expected the JSON object that begins here to end.')
    const forms = this.#forms
    this.#forms = []
    return forms
  }

  finish(): readonly Form[] {
    if (this.#depth > 0) throw badLine(this.#begun, 'expected the JSON object that begins here to end.')
    if (this.#inArray) throw badLine(this.#line, 'expected the array of operations to end with `]`.')
    return []
  }

  #between(char: string): void {
    if (/[\s\uFEFF]/.test(char) || (char === ',' && this.#inArray)) return
    if (char === '[' && !this.#inArray) this.#inArray = true
    else if (char === ']' && this.#inArray) this.#inArray = false
    else throw badLine(this.#line, `expected a JSON object, got \`${char}\`.`)
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(/\d{16}/.test(text) ? withoutLargeIntegers(text) : text)
    } catch {
      // Engines word their complaints differently; the place is what helps.
      throw badLine(this.#begun, `expected a JSON object, got "${excerpt(text)}".`)
    }
  }
}

function withoutLargeIntegers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (part) =>
    /^-?\d{16,}$/.test(part) ? JSON.stringify(integer(part)) : part,
  )
}
