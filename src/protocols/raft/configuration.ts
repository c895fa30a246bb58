import type { NodeId } from '../../node/context.ts'

/** The servers of a cluster: C_new, or C_old,new while `outgoing` is there (§6). */
export interface Configuration {
  readonly voters: readonly NodeId[]
  /** C_old of a joint configuration, whose majority is needed as well; else `null`. */
  readonly outgoing: readonly NodeId[] | null
  /** New servers that receive the log, and have no vote until they have caught up (§6; dissertation §4.2.1). */
  readonly learners: readonly NodeId[]
}

/** How membership changes: by joint consensus (§6), or one server at a time (dissertation §4.1). */
export type MembershipChange = 'joint' | 'single-server'

export function configurationOf(voters: readonly NodeId[]): Configuration {
  return { voters: [...voters], outgoing: null, learners: [] }
}

export function isVoter({ voters, outgoing }: Configuration, server: NodeId): boolean {
  return voters.includes(server) || (outgoing?.includes(server) ?? false)
}

/** All servers that the leader replicates to, once each. */
export function serversOf({ voters, outgoing, learners }: Configuration): readonly NodeId[] {
  return outgoing === null && learners.length === 0
    ? voters
    : [...new Set([...voters, ...(outgoing ?? []), ...learners])]
}

/**
 * Whether something holds of a majority – of a joint configuration, of separate majorities of C_old and of C_new (§6). It
 * decides elections, reads and leases alike.
 */
export function holdsOfMajority(
  { voters, outgoing }: Configuration,
  holdsOf: (server: NodeId) => boolean,
): boolean {
  return holdsOfMost(voters, holdsOf) && (outgoing === null || holdsOfMost(outgoing, holdsOf))
}

function holdsOfMost(servers: readonly NodeId[], holdsOf: (server: NodeId) => boolean): boolean {
  let count = 0
  for (const server of servers) if (holdsOf(server)) count++
  return count * 2 > servers.length
}

/** Whether so many servers could be a majority, whichever they are: a quick look, before anybody's name is asked. */
export function couldBeMajority({ voters }: Configuration, servers: number): boolean {
  return servers * 2 > voters.length
}

export function isMajority(configuration: Configuration, servers: readonly NodeId[]): boolean {
  return holdsOfMajority(configuration, (server) => servers.includes(server))
}

/** The largest value that a majority has reached, which decides commitment. */
export function reachedByMajority(
  { voters, outgoing }: Configuration,
  valueAt: (server: NodeId) => number,
): number {
  const reached = median(voters, valueAt)
  return outgoing === null ? reached : Math.min(reached, median(outgoing, valueAt))
}

function median(servers: readonly NodeId[], valueAt: (server: NodeId) => number): number {
  // Sorted by insertion, downwards: few as they are, `sort` would cost a sixth of a run.
  const values: number[] = []
  for (const server of servers) {
    const value = valueAt(server)
    let place = values.length
    values.push(value)
    for (; place > 0 && values[place - 1]! < value; place--) values[place] = values[place - 1]!
    values[place] = value
  }
  return values[Math.floor(values.length / 2)] ?? 0
}

/** Whether the voters are exactly `members`, and no change is under way. */
export function isMadeOf({ voters, outgoing, learners }: Configuration, members: readonly NodeId[]): boolean {
  return outgoing === null && learners.length === 0 && sameServers(voters, members)
}

/**
 * The configuration that follows on the way to `members`, or `null` when there is none yet. New servers become
 * learners first; then either C_old,new and C_new follow, or one server after the other is added and removed.
 */
export function nextConfiguration(
  current: Configuration,
  members: readonly NodeId[] | null,
  change: MembershipChange,
  hasCaughtUp: (server: NodeId) => boolean,
): Configuration | null {
  const { voters, outgoing, learners } = current
  // Whoever leads completes a joint configuration, even if it did not begin it.
  if (outgoing !== null) return { voters: [...voters], outgoing: null, learners: [] }
  if (members === null) return null
  const added = members.filter((server) => !voters.includes(server))
  if (added.some((server) => !learners.includes(server)))
    return { voters: [...voters], outgoing: null, learners: added }
  if (sameServers(voters, members))
    return learners.length === 0 ? null : { voters: [...voters], outgoing: null, learners: [] }
  if (change === 'joint')
    return added.every(hasCaughtUp) ? { voters: [...members], outgoing: [...voters], learners: [] } : null
  const next = added.find(hasCaughtUp)
  if (next !== undefined)
    return {
      voters: [...voters, next],
      outgoing: null,
      learners: added.filter((server) => server !== next),
    }
  const removed = added.length > 0 ? undefined : voters.find((server) => !members.includes(server))
  if (removed === undefined) return null
  return { voters: voters.filter((server) => server !== removed), outgoing: null, learners: [] }
}

function sameServers(a: readonly NodeId[], b: readonly NodeId[]): boolean {
  return a.length === b.length && a.every((server) => b.includes(server))
}
