import type { MessageType } from './message-types.ts'

/** Why a message never arrived. */
export type LossReason =
  | 'loss'
  | 'partition'
  | 'cut in flight'
  | 'node down'
  | 'corrupted'
  | 'crashed before sending'

/** What became of the messages of one type: sent + duplicated = delivered + dropped + in flight. */
export interface MessageCounts {
  readonly sent: number
  readonly delivered: number
  readonly dropped: number
  readonly duplicated: number
  /** Still on their way, or waiting for a node to be ready, when the run ended. */
  readonly inFlight: number
}

/** What happened in a run, in numbers; plain data. */
export interface Statistics {
  readonly messages: Readonly<Record<string, MessageCounts>>
  readonly dropped: Readonly<Record<LossReason, number>>
  /** Messages for which the receiver had no handler. */
  readonly unhandled: number
  readonly timeouts: number
  /** How often each kind of fault really struck, the network's own included. */
  readonly faults: Readonly<Record<string, number>>
  /** How often each label was noted. */
  readonly notes: Readonly<Record<string, number>>
}

/** Counts a run's events as they happen. */
export class Counters {
  readonly dropped: Record<LossReason, number> = {
    loss: 0,
    partition: 0,
    'cut in flight': 0,
    'node down': 0,
    corrupted: 0,
    'crashed before sending': 0,
  }
  readonly faults = new Map<string, number>()
  readonly notes = new Map<string, number>()
  unhandled = 0
  timeouts = 0
  duplicates = 0
  corruptions = 0

  fault(kind: string): void {
    this.faults.set(kind, (this.faults.get(kind) ?? 0) + 1)
  }

  note(label: string): void {
    this.notes.set(label, (this.notes.get(label) ?? 0) + 1)
  }

  /** @param inFlight the type of each message that is still on its way. */
  statistics(types: readonly MessageType[], inFlight: readonly MessageType[]): Statistics {
    const messages: Record<string, MessageCounts> = {}
    for (const type of types) {
      const { name, sent, delivered, dropped, duplicated } = type
      const waiting = inFlight.filter((other) => other === type).length
      messages[name] = { sent, delivered, dropped, duplicated, inFlight: waiting }
    }
    const faults = Object.fromEntries(this.faults)
    const fromNetwork = {
      loss: this.dropped.loss,
      duplication: this.duplicates,
      corruption: this.corruptions,
    }
    for (const [kind, count] of Object.entries(fromNetwork)) if (count > 0) faults[kind] = count
    return {
      messages,
      dropped: { ...this.dropped },
      unhandled: this.unhandled,
      timeouts: this.timeouts,
      faults,
      notes: Object.fromEntries(this.notes),
    }
  }
}
