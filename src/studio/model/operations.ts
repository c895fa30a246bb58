import type { Operation } from '../../checkers/history.ts'
import type { Micros } from '../../kernel/time.ts'
import { shortJson } from '../../trace/short-json.ts'
import type { Timeline } from './timeline.ts'

/** What a client asked for, from its invocation to its return. */
export interface ShownOperation {
  readonly operation: Operation
  readonly node: number
  readonly from: Micros
  /** The run's end when it never returned. */
  readonly to: Micros
  readonly invoked: number
  /** The entry of its return; −1 without one. */
  readonly returned: number
}

/** The clients' operations, in the order of their invocations. */
export function operationsOf(timeline: Timeline): ShownOperation[] {
  const { history } = timeline.recording
  const returns = new Map<number, number>()
  const invocations: number[] = []
  for (let entry = 0; entry < timeline.length; entry++) {
    const kind = timeline.kind(entry)
    if (kind === 'invoke') invocations.push(entry)
    else if (kind === 'return')
      returns.set((timeline.detail(entry) as { operation: number }).operation, entry)
  }
  return invocations.flatMap((invoked, index) => {
    const operation = history[index]
    if (!operation) return []
    const returned = returns.get(index) ?? -1
    const to = returned < 0 ? timeline.end : timeline.times[returned]!
    return {
      operation,
      node: timeline.nodeOf[invoked]!,
      from: timeline.times[invoked]!,
      to,
      invoked,
      returned,
    }
  })
}

export function describeOperation({ input, outcome, output }: Operation): string {
  const result = outcome === 'ok' ? shortJson(output ?? null, 60) : outcome
  return `${shortJson(input, 60)} → ${result}`
}
