import { version } from '../corpus/version.ts'
import { type Explanation, explanationText } from '../explore/explain/explain.ts'
import { explainedFailureOf, failureOf } from '../explore/replay/failure-of.ts'
import { tokenOf } from '../explore/replay/token.ts'
import type { Counterexample } from '../explore/verify/counterexample.ts'
import { estimatedStates } from '../explore/verify/order/estimate.ts'
import type { VerifyProgress } from '../explore/verify/progress.ts'
import type { Verification } from '../explore/verify/verification.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { paint } from './paint.ts'
import type { ScenarioFile } from './scenario-files.ts'
import { stepText } from './step-text.ts'
import type { VerifyAnswer } from './verify-worker.ts'

/** How far a search is, on one line. */
export function progressText(progress: VerifyProgress, took: number): string {
  const { states, generated, queued, depth, bytes, walks } = progress
  const perSecond = Math.round((generated * 1000) / Math.max(1, took))
  const estimate = estimateText(progress)
  const left = walks === null ? `${count(queued)} queued` : `${count(walks)} walks`
  return `depth ${depth}, ${count(states)} states, ${left}, ${count(generated)} steps (${count(perSecond)}/s), ${megabytes(bytes)}${estimate && `; ${estimate}`}`
}

/** How many states there may be in all; empty where nothing can be told. */
function estimateText({ states, levels }: VerifyProgress): string {
  const all = levels === null ? null : estimatedStates(levels)
  if (all === null || all <= states) return ''
  const share = Math.round((states * 100) / all)
  return `about ${share} % of what may be ${count(Number(all.toPrecision(2)))} states in all (an estimate)`
}

/** What a search came to, for people. */
export function verificationReport(
  file: ScenarioFile,
  scenario: Scenario,
  { verification, explanation, took }: VerifyAnswer,
): string[] {
  const { verdict, violations } = verification
  const mark =
    verdict === 'violated'
      ? paint('red', '✗')
      : verdict === 'undecided'
        ? paint('yellow', '?')
        : paint('green', '✓')
  const lines = [`${mark} ${file.name}  ${verdictText(scenario, verification)}`]
  lines.push(paint('dim', `  ${searchText(verification, took)}`))
  const declared = new Set(scenario.violates.map(({ name }) => name))
  for (const violation of violations) {
    const isTold = explanation?.violation.property === violation.property
    const isExpected = declared.has(violation.property)
    lines.push(`  ${violation.property}, violated after ${violation.depth} steps: ${violation.message}`)
    if (!isExpected && !isTold) lines.push(...stepLines(violation))
    if (violation.cycle !== undefined && violation.replays)
      lines.push(`  npx lightcone replay ${endlessToken(file, scenario, violation)}`)
  }
  if (explanation !== null) {
    const { property } = explanation.violation
    if (!declared.has(property)) lines.push('', explanationText(explanation), '')
    lines.push(`  npx lightcone replay ${tokenFor(file, explanation)}`)
  }
  return lines
}

function verdictText(scenario: Scenario, verification: Verification): string {
  const { verdict, notShown, reached, violations } = verification
  if (verdict === 'undecided') return undecidedText(verification)
  if (verdict === 'verified') return `verified within its bounds (${boundsText(scenario)})`
  if (verdict === 'shown')
    return `shows the violation of ${violations.map(({ property }) => property).join(', ')}`
  const declared = new Set(scenario.violates.map(({ name }) => name))
  const broken = violations.map(({ property }) => property).filter((name) => !declared.has(name))
  const unreached = Object.keys(reached).filter((name) => reached[name] === null)
  return [
    ...(broken.length > 0 ? [`violated ${broken.join(', ')}`] : []),
    ...(broken.length === 0 && notShown.length > 0
      ? [`nothing violates ${notShown.join(', ')} within the bounds, as declared`]
      : []),
    ...(broken.length === 0 && unreached.length > 0
      ? [`nothing reaches ${unreached.join(', ')} within the bounds`]
      : []),
  ].join('; ')
}

function undecidedText({ exhausted, unsettled }: Verification): string {
  if (exhausted === 'stopped') return 'stopped before everything was seen'
  if (exhausted === 'walks') return 'undecided: random walks see a part of what can happen'
  const names = Object.keys(unsettled)
  const what = names.length === 0 ? '' : ` before it was clear whether ${names.join(', ')} comes to hold`
  if (exhausted === 'within') return `undecided: what is left out by within had to happen${what}`
  if (exhausted === 'synchronous')
    return `undecided: timers had to fire that wait, in a synchronous system, for others of a shorter time${what}`
  return `undecided: the bound on ${exhausted} ran out${what}`
}

function boundsText({ verify }: Scenario): string {
  const { network = 'unordered', crashes, restarts, drops, duplicates, timeouts, within } = verify ?? {}
  const parts = [`network: ${network}`]
  for (const [name, most] of Object.entries({ crashes, drops, duplicates }))
    if (most !== undefined && most > 0) parts.push(`${name}: ${most}`)
  if (restarts !== undefined) parts.push(`restarts: ${restarts}`)
  if (typeof timeouts === 'number') parts.push(`timeouts: ${timeouts} at each node`)
  for (const [node, most] of typeof timeouts === 'object' ? Object.entries(timeouts) : [])
    parts.push(`timeouts of ${node}: ${most}`)
  if (within !== undefined) parts.push('within its condition')
  return parts.join(', ')
}

function searchText(verification: Verification, took: number): string {
  const { states, generated, depth, bytes, ends, handlerRuns, collision, queued, walks, seed } = verification
  const perSecond = Math.round((generated * 1000) / Math.max(1, took))
  const estimate = verification.verdict === 'undecided' ? estimateText(verification) : ''
  return [
    `${walks === null ? '' : `${count(walks)} walks: `}${count(states)} states${queued > 0 ? ` (${count(queued)} not expanded)` : ''}, ${count(generated)} steps, depth ${depth}, ${count(ends)} ends`,
    `${(took / 1000).toFixed(1)} s (${count(perSecond)} steps/s), ${megabytes(bytes)}, ${count(handlerRuns)} runs of handlers`,
    ...(estimate === '' ? [] : [estimate]),
    `operations of seed ${seed}; two states taken for one: p < ${collision.toExponential(0)}`,
  ].join('; ')
}

/** The counterexample as it was found, a line for each step. */
function stepLines({ steps, cycle }: Counterexample): string[] {
  const beginnings = steps.filter(({ type }) => type === 'begin').length
  return steps.slice(beginnings).flatMap((step, index) => {
    const line = `    ${String(index + 1).padStart(3)}  ${stepText(step)}`
    return index + beginnings === cycle ? ['    and then for ever', line] : [line]
  })
}

function tokenFor({ name }: ScenarioFile, explanation: Explanation): string {
  return tokenOf(explainedFailureOf(explanation, { engine: version, scenario: name }))
}

/** Of a run that goes on for ever, as far as it was searched: it is not shrunk. */
function endlessToken({ name }: ScenarioFile, scenario: Scenario, violation: Counterexample): string {
  const { plan, property } = violation
  return tokenOf(failureOf(scenario, plan, property, { engine: version, scenario: name }))
}

/** What a search came to, for machines. */
export function verificationJson(
  file: ScenarioFile,
  { verification, explanation, took }: VerifyAnswer,
): unknown {
  const { violations, witnesses, ...rest } = verification
  const { verdict, levels } = verification
  const estimate = verdict === 'undecided' && levels !== null ? estimatedStates(levels) : null
  return {
    type: 'verification',
    scenario: file.name,
    ...rest,
    estimatedStates: estimate,
    took,
    violations: violations.map(({ property, message, depth, cycle, replays, plan }) => ({
      property,
      message,
      depth,
      ...(cycle !== undefined && { cycle }),
      replays,
      plan,
    })),
    witnesses: witnesses.map(({ situation, replays, plan }) => ({ situation, replays, plan })),
    ...(explanation !== null && { token: tokenFor(file, explanation) }),
  }
}

function count(number: number): string {
  return number.toLocaleString('en')
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
