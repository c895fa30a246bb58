import { UsageError } from '../../kernel/errors.ts'
import { type Micros, ms } from '../../kernel/time.ts'
import type { NodeId } from '../../node/context.ts'
import { keyValueStore } from '../../problems/machines/key-value-store.ts'
import type { StateMachine } from '../../problems/state-machine.ts'
import { raftBugs } from './bugs.ts'
import type { MembershipChange } from './configuration.ts'
import { type Rules, rules } from './rules.ts'

/** How a server of Raft is set up; all of it optional. */
export interface RaftOptions {
  /** The servers of the first configuration; all Raft servers of the scenario unless told. */
  readonly members?: readonly NodeId[]
  /** What is replicated; `keyValueStore` unless told. */
  readonly machine?: StateMachine
  /** How long a follower waits for its leader, drawn anew each time, µs; 150–300 ms unless told (§9.3). */
  readonly electionTimeout?: readonly [min: Micros, max: Micros]
  /** How often a leader sends heartbeats, µs; a third of the least election timeout unless told. */
  readonly heartbeat?: Micros
  /** Ask first who would vote, so that a server that comes back disturbs nobody (dissertation §9.6); true unless told. */
  readonly preVote?: boolean
  /**
   * A leader without a majority steps down, and who hears its leader gives no vote (dissertation §6.2 and §4.2.3);
   * true unless told.
   */
  readonly checkQuorum?: boolean
  /**
   * Queries are answered after a round of heartbeats (dissertation §6.4), or under a lease (§6.4.1), which relies on
   * clocks: none may ever jump, nor be off true time's pace by more than `driftBound`. `read-index` unless told.
   */
  readonly reads?: 'read-index' | 'lease'
  /** How much too fast or too slow any clock runs at most, for leases, in millionths; 10,000 (1%) unless told. */
  readonly driftBound?: number
  /** At how many entries the log is replaced by a snapshot; 100 unless told. */
  readonly snapshotThreshold?: number
  /** How many characters of a snapshot go into one message; 1,024 unless told. */
  readonly snapshotChunk?: number
  /** The most entries in one message; 64 unless told. */
  readonly batch?: number
  /** `joint` unless told. */
  readonly membershipChange?: MembershipChange
  /** A planted bug, by its name in `raftBugs`. */
  readonly bug?: string
}

/** Options with nothing left open, and the rules that go with them. */
export type Settings = Required<Omit<RaftOptions, 'members' | 'bug'>> & {
  readonly members: readonly NodeId[] | null
  readonly rules: Rules
}

/** @throws UsageError for options that make no sense. */
export function settingsOf(options: RaftOptions): Settings {
  const electionTimeout = options.electionTimeout ?? [ms(150), ms(300)]
  const settings: Settings = {
    members: options.members ?? null,
    machine: options.machine ?? keyValueStore,
    electionTimeout,
    heartbeat: options.heartbeat ?? Math.max(1, Math.floor(electionTimeout[0] / 3)),
    preVote: options.preVote ?? true,
    checkQuorum: options.checkQuorum ?? true,
    reads: options.reads ?? 'read-index',
    driftBound: options.driftBound ?? 10_000,
    snapshotThreshold: options.snapshotThreshold ?? 100,
    snapshotChunk: options.snapshotChunk ?? 1_024,
    batch: options.batch ?? 64,
    membershipChange: options.membershipChange ?? 'joint',
    rules: options.bug === undefined ? rules : { ...rules, ...bugNamed(options.bug).rules },
  }
  validate(settings)
  return settings
}

function bugNamed(name: string) {
  const bug = Object.entries(raftBugs).find(([known]) => known === name)?.[1]
  if (bug === undefined)
    throw new UsageError(
      `Expected raft({ bug }) to be one of ${Object.keys(raftBugs).join(', ')}, got '${name}'.`,
    )
  return bug
}

function validate(settings: Settings): void {
  const { electionTimeout, members } = settings
  const [min, max] = electionTimeout
  const wholeFrom = (least: number, value: number) => Number.isSafeInteger(value) && value >= least
  if (!(wholeFrom(1, min) && wholeFrom(min, max)))
    throw new UsageError(
      `Expected raft({ electionTimeout }) to be [min, max] in whole µs with 0 < min ≤ max, such as [ms(150), ms(300)], got ${JSON.stringify(electionTimeout)}.`,
    )
  if (!(wholeFrom(1, settings.heartbeat) && settings.heartbeat < min))
    throw new UsageError(
      `Expected raft({ heartbeat }) to be whole µs, more than 0 and less than the least election timeout (${min} µs), got ${settings.heartbeat}.`,
    )
  for (const name of ['snapshotThreshold', 'snapshotChunk', 'batch'] as const)
    if (!wholeFrom(1, settings[name]))
      throw new UsageError(
        `Expected raft({ ${name} }) to be a whole number, 1 or more, got ${settings[name]}.`,
      )
  if (!(wholeFrom(0, settings.driftBound) && settings.driftBound < 1_000_000))
    throw new UsageError(
      `Expected raft({ driftBound }) to be whole millionths below a million (10,000 is 1%), got ${settings.driftBound}.`,
    )
  if (settings.reads === 'lease' && !settings.checkQuorum)
    throw new UsageError(
      "Expected raft({ reads: 'lease' }) with checkQuorum, as a lease rests on followers that refuse votes while they hear their leader; leave checkQuorum out.",
    )
  if (members !== null && (members.length === 0 || new Set(members).size < members.length))
    throw new UsageError(
      `Expected raft({ members }) to name at least one server, each once, got ${JSON.stringify(members)}.`,
    )
}
