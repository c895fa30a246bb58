import { type SavedFailure, saveFailure, type UnreadableFile } from '../corpus/corpus.ts'
import { failsStill, isAsDeclared, type SavedOutcome, unanswered } from '../corpus/replay-saved.ts'
import { version } from '../corpus/version.ts'
import { firstFailures } from '../explore/batch.ts'
import { failureOf } from '../explore/replay/failure-of.ts'
import { UsageError } from '../kernel/errors.ts'
import { planOf } from '../simulation/plan.ts'
import type { CorpusTask } from './corpus-worker.ts'
import { paint } from './paint.ts'
import type { LoadedScenario, ScenarioOutcome } from './run-scenarios.ts'
import { inThread } from './thread.ts'

/** Runs the saved failures of a scenario again; `stall` as in `run`, ms of real time. */
export async function replaySavedFailures(
  { file, scenario }: LoadedScenario,
  saved: readonly SavedFailure[],
  stall: number,
): Promise<SavedOutcome[]> {
  const outcomes: SavedOutcome[] = []
  while (outcomes.length < saved.length) {
    const left = saved.slice(outcomes.length)
    const told: SavedOutcome[] = []
    try {
      const answer = await inThread<CorpusTask, SavedOutcome, readonly SavedOutcome[]>(
        'corpus-worker',
        { file, saved: left },
        { stall, nodes: Object.keys(scenario.nodes), onNote: (outcome) => told.push(outcome) },
      )
      outcomes.push(...answer)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      // The one after those that are told of never came to its end; the others are run without it.
      outcomes.push(...told, unanswered(left[told.length]!, 'undecided', error))
    }
  }
  return outcomes
}

/** What to say of the saved failures that a run began with. */
export function savedReport(
  outcomes: readonly SavedOutcome[],
  unreadable: readonly UnreadableFile[] = [],
): string[] {
  const bad = outcomes.filter((outcome) => !isAsDeclared(outcome))
  const all = outcomes.length
  const good = all - bad.length
  const count = bad.length > 0 ? `${good} of ${all}` : all
  return [
    ...(all > 0 ? [`${count} saved ${all === 1 ? 'failure' : 'failures'} replayed first, as declared`] : []),
    ...bad.flatMap(savedTrouble),
    ...unreadable.map(({ reason }) => `${paint('yellow', '?')} ${reason}`),
  ]
}

function savedTrouble({ path, property, outcome, message, declared }: SavedOutcome): string[] {
  if (outcome === 'undecided') return [`${paint('yellow', '?')} ${path}: ${message}`]
  if (outcome === 'unfit')
    return [`${paint('yellow', '?')} ${path} cannot be replayed: ${message}`, '  npx lightcone corpus prune']
  if (declared) return [`${paint('red', '✗')} ${path}: ${property} holds, and is declared to be violated`]
  return [
    `${paint('red', '✗')} ${path}: ${property} still does not hold`,
    ...(message ?? '').split('\n').map((line) => `  ${line}`),
    `  npx lightcone replay ${path}`,
  ]
}

/**
 * Saves the first failing seed of each violation that no scenario declares, unless one that is saved already shows the
 * same; says where.
 */
export function saveFailures(
  outcomes: readonly ScenarioOutcome[],
  replayed: readonly SavedOutcome[],
  folder: string,
): string[] {
  return outcomes.flatMap(({ file, scenario, batch }) => {
    const names = { engine: version, scenario: file.name }
    return firstFailures(batch).flatMap(({ seed, property, plan }) => {
      const isSaved = (one: SavedOutcome) => one.scenario === file.name && one.property === property
      if (replayed.some((one) => isSaved(one) && failsStill(one))) return []
      try {
        const failure = failureOf(scenario, plan ?? planOf(scenario, seed), property, names)
        const { path, isNew } = saveFailure(folder, failure)
        const commands = plan ? [`  npx lightcone replay ${path}`, `  npx lightcone explain ${path}`] : []
        return isNew ? ['', `Saved as ${path}, to be replayed first from now on.`, ...commands] : commands
      } catch (error) {
        // It failed in a worker and does not here: the scenario is no function of its seed.
        if (!(error instanceof UsageError)) throw error
        return [`Seed ${seed} of ${file.name} is not saved: ${error.message}`]
      }
    })
  })
}
