import type { Configuration } from './configuration.ts'
import type { Entry, LogEnd } from './messages.ts'
import type { Server } from './state.ts'

type Log = Pick<Server, 'log' | 'snapshot'>

export function lastIndex({ log, snapshot }: Log): number {
  return snapshot.lastIndex + log.length
}

/** The entry at an index; `undefined` when the log ends before it, or a snapshot has replaced it. */
export function entryAt({ log, snapshot }: Log, index: number): Entry | undefined {
  // Read below its beginning, an array looks for a property of that name.
  return index > snapshot.lastIndex ? log[index - snapshot.lastIndex - 1] : undefined
}

/** The term of the entry at an index, of the snapshot's last one too; `undefined` where nothing is known. */
export function termAt(server: Log, index: number): number | undefined {
  const { lastIndex, lastTerm } = server.snapshot
  return index === lastIndex ? lastTerm : entryAt(server, index)?.term
}

/** The term of the log's last entry. */
export function lastTerm({ log, snapshot }: Log): number {
  return log.length > 0 ? log[log.length - 1]!.term : snapshot.lastTerm
}

export function logEnd(server: Log): LogEnd {
  return { lastLogIndex: lastIndex(server), lastLogTerm: lastTerm(server) }
}

/** At most `count` entries from an index on. */
export function entriesFrom({ log, snapshot }: Log, index: number, count: number): Entry[] {
  const from = index - snapshot.lastIndex - 1
  // Most often there are none, and so nothing to copy.
  return from < log.length ? log.slice(from, from + count) : []
}

export function append(server: Server, entry: Entry): number {
  server.log.push(entry)
  const index = lastIndex(server)
  if (entry.type === 'configuration') server.configurationIndex = index
  return index
}

/** Deletes the entry at an index and all that follow it (§5.3). */
export function deleteFrom(server: Server, index: number): void {
  server.log.splice(index - server.snapshot.lastIndex - 1)
  if (server.configurationIndex >= index)
    server.configurationIndex = latestConfigurationIndex(server, index - 1)
}

/** Replaces all entries up to the snapshot's last by the snapshot (§7). */
export function compact(server: Server, snapshot: Server['snapshot']): void {
  server.log.splice(0, snapshot.lastIndex - server.snapshot.lastIndex)
  server.snapshot = snapshot
}

/** The first index that has the same term as the entry at `index`, as far as the log tells. */
export function firstIndexOfTerm(server: Log, index: number): number {
  const term = termAt(server, index)
  let first = index
  while (first - 1 > server.snapshot.lastIndex && termAt(server, first - 1) === term) first--
  return first
}

/** The last index of a term, looked for from `index` downwards; `null` when there is none. */
export function lastIndexOfTerm(server: Log, term: number, index: number): number | null {
  for (let i = index; i >= server.snapshot.lastIndex; i--) {
    const found = termAt(server, i)
    if (found !== undefined && found <= term) return found === term ? i : null
  }
  return null
}

/** The index of the latest configuration at or below an index; the snapshot's last if the log has none. */
export function latestConfigurationIndex(server: Log, index: number): number {
  for (let i = index; i > server.snapshot.lastIndex; i--)
    if (entryAt(server, i)?.type === 'configuration') return i
  return server.snapshot.lastIndex
}

/** The configuration that a server uses: the latest in its log, whether committed or not (§6). */
export function currentConfiguration(server: Log & Pick<Server, 'configurationIndex'>): Configuration {
  return configurationAt(server, server.configurationIndex)
}

/** The configuration that stands at an index where one is known to stand. */
export function configurationAt(server: Log, index: number): Configuration {
  const entry = entryAt(server, index)
  return entry?.type === 'configuration' ? entry.configuration : server.snapshot.configuration
}
