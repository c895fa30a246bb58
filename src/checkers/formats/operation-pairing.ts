import type { History, Operation } from '../history.ts'
import { badLine, excerpt } from './form.ts'

/** The input of an operation that was read: the function, the key if there are several, and the argument. */
export interface ReadOperation {
  readonly f: string
  readonly key?: string | number
  readonly value: unknown
}

type Returned = 'ok' | 'fail' | 'info'

/** What an invocation says. */
interface Given {
  readonly f: string
  readonly key: string | number | undefined
  readonly argument: unknown
  readonly line: number
  readonly invokedAt: number | undefined
}

/** One operation while it is put together. */
interface Draft extends Given {
  readonly process: string
  readonly invoked: number
  type: Returned
  value: unknown
  returnLine: number
  returned: number | null
  returnedAt: number | undefined
}

/**
 * Pairs the events of a Jepsen history: `invoke` with the `ok`, `fail` or `info` of the same process. A process
 * that goes on after an `info`, or is invoked again by another tool, is a new one (Jepsen numbers it anew).
 *
 * The output of an operation is the value it returned, or `null` where that only repeats what it was given, as
 * it does in Jepsen for all but reads; of a transaction (`txn`) it is always the whole list.
 */
export class OperationPairing {
  readonly #keys: 'independent' | 'single' | undefined
  readonly #drafts: Draft[] = []
  readonly #underWay = new Map<string, Draft>()
  readonly #lives = new Map<string, number>()
  #position = 0
  #index = -1

  constructor(keys: 'independent' | 'single' | undefined) {
    this.#keys = keys
  }

  /** Takes the next event. @throws UsageError naming the line. */
  add(event: unknown, line: number): void {
    if (typeof event !== 'object' || event === null || Array.isArray(event)) {
      throw badLine(
        line,
        `expected an operation, such as {"process": 0, "type": "invoke", "f": "read", "value": null}, got ${quoted(event)}.`,
      )
    }
    const { type, process, f, key, value, time, index } = event as Readonly<Record<string, unknown>>
    if (!isScalar(process ?? null))
      throw badLine(line, `expected \`process\` to be a number or a name, got ${quoted(process)}.`)
    const name = String(process ?? 'nil').replace(/^:/, '')
    if (name === 'nemesis') return
    if (typeof index === 'number') {
      if (index <= this.#index) {
        throw badLine(line, `expected operations in order, got index ${index} after index ${this.#index}.`)
      }
      this.#index = index
    }
    const at = typeof time === 'number' ? Math.trunc(time / 1000) : undefined
    switch (typeof type === 'string' ? type.replace(/^:/, '') : type) {
      case 'invoke':
        this.#invoke(name, {
          f: functionOf(f, value, line),
          key: keyOf(key, line),
          argument: value ?? null,
          line,
          invokedAt: at,
        })
        return
      case 'ok':
      case 'fail':
      case 'info':
        this.#return(name, (type as string).replace(/^:/, '') as Returned, f, value ?? null, line, at)
        return
      default:
        throw badLine(line, `expected \`type\` to be invoke, ok, fail or info, got ${quoted(type)}.`)
    }
  }

  #invoke(name: string, given: Given): void {
    const before = this.#underWay.get(name)
    if (before !== undefined) {
      throw badLine(
        given.line,
        `expected process ${name} to return from its operation of line ${before.line} first, got another invocation.`,
      )
    }
    const life = this.#lives.get(name) ?? 1
    const draft: Draft = {
      f: given.f,
      key: given.key,
      argument: given.argument,
      line: given.line,
      invokedAt: given.invokedAt,
      process: life === 1 ? name : `${name}#${life}`,
      invoked: this.#position++,
      type: 'info',
      value: null,
      returnLine: given.line,
      returned: null,
      returnedAt: undefined,
    }
    this.#underWay.set(name, draft)
    this.#drafts.push(draft)
  }

  #return(
    name: string,
    type: Returned,
    f: unknown,
    value: unknown,
    line: number,
    at: number | undefined,
  ): void {
    const draft = this.#underWay.get(name)
    if (draft === undefined) {
      throw badLine(line, `expected an invocation of process ${name} before its \`${type}\`.`)
    }
    this.#underWay.delete(name)
    if (typeof f === 'string' && f.replace(/^:/, '') !== draft.f) {
      throw badLine(
        line,
        `expected process ${name} to return from ${draft.f}, invoked on line ${draft.line}, got ${f}.`,
      )
    }
    draft.type = type
    if (type === 'info') {
      this.#lives.set(name, (this.#lives.get(name) ?? 1) + 1)
      return
    }
    draft.value = value
    draft.returnLine = line
    draft.returned = this.#position++
    draft.returnedAt = at
  }

  /** The operations of all events, those without a return indeterminate. @throws UsageError naming the line. */
  finish(): History<ReadOperation, unknown> {
    const independent =
      this.#keys === 'independent' || (this.#keys === undefined && looksIndependent(this.#drafts))
    const operations = this.#drafts.map((draft) => operationOf(draft, independent))
    if (this.#drafts.every(({ f }) => f !== 'drain')) return operations
    return expandDrains(operations, this.#drafts)
  }
}

/**
 * Jepsen's `drain` dequeues until the queue is empty, and returns the list of what it got: as many dequeues, each of a
 * process of its own and at some time during the drain. Positions are numbered anew to make room for them.
 */
function expandDrains(
  operations: History<ReadOperation, unknown>,
  drafts: readonly Draft[],
): History<ReadOperation, unknown> {
  const marks: { at: number; then: number; set: (position: number) => void }[] = []
  const expanded = operations.flatMap((operation, index) => {
    const parts = drafts[index]!.f === 'drain' ? dequeuesOf(operation, drafts[index]!) : [operation]
    return parts.map((part, then) => {
      const placed = { ...part }
      marks.push({ at: part.invoked, then, set: (position) => Object.assign(placed, { invoked: position }) })
      if (part.returned !== null)
        marks.push({
          at: part.returned,
          then,
          set: (position) => Object.assign(placed, { returned: position }),
        })
      return placed
    })
  })
  marks.sort((a, b) => a.at - b.at || a.then - b.then)
  for (const [position, { set }] of marks.entries()) set(position)
  return expanded
}

function dequeuesOf(
  drain: Operation<ReadOperation, unknown>,
  { line, returnLine }: Draft,
): Operation<ReadOperation, unknown>[] {
  if (drain.outcome === 'failed') return []
  if (drain.outcome === 'indeterminate')
    throw badLine(line, 'expected the drain to return what it dequeued; without, anything may be gone.')
  if (!Array.isArray(drain.output))
    throw badLine(returnLine, `expected a drain to return a list, got ${quoted(drain.output)}.`)
  return drain.output.map((value, count) => ({
    ...drain,
    process: `${drain.process}/${count + 1}`,
    input: { ...drain.input, f: 'dequeue', value: null },
    output: value,
  }))
}

function functionOf(f: unknown, value: unknown, line: number): string {
  if (typeof f === 'string' && f !== '') return f.replace(/^:/, '')
  // Elle's own histories leave it out.
  const isTransaction =
    Array.isArray(value) && value.every((micro) => Array.isArray(micro) && typeof micro[0] === 'string')
  if (f === undefined && isTransaction) return 'txn'
  throw badLine(line, `expected \`f\` to name a function, such as read, got ${quoted(f)}.`)
}

function keyOf(key: unknown, line: number): string | number | undefined {
  if (key === undefined || key === null) return undefined
  if (typeof key === 'string' || typeof key === 'number') return key
  throw badLine(line, `expected \`key\` to be a name or a number, got ${quoted(key)}.`)
}

function looksIndependent(drafts: readonly Draft[]): boolean {
  return (
    drafts.every(({ argument }) => isPair(argument)) &&
    drafts.some(({ f, argument }) => f === 'read' && isPair(argument) && argument[1] === null)
  )
}

function isPair(value: unknown): value is readonly [string | number, unknown] {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    (typeof value[0] === 'string' || typeof value[0] === 'number')
  )
}

function operationOf(draft: Draft, independent: boolean): Operation<ReadOperation, unknown> {
  const { process, f, type, invoked, returned, invokedAt, returnedAt } = draft
  let { key, argument, value } = draft
  if (independent) {
    if (!isPair(argument))
      throw badLine(draft.line, `expected the value to be [key, value], got ${quoted(argument)}.`)
    key = argument[0]
    if (type === 'ok' && (!isPair(value) || value[0] !== key)) {
      throw badLine(
        draft.returnLine,
        `expected the value to be [key, value] with the key ${quoted(key)} of line ${draft.line}, got ${quoted(value)}.`,
      )
    }
    argument = argument[1]
    value = type === 'ok' ? (value as readonly unknown[])[1] : null
  }
  return {
    process,
    input: { f, ...(key !== undefined && { key }), value: argument },
    outcome: type === 'ok' ? 'ok' : type === 'fail' ? 'failed' : 'indeterminate',
    ...(type === 'ok' && { output: f === 'txn' || !isSame(value, argument) ? value : null }),
    invoked,
    returned,
    ...(invokedAt !== undefined && { invokedAt }),
    ...(returnedAt !== undefined && { returnedAt }),
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'number'
}

function quoted(value: unknown): string {
  return value === undefined ? 'none' : excerpt(JSON.stringify(value))
}
