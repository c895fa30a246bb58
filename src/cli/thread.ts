import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { Tinypool } from 'tinypool'
import { UsageError } from '../kernel/errors.ts'
import { ownModule } from './own-module.ts'

/** What every task for a thread has. */
export interface ThreadTask {
  /** The vitals of the simulation under way; behind them what the thread writes for itself, and 1 once it should stop. */
  readonly pulse: SharedArrayBuffer
  /** Where it says what it finds on its way. */
  readonly port: MessagePort
}

export const pulseLength = 4
export const stopAt = 3
/** In the place of the node that runs, of a thread that waits for others. */
export const isIdle = -2

interface ThreadOptions<Note> {
  /** How long it may go without a sign of life, ms of real time. */
  readonly stall: number
  /** The names of the nodes, by which a hanging one is called. */
  readonly nodes: readonly string[]
  readonly onNote?: (note: Note) => void
  /** Asks the thread to stop with what it has. */
  readonly signal?: AbortSignal
  /** Ends the thread at once. */
  readonly kill?: AbortSignal
  /** What of the task moves to the thread. */
  readonly transfer?: readonly MessagePort[]
}

/** What a thread answers; errors of the user's lose their class on the way between threads. */
type Reply<Answer> = { readonly answer: Answer } | { readonly mistake: string }

/** The work of a thread, as its module exports it. */
export function threadWork<Task, Answer>(work: (task: Task & ThreadTask) => Promise<Answer>) {
  return async (task: Task & ThreadTask): Promise<Reply<Answer>> => {
    try {
      return { answer: await work(task) }
    } catch (error) {
      if (error instanceof UsageError) return { mistake: error.message }
      throw error
    }
  }
}

/**
 * Runs the default export of a module beside this one in a thread of its own, so that the terminal stays alive.
 * @throws UsageError when a handler keeps the thread for so long that it must loop.
 */
export async function inThread<Task, Note, Answer>(
  module: string,
  task: Task,
  { stall, nodes, onNote, signal, kill, transfer = [] }: ThreadOptions<Note>,
): Promise<Answer> {
  const pool = new Tinypool({ filename: ownModule(`cli/${module}`), minThreads: 1, maxThreads: 1 })
  const pulse = new SharedArrayBuffer(pulseLength * Int32Array.BYTES_PER_ELEMENT)
  const vitals = new Int32Array(pulse)
  const { port1, port2 } = new MessageChannel()
  port1.on('message', (note: Note) => onNote?.(note))
  signal?.addEventListener('abort', () => Atomics.store(vitals, stopAt, 1))
  const killer = new AbortController()
  const onKill = () => killer.abort()
  if (kill?.aborted) onKill()
  kill?.addEventListener('abort', onKill)
  let isStalled = false
  let last = -1
  let since = Date.now()
  const watch = setInterval(() => {
    if (vitals[0] !== last || vitals[1] === isIdle) since = Date.now()
    else if (vitals[0]! > 0 && Date.now() - since > stall) {
      isStalled = true
      killer.abort()
    }
    last = vitals[0]!
  }, 250)
  try {
    const options = { transferList: [port2, ...transfer], signal: killer.signal }
    const reply: Reply<Answer> = await pool.run({ ...task, pulse, port: port2 }, options)
    // The answer may overtake notes, which come another way.
    for (let note = receiveMessageOnPort(port1); note; note = receiveMessageOnPort(port1))
      onNote?.(note.message as Note)
    if ('mistake' in reply) throw new UsageError(reply.mistake)
    return reply.answer
  } catch (error) {
    if (!isStalled) throw error
    throw new UsageError(
      `Expected handlers to return, but ${nodes[vitals[1]!] ?? 'something'} has been busy with one event for ${stall / 1000} s of real time; does its handler, or a property, loop for ever?`,
    )
  } finally {
    clearInterval(watch)
    kill?.removeEventListener('abort', onKill)
    port1.close()
    await pool.destroy()
  }
}
