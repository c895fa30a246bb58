import { UsageError } from '../../kernel/errors.ts'
import { type Micros, ms } from '../../kernel/time.ts'
import type { Context, NodeId } from '../../node/context.ts'
import { rulesWith } from './bugs.ts'
import type { PaxosMessage, Value } from './messages.ts'

/** Who plays which role; each is every node of the asking node's own kind unless told. */
export interface PaxosOptions {
  readonly proposers?: readonly NodeId[]
  readonly acceptors?: readonly NodeId[]
  readonly learners?: readonly NodeId[]
  /**
   * What its clients would have a proposer propose: each time it starts, the one whose client asks first; its own name
   * unless told.
   */
  readonly values?: readonly Value[]
  /**
   * How long a proposer waits before it proposes, and again before it tries a higher ballot, drawn anew each time, µs;
   * 50–250 ms unless told. Proposers that wait alike can keep each other from ever succeeding (Lamport 2001, §2.4).
   */
  readonly backOff?: readonly [min: Micros, max: Micros]
  /** How often a learner that has not learned asks the acceptors, µs; 200 ms unless told. */
  readonly inquireEvery?: Micros
  /** A planted bug, by its name in `paxosBugs`. */
  readonly bug?: string
}

export type Timeout = 'propose' | 'inquire'

export type Ctx = Context<PaxosMessage, PaxosOptions, Timeout>

/** The settings of a node, with nothing left open. */
export function settingsOf(ctx: Ctx) {
  const { options, nodes, peers, self } = ctx
  const own = nodes.filter((node) => node === self || peers.includes(node))
  return {
    proposers: options.proposers ?? own,
    acceptors: options.acceptors ?? own,
    learners: options.learners ?? own,
    values: options.values ?? [self],
    backOff: options.backOff ?? ([ms(50), ms(250)] as const),
    inquireEvery: options.inquireEvery ?? ms(200),
    rules: rulesWith(options.bug),
  }
}

/** @throws UsageError when a role that stands alone does not name those it talks to. */
export function requireRoles(
  kind: string,
  options: PaxosOptions,
  ...roles: ('proposers' | 'acceptors' | 'learners')[]
) {
  for (const role of roles)
    if (!options[role]?.length)
      throw new UsageError(
        `Expected ${kind}({ ${role} }) to name the ${role}, such as ['n1', 'n2', 'n3'], got ${JSON.stringify(options[role])}.`,
      )
}
