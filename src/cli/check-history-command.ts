import { createReadStream } from 'node:fs'
import { type HistoryFormat, HistoryReader } from '../checkers/formats/history-reader.ts'
import type { ReadOperation } from '../checkers/formats/operation-pairing.ts'
import type { History } from '../checkers/history.ts'
import { consistencyModel } from '../checkers/isolation/consistency-model.ts'
import type { IsolationResult } from '../checkers/isolation/findings.ts'
import { checkListAppend } from '../checkers/isolation/list-append.ts'
import { checkReadWriteRegister } from '../checkers/isolation/read-write-register.ts'
import { checkLinearizability } from '../checkers/linearizability/check.ts'
import type { Model } from '../checkers/linearizability/model.ts'
import { casRegister } from '../checkers/models/cas-register.ts'
import { counter } from '../checkers/models/counter.ts'
import { keyValue } from '../checkers/models/key-value.ts'
import { multiRegister } from '../checkers/models/multi-register.ts'
import { mutex } from '../checkers/models/mutex.ts'
import { queue } from '../checkers/models/queue.ts'
import { register } from '../checkers/models/register.ts'
import { set } from '../checkers/models/set.ts'
import { UsageError } from '../kernel/errors.ts'
import { didYouMean } from '../kernel/nearest.ts'
import { parseTime } from '../kernel/time.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'

export interface CheckHistoryCommandOptions {
  readonly model?: string
  readonly initial?: string
  readonly failures: string
  readonly consistency?: string
  readonly format?: string
  readonly keys?: string
  readonly budget: string
  readonly json?: true
}

/** What the checkers say, in one form. */
interface Judgement {
  readonly verdict: 'valid' | 'invalid' | 'unknown'
  /** For people, over several lines. */
  readonly explanation: string
  /** For programs. */
  readonly details: Readonly<Record<string, unknown>>
}

interface ModelChoice {
  /** The functions that its operations may have. */
  readonly functions: readonly string[]
  readonly make: (initial: unknown, failures: 'ignored' | 'observed') => Model<never, never, never>
}

/** A model whose inputs were read from a file: their functions are checked before it sees them. */
function choice<State, Input, Output>(
  functions: readonly string[],
  make: (initial: unknown, failures: 'ignored' | 'observed') => Model<State, Input, Output>,
): ModelChoice {
  return { functions, make: make as unknown as ModelChoice['make'] }
}

const given = (initial: unknown) => (initial === undefined ? {} : { initial })

const models: Readonly<Record<string, ModelChoice>> = {
  register: choice(['read', 'write'], (initial) => register(given(initial))),
  'cas-register': choice(['read', 'write', 'cas'], (initial, failures) =>
    casRegister({ ...given(initial), failures }),
  ),
  'key-value': choice(['read', 'write', 'append'], (initial) => keyValue(given(initial) as object)),
  'multi-register': choice(['txn'], (initial) => multiRegister(given(initial) as object)),
  counter: choice(['read', 'add'], (initial) => counter(given(initial) as object)),
  queue: choice(['enqueue', 'dequeue'], (_, failures) => queue({ failures })),
  set: choice(['add', 'remove', 'contains', 'read'], () => set()),
  mutex: choice(['acquire', 'release'], (_, failures) => mutex({ failures })),
}

const isolationModels: Readonly<
  Record<string, (history: History, options: { level: string }) => IsolationResult>
> = {
  'list-append': checkListAppend,
  'rw-register': checkReadWriteRegister,
}

/** `lightcone check-history`: judges a history that another tool recorded. */
export async function checkHistoryCommand(
  path: string,
  options: CheckHistoryCommandOptions,
): Promise<ExitCode> {
  const judge = judgeFor(options)
  const history = await readHistoryFile(path, options)
  const { verdict, explanation, details } = withPlace(path, () => judge(history))
  const { model } = options
  if (options.json)
    console.log(
      JSON.stringify({ type: 'history', file: path, model, operations: history.length, verdict, ...details }),
    )
  else console.log(`${path}: ${history.length} operations, ${verdict}\n${explanation}`.trimEnd())
  if (verdict === 'valid') return exitCodes.ok
  return verdict === 'invalid' ? exitCodes.violated : exitCodes.undecided
}

/** Everything about the options is settled before the file is read. */
function judgeFor(
  options: CheckHistoryCommandOptions,
): (history: History<ReadOperation, unknown>) => Judgement {
  const { model: name = '', consistency, initial } = options
  const names = [...Object.keys(models), ...Object.keys(isolationModels)]
  if (!names.includes(name))
    throw new UsageError(
      `Expected --model to be one of ${names.join(', ')}, got ${name === '' ? 'none' : `'${name}'`}.${didYouMean(name, names)}`,
    )
  const failures = oneOf('--failures', options.failures, ['ignored', 'observed'] as const)
  const budget = parseTime(options.budget) / 1000
  const isolation = isolationModels[name]
  if (isolation !== undefined) {
    if (initial !== undefined)
      throw new UsageError(`Expected no --initial with --model ${name}, whose objects all begin empty.`)
    const level = consistencyModel(consistency ?? 'strict-serializable')
    return (history) => isolationJudgement(isolation(history, { level }))
  }
  if (consistency !== undefined && consistency !== 'linearizable')
    throw new UsageError(
      `Expected --consistency with --model ${name} to be linearizable, got '${consistency}'; isolation levels go with --model ${Object.keys(isolationModels).join(' or ')}.`,
    )
  const { functions, make } = models[name]!
  const model = make(parseInitial(initial), failures)
  return (history) => {
    for (const { input, process } of history)
      if (!functions.includes(input.f))
        throw new UsageError(
          `expected operations of ${name} (${functions.join(', ')}), got ${input.f} by process ${process}.${didYouMean(input.f, functions)}`,
        )
    return linearizabilityJudgement(history, model, budget)
  }
}

function linearizabilityJudgement(
  history: History<ReadOperation, unknown>,
  model: Model<never, never, never>,
  budget: number,
): Judgement {
  const end = Date.now() + budget
  const answer = checkLinearizability(history as History<never, never>, model, {
    budget: Number.MAX_SAFE_INTEGER,
    stop: () => Date.now() > end,
  })
  const { steps } = answer
  switch (answer.verdict) {
    case 'linearizable':
      return { verdict: 'valid', explanation: 'The history is linearizable.', details: { steps } }
    case 'not-linearizable': {
      const { stuck, minimal, explanation = '' } = answer.violation ?? {}
      return { verdict: 'invalid', explanation, details: { steps, stuck, minimal, explanation } }
    }
    case 'unknown': {
      const keys = answer.undecided.map((key) => key ?? null)
      const explanation = `Not decided within ${budget / 1000} s; a larger --budget may help.`
      return { verdict: 'unknown', explanation, details: { steps, undecided: keys } }
    }
    default:
      return answer satisfies never
  }
}

function isolationJudgement(result: IsolationResult): Judgement {
  const { verdict, reason, level, counts, ruledOut, strongestLeft, anomalies } = result
  const shown = anomalies.filter(({ forbidden }) => forbidden).slice(0, 3)
  const explanation = [
    reason,
    ...shown.map((anomaly) => anomaly.explanation),
    ...(ruledOut.length > 0 ? [`Ruled out: ${ruledOut.join(', ')}, and all that is stronger.`] : []),
  ].join('\n')
  const explanations = anomalies.map(({ name, forbidden, explanation: text }) => ({
    name,
    forbidden,
    explanation: text,
  }))
  const details = { consistency: level, reason, counts, ruledOut, strongestLeft, anomalies: explanations }
  return { verdict, explanation, details }
}

/** Reads piece by piece, so that the text is never held as a whole. */
async function readHistoryFile(
  path: string,
  options: CheckHistoryCommandOptions,
): Promise<History<ReadOperation, unknown>> {
  const format = options.format && oneOf('--format', options.format, ['edn', 'json', 'log'] as const)
  const keys = options.keys && oneOf('--keys', options.keys, ['independent', 'single'] as const)
  const reader = new HistoryReader({
    ...(format && { format: format satisfies HistoryFormat }),
    ...(keys && { keys }),
  })
  const stream = path === '-' ? process.stdin.setEncoding('utf8') : createReadStream(path, 'utf8')
  try {
    for await (const chunk of stream) withPlace(path, () => reader.push(String(chunk)))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    const why = code === 'ENOENT' ? 'there is none' : code === 'EISDIR' ? 'it is a folder' : code
    throw new UsageError(`Expected a file with a history at '${path}', but ${why}.`)
  }
  return withPlace(path, () => reader.finish())
}

/** Puts the name of the file before what is wrong in it. */
function withPlace<Result>(path: string, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (error instanceof UsageError)
      throw new UsageError(`${path === '-' ? 'standard input' : path}: ${error.message}`)
    throw error
  }
}

/** Clojure's `nil`, or JSON; what is neither is taken for a text. */
function parseInitial(text: string | undefined): unknown {
  if (text === undefined) return undefined
  if (text === 'nil') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function oneOf<const Name extends string>(option: string, text: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === text)
  if (found === undefined)
    throw new UsageError(`Expected ${option} to be ${names.join(' or ')}, got '${text}'.`)
  return found
}
