import { type BatchVerdict, firstFailures, verdictOf } from '../explore/batch.ts'
import { formatTime } from '../kernel/time.ts'
import { exitCodes } from './exit-codes.ts'
import { paint } from './paint.ts'
import type { ScenarioOutcome } from './run-scenarios.ts'

/** A line for each scenario: what held, what broke, as declared or not; if `strict`, also whether all was exercised. */
export function verdictTable(outcomes: readonly ScenarioOutcome[], strict: boolean): string {
  const width = Math.max(8, ...outcomes.map(({ file }) => file.name.length))
  const rows = outcomes.map((outcome) => {
    const { batch, file } = outcome
    const counts = `${batch.seeds} seeds`.padStart(11)
    return `${mark(outcome, strict)} ${file.name.padEnd(width)} ${counts}  ${summary(outcome)}`
  })
  return [...rows, '', total(outcomes)].join('\n')
}

function mark(outcome: ScenarioOutcome, strict: boolean): string {
  if (outcome.trouble !== null) return paint('red', '✗')
  const verdict = verdictOf(outcome.scenario, outcome.batch)
  if (verdict.asDeclared)
    return strict && verdict.notExercised.length > 0 ? paint('yellow', '?') : paint('green', '✓')
  return verdict.violated.length > 0 || outcome.batch.undecided === 0
    ? paint('red', '✗')
    : paint('yellow', '?')
}

function summary({ scenario, batch, trouble, complete }: ScenarioOutcome): string {
  if (trouble?.type === 'difference') return `seed ${trouble.seed} went two ways: ${trouble.sentence}`
  if (trouble !== null) return `seed ${trouble.seed}: ${trouble.sentence}`
  const verdict = verdictOf(scenario, batch)
  const parts: string[] = []
  if (verdict.violated.length > 0)
    parts.push(`violated ${verdict.violated.join(', ')} (${batch.failed} seeds)`)
  if (batch.undecided > 0) parts.push(`${batch.undecided} undecided`)
  if (complete && verdict.notShown.length > 0)
    parts.push(`no seed violates ${verdict.notShown.join(', ')}, as declared`)
  if (complete && verdict.notReached.length > 0)
    parts.push(`no seed reaches ${verdict.notReached.join(', ')}`)
  if (parts.length === 0)
    parts.push(
      asDeclared(
        scenario.holds.length,
        batch.shown.map(({ property }) => property),
      ),
    )
  if (!complete) parts.push('stopped')
  return parts.join('; ')
}

function asDeclared(held: number, shown: readonly string[]): string {
  const holds = `${held} ${held === 1 ? 'property holds' : 'properties hold'}`
  return shown.length === 0
    ? holds
    : `shows the violation of ${shown.join(', ')}${held > 0 ? `; ${holds}` : ''}`
}

function total(outcomes: readonly ScenarioOutcome[]): string {
  const asDeclaredCount = outcomes.filter(
    ({ scenario, batch, trouble }) => trouble === null && verdictOf(scenario, batch).asDeclared,
  ).length
  const seeds = outcomes.reduce((sum, { batch }) => sum + batch.seeds, 0)
  const events = outcomes.reduce((sum, { batch }) => sum + batch.events, 0)
  return `${asDeclaredCount} of ${outcomes.length} scenarios behaved as declared (${seeds} runs, ${events.toLocaleString('en')} events)`
}

/** What no seed put at risk, a line for each scenario that has such. */
export function vacuityReport(outcomes: readonly ScenarioOutcome[]): string[] {
  return outcomes.flatMap(({ scenario, batch, file }) => {
    const { notExercised }: BatchVerdict = verdictOf(scenario, batch)
    return notExercised.length === 0 ? [] : [`${file.name}: not exercised: ${notExercised.join(', ')}`]
  })
}

/** Why what behaved as declared is no pass all the same; nothing if all was exercised. */
export function strictReport(outcomes: readonly ScenarioOutcome[]): string[] {
  const vacuous = outcomes.filter(
    ({ scenario, batch }) => verdictOf(scenario, batch).notExercised.length > 0,
  ).length
  return vacuous === 0
    ? []
    : [
        '',
        `Exits with ${exitCodes.undecided} because of --strict: in ${vacuous} of ${outcomes.length} scenarios something was not exercised.`,
      ]
}

/** Whether more seeds would pay, where that was asked; a line for each scenario. */
export function noveltyReport(outcomes: readonly ScenarioOutcome[]): string[] {
  return outcomes.flatMap(({ file, novelty }) => {
    if (novelty === null) return []
    return [
      `${file.name}: ${novelty.runs} seeds reached ${novelty.situations} situations; a further seed would reach a new one with a probability of about ${percentage(novelty.ofNext)}, any of the next 1,000 with at most ${percentage(novelty.ofAny(1_000))}`,
    ]
  })
}

function percentage(probability: number): string {
  const percent = 100 * probability
  return `${percent < 10 ? percent.toPrecision(2) : Math.round(percent)}%`
}

/** The first failing seed of each violation that no scenario declares, and the commands that show it. */
export function failureReport(outcomes: readonly ScenarioOutcome[]): string[] {
  return outcomes.flatMap(({ batch, file }) => {
    return firstFailures(batch).flatMap(({ seed, property, node, at, message, plan }) => [
      '',
      `${file.name}, ${plan ? 'plan' : 'seed'} ${seed}: ${property} does not hold${node === null ? '' : ` at ${node}`}, after ${formatTime(at)}`,
      ...message.split('\n').map((line) => `  ${line}`),
      // A plan that a strategy made is replayed from where it is saved.
      ...(plan
        ? []
        : [
            `  npx lightcone replay ${file.name} --seed ${seed}`,
            `  npx lightcone explain ${file.name} --seed ${seed} --property '${property}'`,
          ]),
    ])
  })
}
