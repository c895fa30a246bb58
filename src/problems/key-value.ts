import { type Answer, type Property, remembering, type WatchedNodes } from '../checkers/property.ts'
import type { NodeId } from '../node/context.ts'
import type { NodeKind } from '../node/definition.ts'

/**
 * When a value was written: versions are ordered by counter, then by writer, so that no two writes share one (Attiya,
 * Bar-Noy & Dolev 1995, in the form for several writers of Lynch & Shvartsman 1997).
 */
export interface Version {
  /** 0 for what was never written. */
  readonly counter: number
  readonly writer: NodeId
}

/** What is stored of a key: a value, and when it was written. */
export interface Cell extends Version {
  /** Any JSON; `null` where nothing was ever written. */
  readonly value: unknown
}

/** What stands in place of a cell that was never written. */
export const neverWritten: Cell = Object.freeze({ counter: 0, writer: '', value: null })

/** Below 0 when `a` is older than `b`, above 0 when it is newer, and 0 for one and the same write. */
export function compareVersions(a: Version, b: Version): number {
  if (a.counter !== b.counter) return a.counter - b.counter
  return a.writer < b.writer ? -1 : a.writer > b.writer ? 1 : 0
}

/**
 * The problem *key-value store*: registers by name, which clients read and write at any server. A put names its
 * version, as in Dynamo (DeCandia et al. 2007, §4.1, the context), and so may be repeated anywhere until it is
 * answered: however often it arrives, it is one write.
 */
export type KeyValueRequest =
  | { readonly type: 'get'; readonly key: string }
  /** Asks for a version that no completed write exceeds; a put then chooses a greater one. */
  | { readonly type: 'version'; readonly key: string }
  | ({ readonly type: 'put'; readonly key: string } & Cell)

/** The answers to requests, in their order; `unavailable` says that another server should be asked. */
export type KeyValueResponse =
  | { readonly type: 'got'; readonly value: unknown }
  | { readonly type: 'versionRead'; readonly counter: number }
  | { readonly type: 'written' }
  | { readonly type: 'unavailable' }

/** What a property has to know of a store whose replicas change: who holds which key now. */
export interface ReplicatedCells<StoreState, DirectoryState> {
  readonly store: NodeKind<StoreState>
  /** The node that knows which servers hold what. */
  readonly directory: NodeKind<DirectoryState>
  /** The latest write that the server told a client was done; `null` when there was none. */
  readonly acknowledged: (state: StoreState) => (Version & { readonly key: string }) | null
  readonly cell: (state: StoreState, key: string) => Version
  /** The servers that hold `key`, as far as the directory knows; one server's state stands for the settings of all. */
  readonly replicas: (directory: DirectoryState, server: StoreState, key: string) => readonly NodeId[]
  /** A number that changes whenever replicas change or a server's cells may go. */
  readonly era: (state: StoreState | DirectoryState) => number
}

/**
 * No acknowledged write is lost: at any time, some server that holds the key in the latest membership has the write,
 * or a later one. A server that is down counts with what its disk kept.
 */
export function noAcknowledgedWriteLost<StoreState, DirectoryState>({
  store,
  directory,
  acknowledged,
  cell,
  replicas,
  era,
}: ReplicatedCells<StoreState, DirectoryState>): Property {
  const lostAmong = (nodes: WatchedNodes) => {
    const servers = nodes.filter(({ kind }) => kind === store.kind)
    const byId = new Map(servers.map((server) => [server.id, server]))
    const directories = nodes.filter(({ kind }) => kind === directory.kind)
    return (key: string, version: Version): string | null => {
      const holders = replicas(directories[0]!.state as DirectoryState, servers[0]!.state as StoreState, key)
      for (const id of holders) {
        const server = byId.get(id)
        if (server && compareVersions(cell(server.state as StoreState, key), version) >= 0) return null
      }
      return `the write ${version.counter}.${version.writer} of ${key} was acknowledged, but none of its replicas (${holders.join(', ')}) has it`
    }
  }
  const kept = (nodes: WatchedNodes) => {
    const lost = lostAmong(nodes)
    return ({ latest }: Remembered): Answer => {
      for (const [key, version] of Object.entries(latest)) {
        const sentence = lost(key, version)
        if (sentence !== null) return sentence
      }
      return true
    }
  }
  return remembering('no acknowledged write lost', [store.kind, directory.kind], {
    memory: (): Remembered => ({ latest: {}, eras: {} }),
    observer(nodes) {
      const lost = lostAmong(nodes)
      const areKept = kept(nodes)
      return (memory, _state, node) => {
        const { kind } = node as typeof node & NodeKind<unknown>
        const state = node.state as StoreState & DirectoryState
        const now = era(state)
        const turned = memory.eras[node.id] !== now
        memory.eras[node.id] = now
        const write = kind === store.kind ? acknowledged(state) : null
        const known = write === null ? undefined : memory.latest[write.key]
        const isNew = write !== null && (known === undefined || compareVersions(write, known) > 0)
        if (isNew) memory.latest[write.key] = { counter: write.counter, writer: write.writer }
        if (turned) return Object.keys(memory.latest).length > 0 ? areKept(memory) : null
        return isNew ? (lost(write.key, write) ?? true) : null
      }
    },
    ending: kept,
  })
}

/** What the property remembers of a run. */
interface Remembered {
  /** By key, the latest write that was acknowledged. */
  latest: Record<string, Version>
  /** The era in which each node was seen last. */
  eras: Record<NodeId, number>
}
