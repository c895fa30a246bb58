/**
 * A mistake of whoever calls lightcone: a bad option, an unknown node, a malformed file. The message says what
 * was expected, what came, where, and what to write instead; it is meant to be shown without a stack.
 */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
}

/**
 * Holds a truth the engine relies on. A failure is a bug of lightcone, never of its user.
 * @throws Error with the given sentence.
 */
export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Error(`A bug in lightcone: ${sentence}`)
}
