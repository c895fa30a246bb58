import { UsageError } from '../kernel/errors.ts'
import { formatTime, parseTime } from '../kernel/time.ts'
import type { ComparedRun, DiffAnswer, DiffTask } from './diff-worker.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { partingInWords } from './parting-text.ts'
import { savedFailure } from './saved-failure.ts'
import { oneScenario } from './scenario-files.ts'
import { inThread } from './thread.ts'

export interface DiffCommandOptions {
  readonly context: string
  readonly json?: true
  readonly stall: string
}

/** `lightcone diff`: two runs of a scenario side by side, up to the first decision in which they part. */
export async function diffCommand(
  name: string,
  a: string,
  b: string,
  options: DiffCommandOptions,
): Promise<ExitCode> {
  const { scenario, file } = await oneScenario(name)
  const task: DiffTask = { file, a: comparedRun(a), b: comparedRun(b), context: linesOf(options.context) }
  const answer = await inThread<DiffTask, never, DiffAnswer>('diff-worker', task, {
    stall: parseTime(options.stall) / 1000,
    nodes: Object.keys(scenario.nodes),
  })
  console.log(
    options.json ? JSON.stringify({ type: 'diff', scenario: file.name, ...answer }) : inWords(a, b, answer),
  )
  return exitCodes.ok
}

function comparedRun(argument: string): ComparedRun {
  const failure = savedFailure(argument)
  return failure ? { failure } : { seed: argument }
}

function linesOf(context: string): number {
  if (/^\d{1,6}$/.test(context)) return Number(context)
  throw new UsageError(`Expected --context to be a number of lines, such as 5, got '${context}'.`)
}

function inWords(nameA: string, nameB: string, answer: DiffAnswer): string {
  const { a, b, onlyA, onlyB, difference } = answer
  const lines = [`A: ${runInWords(nameA, a)}`, `B: ${runInWords(nameB, b)}`, '']
  if (onlyA.length + onlyB.length > 0)
    lines.push('Their scripts differ:', ...scriptLines('A', onlyA), ...scriptLines('B', onlyB), '')
  if (difference === null) lines.push('They are the same run.')
  else lines.push(difference.sentence, '', ...partingInWords(difference.parting, 'A', 'B'))
  return lines.join('\n')
}

/** More lines of a script than so many are only counted. */
const mostLines = 12

function scriptLines(name: string, lines: readonly string[]): string[] {
  const told = lines.length > mostLines ? lines.slice(0, mostLines - 1) : lines
  const more = lines.length - told.length
  return [
    ...told.map((line) => `  only ${name}  ${line}`),
    ...(more > 0 ? [`  only ${name}  … and ${more} lines more`] : []),
  ]
}

function runInWords(name: string, { verdict, violations, events, endedAt, hash }: DiffAnswer['a']): string {
  const what =
    violations.length > 0 ? `violates ${violations.map(({ property }) => property).join(', ')}` : verdict
  const called = /^lc\d_/.test(name) ? `${name.slice(0, 12)}…` : /^-?\d+$/.test(name) ? `seed ${name}` : name
  return `${called}: ${what} after ${formatTime(endedAt)}, ${events} events, hash ${hash}`
}
