import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyOnce, type LoggedCommand, newReplica } from '../../src/problems/sessions.ts'
import type { StateMachine } from '../../src/problems/state-machine.ts'

/** Counts, so that what is applied twice shows. */
const counter: StateMachine<{ sum: number }, number, number> = {
  name: 'counter',
  initial: () => ({ sum: 0 }),
  apply: (state, amount) => {
    state.sum += amount
    return state.sum
  },
  read: (state) => state.sum,
}
const machine = counter as unknown as StateMachine

/** A replica that has applied some entries, and what it answered. */
function applied(entries: readonly LoggedCommand[], sessionsMax?: number) {
  const replica = newReplica(machine)
  const options = sessionsMax === undefined ? {} : { sessionsMax }
  const answers = entries.map((entry, i) => applyOnce(replica, machine, i + 1, entry, options))
  return { replica, answers }
}

const register: LoggedCommand = { type: 'register' }
const add = (session: string, sequence: number, command: number): LoggedCommand => ({
  type: 'command',
  session,
  sequence,
  command,
})

describe('sessions (Ongaro 2014, §6.3)', () => {
  it('are named after the entry that opened them', () => {
    expect(applied([register, register]).answers).toEqual([
      { type: 'registered', session: 's1' },
      { type: 'registered', session: 's2' },
    ])
  })

  it('apply a command once however often it is logged, and answer a retry as the first time', () => {
    const { replica, answers } = applied([register, add('s1', 1, 5), add('s1', 1, 5), add('s1', 2, 3)])
    expect(answers.slice(1)).toEqual([
      { type: 'result', output: 5 },
      { type: 'result', output: 5 },
      { type: 'result', output: 8 },
    ])
    expect(replica.machine).toEqual({ sum: 8 })
  })

  it('apply nothing of a retry that comes after later commands', () => {
    const { replica } = applied([register, add('s1', 1, 5), add('s1', 2, 3), add('s1', 1, 5)])
    expect(replica.machine).toEqual({ sum: 8 })
  })

  it('that nobody knows apply nothing, and say so', () => {
    const { replica, answers } = applied([register, add('s9', 1, 5)])
    expect(answers[1]).toEqual({ type: 'sessionExpired' })
    expect(replica.machine).toEqual({ sum: 0 })
  })

  it('make room for a new one, the one used longest ago first', () => {
    const entries = [register, register, add('s1', 1, 5), register, add('s2', 1, 1), add('s1', 2, 1)]
    const { answers } = applied(entries, 2)
    expect(answers.slice(3)).toEqual([
      { type: 'registered', session: 's4' },
      { type: 'sessionExpired' },
      { type: 'result', output: 6 },
    ])
  })

  it('keep all replicas of one log alike, and apply each command at most once', () => {
    const entry = fc.oneof(
      { weight: 1, arbitrary: fc.constant(register) },
      {
        weight: 4,
        arbitrary: fc
          .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 }))
          .map(([session, sequence]) => add(`s${session}`, sequence, 10 ** sequence)),
      },
    )
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 40, size: 'max' }),
        fc.integer({ min: 1, max: 4 }),
        (log, max) => {
          const { replica, answers } = applied(log, max)
          expect(applied(log, max)).toEqual({ replica, answers })
          expect(Object.keys(replica.sessions).length).toBeLessThanOrEqual(max)
          // Each session's commands count up to four digits of its own; none may occur twice.
          const effects = new Map<string, Set<number>>()
          let sum = 0
          for (const [i, command] of log.entries()) {
            if (command.type !== 'command' || answers[i]!.type !== 'result') continue
            const seen = effects.get(command.session) ?? new Set()
            effects.set(command.session, seen)
            if ([...seen].every((sequence) => sequence < command.sequence)) sum += command.command as number
            seen.add(command.sequence)
          }
          expect(replica.machine).toEqual({ sum })
        },
      ),
    )
  })
})
