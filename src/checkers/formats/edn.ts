import { badLine, DEEPEST, excerpt, type Form, type FormReader, integer, LONGEST } from './form.ts'

/**
 * Reads EDN, the notation of Clojure's data (github.com/edn-format/edn), as Jepsen prints it. JSON has no word
 * for all it can say, so keywords, symbols and characters become strings; lists, vectors and sets arrays; the
 * keys of maps strings; tags are dropped, and what they tag is kept.
 */
export class EdnReader implements FormReader {
  readonly #elements: boolean
  readonly #open: Open[] = []
  #rest = ''
  #line: number
  /** The parts so far of a string that has not ended. */
  #string: string[] | null = null
  #stringLine = 0
  #stringLength = 0
  #comment = false
  #forms: Form[] = []

  /**
   * @param elements whether a list or vector around everything is read element by element; otherwise only the
   *   first value is read, and what follows it ignored.
   * @param line the number of the first line.
   */
  constructor(elements = true, line = 1) {
    this.#elements = elements
    this.#line = line
  }

  push(text: string): readonly Form[] {
    // Only a string or a comment goes on behind a space; everything else is kept back until one follows.
    let end = text.length
    while (end > 0 && !isSpace(text, end - 1)) end--
    if (end === 0) {
      this.#rest += text
      if (this.#rest.length > LONGEST)
        throw badLine(this.#line, 'expected EDN, got a text without any space.')
      return []
    }
    const complete = this.#rest + text.slice(0, end)
    this.#rest = text.slice(end)
    this.#read(complete)
    return this.#taken()
  }

  finish(): readonly Form[] {
    this.#read(`${this.#rest}\n`)
    this.#rest = ''
    if (this.#string !== null) throw badLine(this.#stringLine, 'expected the string that begins here to end.')
    const open = this.#open.at(-1)
    if (open !== undefined)
      throw badLine(open.line, `expected the \`${open.bracket}\` that is opened here to be closed.`)
    return this.#taken()
  }

  #taken(): readonly Form[] {
    const forms = this.#forms
    this.#forms = []
    return forms
  }

  #read(text: string): void {
    let at = 0
    while (at < text.length && (this.#elements || this.#forms.length === 0)) {
      if (this.#comment) {
        const end = text.indexOf('\n', at)
        if (end === -1) return
        this.#comment = false
        at = end
      }
      if (this.#string !== null) {
        at = this.#readString(text, at)
        continue
      }
      const char = text[at]!
      if (char === '\n') this.#line++
      if (isSpace(text, at)) at++
      else if (char === ';') this.#comment = true
      else if (char === '"') {
        this.#string = []
        this.#stringLine = this.#line
        this.#stringLength = 0
        at++
      } else if (char === '[' || char === '(' || char === '{') {
        this.#push(char)
        at++
      } else if (char === ']' || char === ')' || char === '}') {
        this.#close(char)
        at++
      } else at = this.#readToken(text, at)
    }
  }

  /** @returns where to go on: behind the closing quote, or at the end of the text. */
  #readString(text: string, from: number): number {
    const parts = this.#string!
    let start = from
    for (let at = from; at < text.length; at++) {
      const char = text[at]
      if (char === '"') {
        parts.push(text.slice(start, at))
        this.#string = null
        this.#deliver(parts.join(''), this.#stringLine)
        return at + 1
      }
      if (char === '\n') this.#line++
      if (char !== '\\') continue
      const escaped = text[at + 1]
      const code = /^[\da-fA-F]{4}/.exec(text.slice(at + 2, at + 6))?.[0]
      const meant =
        escaped === 'u' && code ? String.fromCharCode(Number.parseInt(code, 16)) : ESCAPES[escaped ?? '']
      if (meant === undefined)
        throw badLine(this.#line, `expected an escape sequence, got \`\\${escaped ?? ''}\`.`)
      parts.push(text.slice(start, at), meant)
      at += escaped === 'u' ? 5 : 1
      start = at + 1
    }
    parts.push(text.slice(start))
    this.#stringLength += text.length - start
    if (this.#stringLength > LONGEST) {
      throw badLine(this.#stringLine, 'expected the string that begins here to end.')
    }
    return text.length
  }

  #readToken(text: string, from: number): number {
    TOKEN.lastIndex = from
    // A character may be any, a bracket too.
    const token = (text[from] === '\\' ? CHARACTER.exec(text.slice(from, from + 16)) : TOKEN.exec(text))![0]
    const end = from + token.length
    if (token === '#' && text[end] === '{') {
      this.#push('#{')
      return end + 1
    }
    // The regular expression `#"…"` is read as its text.
    if (token === '#') return end
    if (token.startsWith('#_')) {
      this.#push('#_')
      return from + 2
    }
    if (token.startsWith('##')) this.#deliver(token.slice(2), this.#line)
    else if (token.startsWith('#')) this.#push('#')
    else this.#deliver(atom(token), this.#line)
    return end
  }

  #push(bracket: Open['bracket']): void {
    if (this.#open.length >= DEEPEST) throw badLine(this.#line, `expected nesting no deeper than ${DEEPEST}.`)
    const whole =
      this.#elements &&
      (bracket === '[' || bracket === '(') &&
      this.#open.every((open) => open.bracket === '#')
    // A tag on the whole says nothing that is wanted.
    if (whole) this.#open.length = 0
    this.#open.push({ bracket, line: this.#line, items: [], whole })
  }

  #close(bracket: string): void {
    const open = this.#open.pop()
    if (open === undefined || CLOSING[open.bracket] !== bracket) {
      const what = open === undefined ? 'nothing' : `the \`${open.bracket}\` of line ${open.line}`
      throw badLine(this.#line, `expected something else than \`${bracket}\`, which closes ${what}.`)
    }
    if (open.whole) return
    if (open.bracket !== '{') {
      this.#deliver(open.items, open.line)
      return
    }
    if (open.items.length % 2 === 1)
      throw badLine(open.line, 'expected a value for every key of the map that begins here.')
    const entries: [string, unknown][] = []
    for (let i = 0; i < open.items.length; i += 2) {
      const key = open.items[i]
      entries.push([typeof key === 'string' ? key : JSON.stringify(key), open.items[i + 1]])
    }
    this.#deliver(Object.fromEntries(entries), open.line)
  }

  /** Puts a value where it belongs: into what is open, under its tags, or nowhere if it is discarded. */
  #deliver(value: unknown, line: number): void {
    let begun = line
    for (;;) {
      const open = this.#open.at(-1)
      if (open === undefined || open.whole) {
        this.#forms.push({ value, line: begun })
        return
      }
      if (open.bracket !== '#' && open.bracket !== '#_') {
        open.items.push(value)
        return
      }
      this.#open.pop()
      if (open.bracket === '#_') return
      begun = open.line
    }
  }
}

/** What is open: a bracket, or a tag (`#`) or discard (`#_`) that waits for what follows it. */
interface Open {
  readonly bracket: '[' | '(' | '{' | '#{' | '#' | '#_'
  readonly line: number
  readonly items: unknown[]
  /** Whether it stands around everything, and its elements are the forms. */
  readonly whole: boolean
}

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}', '#{': '}' }
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
}

/** The control characters, the space and the comma; nothing else separates what EDN writers print. */
function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code <= 32 || code === 44 || code === 0xfeff
}

const TOKEN = /[^\s,()[\]{}";]+/y
const CHARACTER = /^\\(?:\w+|.)/s
const CHARACTERS: Readonly<Record<string, string>> = {
  newline: '\n',
  return: '\r',
  space: ' ',
  tab: '\t',
  backspace: '\b',
  formfeed: '\f',
}

function atom(token: string): unknown {
  switch (token) {
    case 'nil':
      return null
    case 'true':
      return true
    case 'false':
      return false
  }
  if (token.startsWith(':')) return token.slice(1)
  if (/^[+-]?\d+N?$/.test(token)) return integer(token.endsWith('N') ? token.slice(0, -1) : token)
  if (/^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?M?$/.test(token)) return Number.parseFloat(token)
  if (token.startsWith('\\')) {
    const name = token.slice(1)
    if (/^u[\da-fA-F]{4}$/.test(name)) return String.fromCharCode(Number.parseInt(name.slice(1), 16))
    return CHARACTERS[name] ?? name
  }
  return token
}

/**
 * The first value of an EDN text; what follows it is ignored.
 * @throws UsageError naming the line, counted from `line`, when there is none.
 */
export function parseEdn(text: string, line = 1): unknown {
  const reader = new EdnReader(false, line)
  const [form] = reader.push(`${text} `)
  if (form !== undefined) return form.value
  reader.finish()
  throw badLine(line, `expected a value, got "${excerpt(text)}".`)
}
