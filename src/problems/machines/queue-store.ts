import type { QueueInput } from '../../checkers/models/queue.ts'
import type { StateMachine } from '../state-machine.ts'

/** First-in-first-out queues; a `dequeue` from an empty one returns `null`: the model `queue()`. */
export const queueStore: StateMachine<Record<string, unknown[]>, QueueInput, unknown> = {
  name: 'queues',
  initial: () => ({}),
  apply(queues, command) {
    const queue = (queues[String(command.key ?? '')] ??= [])
    if (command.f === 'dequeue') return queue.shift() ?? null
    queue.push(command.value)
    return null
  },
  read: (queues, { key }) => queues[String(key ?? '')]?.[0] ?? null,
}
