import type { WhatIf } from '../explore/replay/what-if.ts'
import { describeTimedFault } from '../faults/describe.ts'
import type { TimedFault } from '../faults/fault.ts'
import { parseFault, parseTimedFault } from '../faults/parse.ts'
import { UsageError } from '../kernel/errors.ts'
import { parseTime } from '../kernel/time.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { paint } from './paint.ts'
import { partingInWords } from './parting-text.ts'
import type { Replayed } from './replay-command.ts'
import { inThread } from './thread.ts'
import { describeViolation, foldedScript, summary } from './told-run.ts'
import type { WhatIfAnswer, WhatIfTask } from './what-if-worker.ts'

export interface WhatIfOptions {
  readonly without: readonly string[]
  readonly at: readonly string[]
  readonly inject: readonly string[]
}

/**
 * The change that the options ask for; `null` when they ask for none.
 * @throws UsageError when a fault cannot be read, or has no time.
 */
export function whatIfOf({ without, at, inject }: WhatIfOptions): WhatIf | null {
  if (without.length + at.length + inject.length === 0) return null
  const times = at.map(parseTime)
  const untimed = inject.filter((text) => !hasTime(text))
  const fits = times.length === untimed.length || (times.length === 1 && untimed.length > 0)
  if (!fits)
    throw new UsageError(
      `Expected a time for each fault, such as --at 300ms --inject 'crash n1', got ${times.length} --at for ${untimed.length} --inject without a time.`,
    )
  let next = 0
  const timed = (text: string): TimedFault => {
    if (hasTime(text)) return parseTimedFault(text)
    return { at: times.length === 1 ? times[0]! : times[next++]!, fault: parseFault(text) }
  }
  return { without, inject: inject.map(timed) }
}

function hasTime(text: string): boolean {
  return /^\s*(at |fault#|! |\{.*"at":)/.test(text)
}

/** Says whether it fails still, and where the new run parts from the old. */
export async function whatIf(
  { file, scenario, seed, failure, stall }: Replayed,
  change: WhatIf,
): Promise<ExitCode> {
  const task: WhatIfTask = { file, seed, failure, change }
  const answer = await inThread<WhatIfTask, never, WhatIfAnswer>('what-if-worker', task, {
    stall,
    nodes: Object.keys(scenario.nodes),
  })
  const { before, run, script, due, difference, token } = answer
  const violated = run.violations.map(({ property }) => property)
  console.log(
    [
      `What if: ${inWords(change)}`,
      '',
      ...before
        .filter((name) => !violated.includes(name))
        .map((name) => paint('green', `✓ ${name} holds then.`)),
      ...run.violations.flatMap(describeViolation),
      summary(run, false),
      '',
      ...(difference === null
        ? ['It is the same run.']
        : [difference.sentence, '', ...partingInWords(difference.parting, 'old', 'new')]),
      '',
      `The script then:\n${foldedScript(script, due).replace(/^/gm, '  ')}`,
      ...(token === null ? [] : ['', `To replay that:\n  npx lightcone replay ${token}`]),
    ].join('\n'),
  )
  if (run.verdict === 'violated') return exitCodes.violated
  return run.verdict === 'undecided' ? exitCodes.undecided : exitCodes.ok
}

function inWords({ without, inject }: WhatIf): string {
  return [...without.map((part) => `without ${part}`), ...inject.map(describeTimedFault)].join(', ')
}
