import type { StateMachine } from './state-machine.ts'

/** What stands in a replicated log for its users: protocols add entries of their own kinds. */
export type LoggedCommand =
  /** Opens a session. */
  | { readonly type: 'register' }
  | {
      readonly type: 'command'
      readonly session: string
      /** Counts the session's commands from 1; a retry has the number of what it retries. */
      readonly sequence: number
      readonly command: unknown
    }

/** What applying an entry tells its client. */
export type Applied =
  | { readonly type: 'registered'; readonly session: string }
  | { readonly type: 'result'; readonly output: unknown }
  | { readonly type: 'sessionExpired' }

interface Session {
  /** The latest command applied, and what it returned. */
  sequence: number
  output: unknown
  /** The index of the latest entry that used the session. */
  usedAt: number
}

/** A replica of a state machine and of the sessions of its clients; plain data. */
export interface Replica {
  machine: unknown
  sessions: Record<string, Session>
}

export interface SessionOptions {
  /** How many sessions are kept; the one used longest ago makes room for a new one. 1,000 unless told. */
  readonly sessionsMax?: number
}

export function newReplica(machine: StateMachine): Replica {
  return { machine: machine.initial(), sessions: {} }
}

/**
 * Applies the entry at `index`, a command of a session once only however often it is logged (Ongaro, "Consensus:
 * Bridging Theory and Practice", 2014, §6.3). Goes by the log alone, so that all replicas stay alike.
 */
export function applyOnce(
  replica: Replica,
  machine: StateMachine,
  index: number,
  entry: LoggedCommand,
  { sessionsMax = 1_000 }: SessionOptions = {},
): Applied {
  const { sessions } = replica
  if (entry.type === 'register') {
    const session = `s${index}`
    sessions[session] = { sequence: 0, output: null, usedAt: index }
    expire(sessions, sessionsMax)
    return { type: 'registered', session }
  }
  const session = sessions[entry.session]
  if (!session) return { type: 'sessionExpired' }
  session.usedAt = index
  if (entry.sequence > session.sequence) {
    session.sequence = entry.sequence
    session.output = machine.apply(replica.machine, entry.command)
  }
  return { type: 'result', output: session.output }
}

function expire(sessions: Record<string, Session>, sessionsMax: number): void {
  const names = Object.keys(sessions)
  if (names.length <= sessionsMax) return
  const oldest = names.reduce((a, b) => (sessions[b]!.usedAt < sessions[a]!.usedAt ? b : a))
  delete sessions[oldest]
}
