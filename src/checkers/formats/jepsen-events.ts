import type { History, Operation } from '../history.ts'

/** One event of a history as Jepsen has it. */
export interface JepsenEvent {
  readonly process: number
  /** The name of the client, which Jepsen does not have. */
  readonly client: string
  readonly type: 'invoke' | 'ok' | 'fail'
  readonly f: string
  /** The argument or what came back; `[key, value]` where there are keys. */
  readonly value: unknown
  /** Nanoseconds. */
  readonly time?: number
}

/**
 * A history as Jepsen's events, in their order. Processes are numbered, as Jepsen's are, with a new number after an
 * operation that never returned.
 */
export function* jepsenEvents(history: History): Generator<JepsenEvent> {
  const events: { position: number; operation: Operation; returns: boolean }[] = []
  for (const operation of history) {
    events.push({ position: operation.invoked, operation, returns: false })
    if (operation.returned !== null) events.push({ position: operation.returned, operation, returns: true })
  }
  events.sort((a, b) => a.position - b.position)

  let processes = 0
  const numbers = new Map<string, number>()
  for (const { operation, returns } of events) {
    const { process, outcome, output } = operation
    const { f, key, value } = operation.input as {
      readonly f: string
      readonly key?: unknown
      readonly value?: unknown
    }
    let number = numbers.get(process)
    if (number === undefined) {
      number = processes++
      numbers.set(process, number)
    }
    const told = returns && outcome === 'ok' ? (output ?? value ?? null) : (value ?? null)
    const time = returns ? operation.returnedAt : operation.invokedAt
    yield {
      process: number,
      client: process,
      type: !returns ? 'invoke' : outcome === 'ok' ? 'ok' : 'fail',
      f,
      value: key === undefined ? told : [key, told],
      ...(time !== undefined && { time: time * 1000 }),
    }
    if (operation.returned === null) numbers.delete(process)
  }
}
