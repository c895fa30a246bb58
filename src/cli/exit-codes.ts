/** What the process says with its exit code. */
export const exitCodes = {
  /** Everything was as declared. */
  ok: 0,
  /** A property was violated, or a declared violation did not show. */
  violated: 1,
  /** Not decided within the budget; with --strict, also not exercised. */
  undecided: 2,
  /** The same seed went two ways, or a saved failure another way than it did. */
  nondeterministic: 3,
  /** A mistake in how the command was used. */
  usage: 64,
  /** A mistake of lightcone's own. */
  internal: 70,
  /** With --expect-pass, anything but an answer: `git bisect run` skips the commit. */
  cannotTell: 125,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
