import { UsageError } from '../../kernel/errors.ts'
import { didYouMean } from '../../kernel/nearest.ts'
import type { FaultOutlook, Span } from '../generator.ts'
import type { Rhythm } from './strikes.ts'

/** Which of the system's nodes a generator strikes; all of them unless told. */
export interface Targets {
  readonly nodes?: readonly string[]
}

/** @throws UsageError unless it is a positive whole number of µs. */
export function validateEvery(generator: string, every: number): void {
  if (!Number.isSafeInteger(every) || every < 1)
    throw new UsageError(
      `Expected ${generator}({ every }) to be a time in whole µs, 1 or more (write ms(500)), got ${every}.`,
    )
}

/** @throws UsageError unless it goes from a positive whole number up. */
export function validateSpan(generator: string, option: string, span: Span, example: string): void {
  const valid =
    Array.isArray(span) &&
    span.length === 2 &&
    span.every(Number.isSafeInteger) &&
    span[0] >= 1 &&
    span[1] >= span[0]
  if (!valid)
    throw new UsageError(
      `Expected ${generator}({ ${option} }) to be [min, max], whole numbers with 1 ≤ min ≤ max, such as ${example}, got ${JSON.stringify(span)}.`,
    )
}

/** @throws UsageError unless faults of that rhythm can be drawn. */
export function validateRhythm(generator: string, { every, lastFor }: Rhythm, lasting = 'lastFor'): void {
  validateEvery(generator, every)
  validateSpan(generator, lasting, lastFor, '[ms(10), seconds(2)]')
}

/** @throws UsageError unless it is a whole number of nodes, or left out. */
export function validateAtMost(generator: string, atMost: number | undefined): void {
  if (atMost !== undefined && !(Number.isSafeInteger(atMost) && atMost >= 0))
    throw new UsageError(
      `Expected ${generator}({ atMost }) to be a whole number of nodes, 0 or more, got ${atMost}.`,
    )
}

/** The choices made of a list of possible ones. @throws UsageError when there is none, or one that does not exist. */
export function chosen<Choice extends string>(
  generator: string,
  option: string,
  choices: readonly Choice[],
  possible: readonly Choice[],
): readonly Choice[] {
  for (const choice of choices)
    if (!possible.includes(choice))
      throw new UsageError(
        `Expected ${generator}({ ${option} }) to be of ${possible.join(', ')}, got '${choice}'.${didYouMean(String(choice), possible)}`,
      )
  if (choices.length === 0)
    throw new UsageError(
      `Expected ${generator}({ ${option} }) to name at least one of ${possible.join(', ')}.`,
    )
  return choices
}

/** The nodes to strike. @throws UsageError for a name that the system under test does not have. */
export function targeted(generator: string, { nodes }: Targets, outlook: FaultOutlook): readonly string[] {
  return nodes === undefined ? outlook.nodes : chosen(generator, 'nodes', nodes, outlook.nodes)
}
