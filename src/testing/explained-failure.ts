import { type Explanation, explain, explanationText } from '../explore/explain/explain.ts'
import { failureFormat } from '../explore/replay/failure-record.ts'
import { tokenOf } from '../explore/replay/token.ts'
import { type Micros, seconds } from '../kernel/time.ts'
import type { Plan } from '../simulation/plan.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { type Palette, plain } from './palette.ts'
import { version } from './version.ts'

/** A plan that violates a property of its scenario, and how it came about. */
export interface FailingPlan {
  readonly scenario: Scenario
  readonly plan: Plan
  readonly property: string
  /** Where it is one of many: how many fail, and which this is. */
  readonly found?: string
  /** Whether the plan is what the scenario draws from the plan's seed. */
  readonly isOfSeed: boolean
  /** The name by which the command line finds the scenario; `null` when it has none. */
  readonly file: string | null
}

export interface ExplainingOptions {
  /** How long to shrink, µs of real time; 3 s unless told. */
  readonly budget?: Micros
  readonly palette?: Palette
}

/** A paragraph of more lines is cut, so that all has room on one screen. */
const linesShown = 24

/** A longer token fits into no message: the seed is told instead. */
const longestToken = 4_000

/**
 * A failure on one screen: what is violated and when, how often, the smallest script found and how far it was shrunk,
 * the few events that matter, and the lines that replay it and keep it as a test.
 */
export function explainedFailure(
  failing: FailingPlan,
  { budget = seconds(3), palette = plain }: ExplainingOptions = {},
): string {
  const { scenario, plan, property, found } = failing
  const begun = Date.now()
  const explanation = explain(scenario, plan, property, {
    stop: () => Date.now() - begun > budget / 1000,
  })
  const [told, ...rest] = explanationText(explanation).split('\n\n').map(cut)
  const parts = [
    told!,
    ...(found === undefined ? [] : [found]),
    ...rest,
    ...linesToKeepIt(failing, explanation),
  ]
  return painted(parts.join('\n\n'), palette)
}

function linesToKeepIt({ isOfSeed, file }: FailingPlan, { violation, plan, hash }: Explanation): string[] {
  const { property, message } = violation
  const engine = version
  const scenario = file ?? 'scenario'
  const token = tokenOf({ format: failureFormat, engine, scenario, property, plan, hash, message })
  // A shrunk plan may have a seed of its own: what was added to the first one is behind a ~.
  const seed = plan.seed.replace(/~.*$/, '')
  const bySeed = isOfSeed && token.length > longestToken
  const again =
    file === null
      ? "To see it again, event by event, export the scenario by default from a file of its own, and say which:\n  { file: 'my-scenario.ts' }"
      : `To see it again, event by event:\n  npx lightcone replay ${bySeed ? `${file} --seed ${seed}` : token}`
  const which = bySeed ? `{ seeds: [${seed}, ${seed}] }` : `{ token: ${quoted(token)} }`
  const test = [
    `  it(${quoted(`${property}: holds where it once broke`)}, () => {`,
    `    expect(scenario).toUphold(${quoted(property)}, ${which})`,
    '  })',
  ]
  return [again, `To keep it as a test:\n${test.join('\n')}`]
}

function cut(paragraph: string): string {
  const lines = paragraph.split('\n')
  if (lines.length <= linesShown) return paragraph
  const left = lines.length - linesShown + 1
  return [...lines.slice(0, linesShown - 1), `  … and ${left} lines more`].join('\n')
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** Headings stand at the margin, what is violated after a ✗, and times at the begin of a line. */
function painted(text: string, { violated, heading, faint }: Palette): string {
  return text
    .split('\n')
    .map((line) => {
      if (/^✗| {2}✗ /.test(line)) return violated(line)
      if (/^\S.*:$/.test(line)) return heading(line)
      return line.replace(/^ +[\d.]+ (?:µs|ms|s)(?= )/, faint)
    })
    .join('\n')
}
