import type { NodeDefinition } from '../../node/definition.ts'
import type { TraceEvent } from '../../trace/journal.ts'

/** The handler that an event of a node ran, if it ran one. */
export function handlerOf(definition: NodeDefinition, { kind, detail }: TraceEvent): unknown {
  const { boot, on, timeout, disk, corrupted, run } = definition
  switch (kind) {
    case 'boot':
      return run ?? boot
    case 'deliver':
      return run ?? on.get((detail as { type: string }).type) ?? null
    case 'timeout':
      return run ?? timeout.get(String(detail)) ?? null
    case 'synced':
      // Which of several completions it was, the event does not tell.
      return run ?? (disk.size === 1 ? [...disk.values()][0] : null)
    case 'corrupted':
      return run ?? corrupted
    default:
      return null
  }
}
