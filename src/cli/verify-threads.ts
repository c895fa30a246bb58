import { MessageChannel } from 'node:worker_threads'
import type { VerifyProgress } from '../explore/verify/progress.ts'
import type { ShardTask } from './shard-worker.ts'
import { inThread } from './thread.ts'
import type { VerifyAnswer, VerifyNote, VerifyTask } from './verify-worker.ts'

interface VerifyThreadsOptions {
  /** How many threads at most. */
  readonly jobs: number
  readonly stall: number
  readonly nodes: readonly string[]
  readonly signal: AbortSignal
  readonly onProgress: (progress: VerifyProgress) => void
  /** Told why the search could not be kept for later, while it goes on. */
  readonly onUnsaved: (reason: string) => void
}

/**
 * Searches in a thread, which may call others to share the search with.
 * @throws UsageError when a handler keeps one of them for so long that it must loop.
 */
export async function inVerifyThreads(
  task: Omit<VerifyTask, 'links'>,
  { jobs, stall, nodes, signal, onProgress, onUnsaved }: VerifyThreadsOptions,
): Promise<VerifyAnswer> {
  const channels = Array.from({ length: jobs - 1 }, () => new MessageChannel())
  const kill = new AbortController()
  const options = { stall, nodes, kill: kill.signal }
  const { file, seed, bounds, reductions } = task
  let fail: (error: unknown) => void
  const failure = new Promise<never>((_, reject) => {
    fail = reject
  })
  const startOthers = () => {
    for (const [index, { port2: link }] of channels.entries()) {
      const shard: ShardTask = { file, seed, bounds, reductions, index: index + 1, link }
      inThread<ShardTask, never, never>('shard-worker', shard, { ...options, transfer: [link] }).catch(
        (error: unknown) => fail(error),
      )
    }
  }
  const onNote = (note: VerifyNote) => {
    if (note === 'share') startOthers()
    else if ('unsaved' in note) onUnsaved(note.unsaved)
    else onProgress(note)
  }
  const links = channels.map(({ port1 }) => port1)
  try {
    const first = inThread<VerifyTask, VerifyNote, VerifyAnswer>(
      'verify-worker',
      { ...task, links },
      { ...options, signal, onNote, transfer: links },
    )
    return await Promise.race([first, failure])
  } finally {
    kill.abort()
    for (const { port1, port2 } of channels) {
      port1.close()
      port2.close()
    }
  }
}
