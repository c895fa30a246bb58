import type { MatcherState } from 'vitest'
import type { Palette } from '../palette.ts'

/** What a matcher found. */
export interface Expectation {
  /** Whether it is as expected, with `.not` as without. */
  readonly isMet: boolean
  /** Why not, in words for people; asked only when somebody reads them. */
  readonly text: () => string
}

/** What vitest wants a matcher to return. */
export interface MatcherAnswer {
  readonly pass: boolean
  readonly message: () => string
}

/**
 * The answer of `matcher`. An expectation that is not met is thrown with a text that is made when it is read:
 * fast-check tries hundreds of failing plans, and only the last of them is worth an explanation.
 */
export function answer(
  { isNot }: MatcherState,
  matcher: (...received: never[]) => MatcherAnswer,
  { isMet, text }: Expectation,
): MatcherAnswer {
  if (isMet) return { pass: !isNot, message: () => '' }
  const error = new Error('An expectation is not met.')
  // The stack begins where the user stands; it must be taken before there is a text to make.
  Error.captureStackTrace(error, matcher)
  Object.defineProperty(error, 'message', {
    configurable: true,
    get() {
      const value = text()
      Object.defineProperty(error, 'message', { value, writable: true, configurable: true })
      return value
    },
  })
  throw error
}

/** The colours of the test runner. */
export function paletteOf({ utils }: MatcherState): Palette {
  return { violated: utils.RECEIVED_COLOR, heading: utils.BOLD_WEIGHT, faint: utils.DIM_COLOR }
}
