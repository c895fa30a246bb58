import { defineNode } from '../../src/node/definition.ts'

/** What the recorder below understands. */
export type Message =
  /** Is written down. */
  | { readonly type: 'note'; readonly number: number }
  /** Is answered with a note of the same number. */
  | { readonly type: 'ask'; readonly number: number }

/** A node that writes down, in fields that a crash takes and in one that it leaves, what happens to it and when. */
export interface Recorder {
  /** What happened in this life, as `<its own clock> <what>`. */
  log: string[]
  /** The numbers of all notes ever. */
  readonly kept: number[]
  boots: number
}

/** What a recorder is told to do at the start. */
export interface RecorderOptions {
  /** Sends notes of these numbers to a node as it boots. */
  readonly sends?: readonly { readonly to: string; readonly numbers: readonly number[] }[]
  /** Timers set as it boots, µs. */
  readonly timers?: readonly number[]
  /** Sends a note to this node at each time-out. */
  readonly reportsTo?: string
}

export const recorder = defineNode<Recorder, Message, RecorderOptions, 'alarm'>('recorder', {
  initial: () => ({ log: [], kept: [], boots: 0 }),
  persistent: ['kept', 'boots'],
  boot(state, ctx) {
    state.boots++
    state.log.push(`${ctx.now} boot`)
    for (const { to, numbers } of ctx.options.sends ?? [])
      for (const number of numbers) ctx.send(to, { type: 'note', number })
    for (const delay of ctx.options.timers ?? []) ctx.after(delay, 'alarm', `${delay}`)
  },
  on: {
    note(state, { number }, ctx) {
      state.log.push(`${ctx.now} ${ctx.from}: ${number}`)
      state.kept.push(number)
    },
    ask: (_state, { number }, ctx) => ctx.reply({ type: 'note', number }),
  },
  timeout: {
    alarm(state, ctx, key) {
      state.log.push(`${ctx.now} alarm ${key}`)
      if (ctx.options.reportsTo) ctx.send(ctx.options.reportsTo, { type: 'note', number: Number(key) })
    },
  },
  corrupted: (state, ctx) => {
    state.log.push(`${ctx.now} noise from ${ctx.from}`)
  },
})

/** The state of a recorder at the end of a run or of a step. */
export function recorded(states: Readonly<Record<string, unknown>>, node: string): Recorder {
  return states[node] as Recorder
}
