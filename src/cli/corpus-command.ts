import { type Corpus, readCorpus, removeFailure, type SavedFailure } from '../corpus/corpus.ts'
import { isAsDeclared, isUnanswered, type SavedOutcome, unanswered } from '../corpus/replay-saved.ts'
import { UsageError } from '../kernel/errors.ts'
import { parseTime } from '../kernel/time.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { paint } from './paint.ts'
import { replaySavedFailures } from './saved-failures.ts'
import { loadScenario, oneScenarioFile, type ScenarioFile } from './scenario-files.ts'

export interface CorpusCommandOptions {
  readonly corpus: string
  readonly stall: string
  readonly json?: true
}

export interface PruneOptions extends CorpusCommandOptions {
  readonly passing?: true
  readonly dryRun?: true
}

/** `lightcone corpus list`: the saved failures, and what comes of each now. */
export async function corpusListCommand(options: CorpusCommandOptions): Promise<ExitCode> {
  const corpus = readCorpus(options.corpus)
  const rows = await outcomesOf(corpus, options)
  if (options.json) for (const { json } of rows) console.log(JSON.stringify(json))
  else {
    const width = Math.max(...rows.map(({ outcome }) => outcome.path.length), 0)
    for (const { outcome, size } of rows)
      console.log(`${mark(outcome)} ${outcome.path.padEnd(width)}  ${inWords(outcome)} (${size})`)
    if (rows.length === 0) console.log(`No failure is saved in ${options.corpus}.`)
  }
  for (const { reason } of corpus.unreadable) console.error(reason)
  return corpus.unreadable.length > 0 ? exitCodes.usage : exitCodes.ok
}

/** `lightcone corpus prune`: removes what can't be replayed any more and what is saved twice; says what. */
export async function corpusPruneCommand(options: PruneOptions): Promise<ExitCode> {
  const corpus = readCorpus(options.corpus)
  const rows = await outcomesOf(corpus, options)
  const seen = new Set<string>()
  let removed = 0
  for (const { outcome, saved } of rows) {
    const { scenario, property, hash } = saved.failure
    const key = JSON.stringify([scenario, property, hash])
    const isTwin = seen.has(key)
    seen.add(key)
    const why =
      outcome.outcome === 'unfit'
        ? outcome.message
        : isTwin
          ? 'it is saved twice'
          : options.passing && outcome.outcome === 'passes'
            ? `${outcome.property} holds`
            : null
    if (why === null) continue
    removed++
    if (!options.dryRun) removeFailure(saved)
    console.log(`${options.dryRun ? 'would remove' : 'removed'} ${saved.path}: ${why}`)
  }
  console.log(`${removed} of ${rows.length} saved failures ${options.dryRun ? 'would be ' : ''}removed`)
  for (const { reason } of corpus.unreadable) console.error(reason)
  return exitCodes.ok
}

interface Row {
  readonly saved: SavedFailure
  readonly outcome: SavedOutcome
  readonly size: string
  readonly json: unknown
}

/** What comes of each saved failure, in the order of their paths. */
async function outcomesOf({ saved }: Corpus, { stall }: CorpusCommandOptions): Promise<Row[]> {
  const byScenario = new Map<string, SavedFailure[]>()
  for (const one of saved) {
    const { scenario } = one.failure
    byScenario.set(scenario, [...(byScenario.get(scenario) ?? []), one])
  }
  const rows: Row[] = []
  for (const [name, ofScenario] of byScenario) {
    const outcomes = await outcomesOfScenario(name, ofScenario, parseTime(stall) / 1000)
    for (const [index, one] of ofScenario.entries()) {
      const outcome = outcomes[index]!
      const { plan, scenario, property } = one.failure
      const count = {
        faults: plan.faults.length + plan.conditions.length,
        operations: Object.values(plan.operations).flat().length,
        pinned: plan.network?.pins.length ?? 0,
      }
      const size = Object.entries(count)
        .filter(([, number]) => number > 0)
        .map(([what, number]) => `${number} ${number === 1 && what !== 'pinned' ? what.slice(0, -1) : what}`)
        .join(', ')
      const json = { path: one.path, scenario, property, outcome: outcome.outcome, ...count }
      rows.push({ saved: one, outcome, size: size || 'no faults', json })
    }
  }
  return rows.sort((a, b) => (a.saved.path < b.saved.path ? -1 : 1))
}

async function outcomesOfScenario(
  name: string,
  saved: readonly SavedFailure[],
  stall: number,
): Promise<readonly SavedOutcome[]> {
  let file: ScenarioFile
  const all = (outcome: 'unfit' | 'undecided', error: unknown) => {
    if (!(error instanceof UsageError)) throw error
    return saved.map((one) => unanswered(one, outcome, error))
  }
  try {
    file = oneScenarioFile(name)
  } catch (error) {
    return all('unfit', error)
  }
  try {
    return await replaySavedFailures({ file, scenario: await loadScenario(file) }, saved, stall)
  } catch (error) {
    // It may be under repair: nothing that is saved for it must go.
    return all('undecided', error)
  }
}

function mark(outcome: SavedOutcome): string {
  if (isUnanswered(outcome)) return paint('yellow', '?')
  return isAsDeclared(outcome) ? paint('green', '✓') : paint('red', '✗')
}

function inWords({ outcome, property, message }: SavedOutcome): string {
  switch (outcome) {
    case 'reproduced':
      return `${property} fails as it did`
    case 'drifted':
      return `${property} fails, in another run than it did`
    case 'passes':
      return `${property} holds now`
    case 'unfit':
      return `cannot be replayed: ${message}`
    case 'undecided':
      return `${message}`
    default:
      return outcome satisfies never
  }
}
