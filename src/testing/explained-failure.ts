import { version } from '../corpus/version.ts'
import { type Explanation, explain, explanationText } from '../explore/explain/explain.ts'
import { explainedFailureOf } from '../explore/replay/failure-of.ts'
import type { FailureRecord } from '../explore/replay/failure-record.ts'
import { tokenOf } from '../explore/replay/token.ts'
import { type Micros, seconds } from '../kernel/time.ts'
import type { Plan } from '../simulation/plan.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { type Palette, plain } from './palette.ts'

/** A plan that violates a property of its scenario, and how it came about. */
export interface FailingPlan {
  readonly scenario: Scenario
  readonly plan: Plan
  readonly property: string
  /** Where it is one of many: how many fail, and which this is. */
  readonly found?: string
  /** Whether the plan is what the scenario draws from the plan's seed. */
  readonly isOfSeed: boolean
  /** Whether the scenario has the property without being told. */
  readonly isDeclared: boolean
  /** The name by which the command line finds the scenario; `null` when it has none. */
  readonly file: string | null
}

/** The file of a failure, and whether it was saved just now. */
export interface SavedAs {
  readonly path: string
  readonly isNew: boolean
}

/** A failure that arrives explained. */
export interface ExplainedFailure {
  /** The smallest plan found, to be saved or sent. */
  readonly record: FailureRecord
  /**
   * All on one screen: what is violated and when, how often, the smallest script found and how far it was shrunk, the
   * few events that matter, and the lines that replay it and keep it as a test, unless it is saved as a file already.
   */
  readonly text: (palette?: Palette, saved?: SavedAs) => string
}

/** A paragraph of more lines is cut, so that all has room on one screen. */
const linesShown = 24

/** Of these, so many are its first; the last ones tell how it ended. */
const firstLinesShown = 8

/** A longer token fits into no message: the seed is told instead. */
const longestToken = 4_000

/**
 * Shrinks a failing plan and tells what happens in it.
 * @param budget how long to shrink, µs of real time; 5 s unless told.
 */
export function explainedFailure(failing: FailingPlan, budget: Micros = seconds(5)): ExplainedFailure {
  const { scenario, plan, property, found, file } = failing
  const begun = Date.now()
  const explanation = explain(scenario, plan, property, {
    stop: () => Date.now() - begun > budget / 1000,
  })
  const record = explainedFailureOf(explanation, { engine: version, scenario: file ?? unnamed })
  return {
    record,
    text(palette = plain, saved) {
      const [told, ...rest] = paragraphsOf(explanation)
      if (!explanation.minimal) rest.push('With more time it may get smaller: { budget: seconds(30) }.')
      if (saved?.isNew) rest.push(`Saved as ${saved.path}, which is replayed first from now on.`)
      const keep = saved ? [replayParagraph(saved.path, file)] : linesToKeepIt(failing, record)
      return painted([told!, ...(found === undefined ? [] : [found]), ...rest, ...keep].join('\n\n'), palette)
    },
  }
}

function linesToKeepIt({ isOfSeed, isDeclared, file }: FailingPlan, record: FailureRecord): string[] {
  const { property, plan } = record
  const token = tokenOf(record)
  // A shrunk plan may have a seed of its own: what was added to the first one is behind a ~.
  const seed = plan.seed.replace(/~.*$/, '')
  const bySeed = isOfSeed && token.length > longestToken
  const command = bySeed ? `${file ?? unnamed} --seed ${seed}` : file === null ? `${token} ${unnamed}` : token
  const which = bySeed ? `{ seeds: [${seed}, ${seed}] }` : `{ token: ${quoted(token)} }`
  const test = [
    `  it(${quoted(`${property}: holds where it once broke`)}, () => {`,
    `    expect(scenario).toUphold(${isDeclared ? quoted(property) : 'property'}, ${which})`,
    '  })',
  ]
  const again = isDeclared
    ? replayParagraph(command, file)
    : `To see it again, event by event, add the property to what the scenario holds:\n  npx lightcone replay ${command}`
  return [again, `To keep it as a test:\n${test.join('\n')}`]
}

/** How a scenario is called that stands in no file of its own. */
export const unnamed = 'my-scenario.ts'

/** The command that replays what it is given. */
export function replayParagraph(given: string, file: string | null): string {
  const condition = file === null ? `, with the scenario exported by default from ${unnamed}` : ''
  return `To see it again, event by event, or with --report run.html as a page${condition}:\n  npx lightcone replay ${given}`
}

/** What is told, cut to a screen: a diagram repeats a story, and is left out beside a long one. */
function paragraphsOf(explanation: Explanation): string[] {
  const { story } = explanation
  const shown = story.length <= linesShown ? explanation : { ...explanation, diagram: [] }
  return explanationText(shown).trimEnd().split('\n\n').map(cut)
}

function cut(paragraph: string): string {
  const lines = paragraph.split('\n')
  const left = lines.length - linesShown + 1
  if (left <= 1) return paragraph
  const rest = lines.slice(firstLinesShown + left)
  return [...lines.slice(0, firstLinesShown), `  … ${left} lines more …`, ...rest].join('\n')
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
