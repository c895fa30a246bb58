import { formatTime } from '../../kernel/time.ts'
import type { Violation } from '../../simulation/judge.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { savedTrail } from '../replay/failure-record.ts'
import type { Trail } from '../replay/trail.ts'
import { type PlanSize, type ShrinkOptions, shrink } from '../shrink/shrink.ts'
import { judgedByOne, Trials } from '../shrink/trials.ts'
import { diagramOf } from './diagram.ts'
import { necessaryMessages, necessaryParts } from './necessity.ts'
import { scriptOf } from './script.ts'
import { plotOf, type SourceOf, sentenceOf, tell, timesOf } from './story.ts'

/** A failure that arrives explained. */
export interface Explanation {
  readonly violation: Violation
  /** The smallest plan found that fails in the same way. */
  readonly plan: Plan
  readonly hash: string
  /** Where the plan's run goes, for a record of the failure. */
  readonly trail: Trail
  readonly before: PlanSize
  readonly after: PlanSize
  /** Whether everything in the plan was found to be necessary. */
  readonly minimal: boolean
  readonly trials: number
  /** The plan in words, a line each. */
  readonly script: readonly string[]
  /** The parts without which the property holds, by the numbers of the script: `fault#2`. */
  readonly necessary: readonly string[]
  /** The events that matter, a line each. */
  readonly story: readonly string[]
  /** The same lines without their times, each with the index of its event in the journal of the plan's run. */
  readonly sentences: readonly { readonly event: number; readonly text: string }[]
  /** How many events the story leaves out. */
  readonly omitted: number
  /** The same events as a space–time diagram in characters. */
  readonly diagram: readonly string[]
}

export interface ExplainOptions extends ShrinkOptions {
  /** Tells where handlers are written, for the story. */
  readonly sourceOf?: SourceOf
}

/** Shrinks a failing plan and tells what happens in it. @throws UsageError when the plan does not violate the property. */
export function explain(
  scenario: Scenario,
  plan: Plan,
  property: string,
  options: ExplainOptions = {},
): Explanation {
  const stop = options.stop ?? (() => false)
  const shrunk = shrink(scenario, plan, property, options)
  const told = tell(judgedByOne(scenario, property), shrunk.plan, options.sourceOf)
  const trials = new Trials(scenario, property, options.vitals)
  const parts = necessaryParts(scenario, shrunk.plan, trials, stop)
  const messages = necessaryMessages(shrunk.plan, told.run.sent!, trials, stop)
  const { plot, omitted } = plotOf(told, messages)
  const times = timesOf(plot.map(({ event }) => event.at))
  return {
    violation: told.run.violations[0]!,
    plan: shrunk.plan,
    hash: told.run.hash,
    trail: savedTrail(told.run.trace!.events),
    before: shrunk.before,
    after: shrunk.after,
    minimal: shrunk.minimal,
    trials: shrunk.trials + trials.count,
    script: scriptOf(scenario, shrunk.plan),
    necessary: [...parts],
    story: plot.map((event, row) => `${times[row]}  ${sentenceOf(event)}`),
    sentences: plot.map((told) => ({ event: told.event.index, text: sentenceOf(told) })),
    omitted,
    diagram: diagramOf(plot, shrunk.plan.nodes ?? Object.keys(scenario.nodes)),
  }
}

/** The explanation on one screen. */
export function explanationText(explanation: Explanation): string {
  const { violation, before, after, script, necessary, story, diagram, omitted, minimal, trials } =
    explanation
  const badge = (line: string) => (necessary.includes(line.split(':')[0]!) ? '! ' : '  ')
  const how = [
    `shrunk from ${inWords(before, 'messages')} to ${inWords(after, 'pinned messages')}`,
    `${trials} plans tried`,
  ]
  if (!minimal) how.push('stopped before the end')
  if (necessary.length > 0) how.push('! without it, the property holds')
  return [
    `✗ ${violation.property} is violated${violation.node ? ` at ${violation.node}` : ''} after ${formatTime(violation.at)}:`,
    indent(violation.message),
    '',
    `The script (${how.join('; ')}):`,
    ...script.map((line) => indent(badge(line) + line)),
    '',
    `What happens (${omitted} events are left out, as the failure does not depend on them):`,
    ...story.map(indent),
    '',
    ...diagram.map(indent),
  ].join('\n')
}

/** `9 faults and 12 messages`. */
function inWords({ faults, operations, pins }: PlanSize, messages: string): string {
  const counts: [number, string][] = [
    [faults, 'faults'],
    [operations, 'operations'],
    [pins, messages],
  ]
  const some = counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${count === 1 ? what.slice(0, -1) : what}`)
  if (some.length === 0) return 'its nodes alone'
  return some.length === 1 ? some[0]! : `${some.slice(0, -1).join(', ')} and ${some.at(-1)}`
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ')
}
