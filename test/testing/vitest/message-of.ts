import { stripVTControlCharacters } from 'node:util'

/** What an expectation that is not met says, without colours. @throws Error when it is met. */
export function messageOf(expectation: () => void): string {
  try {
    expectation()
  } catch (error) {
    return stripVTControlCharacters((error as Error).message)
  }
  throw new Error('The expectation is met.')
}

/** A text with all its tokens cut off: they change with the engine. */
export function withoutTokens(text: string): string {
  return text.replace(/lc1_[\w-]+/g, 'lc1_…')
}
