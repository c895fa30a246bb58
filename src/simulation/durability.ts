import type { Host } from '../node/host.ts'
import type { Snapshot } from '../storage/snapshot.ts'
import type { Departures } from './departures.ts'
import { type EventList, entryKinds } from './event-list.ts'

/** Makes what handlers write to persistent fields durable, before their messages leave. */
export class Durability {
  private readonly list: EventList
  private readonly departures: Departures

  constructor(list: EventList, departures: Departures) {
    this.list = list
    this.departures = departures
  }

  /**
   * After a handler: `durable` when its writes are and its messages leave, `pending` when that takes time, `failed`
   * when the disk refuses, and the node cannot go on.
   */
  persist(host: Host): 'durable' | 'pending' | 'failed' {
    const written = host.persistentFields()
    let immediate = true
    if (written !== host.durable) {
      const { faults } = host.disk
      if (faults.has('fsync-fails') || faults.has('full')) {
        host.world.diskFault(faults.has('full') ? 'full' : 'fsync-fails')
        this.departures.discardOutbox(host)
        return 'failed'
      }
      const { persist } = host.world.storage
      if (faults.has('fsync-lies')) host.world.diskFault('fsync-lies')
      else if (persist === 0) host.durable = written
      else {
        host.occupy(persist)
        this.list.schedule(host.busyUntil, entryKinds.durable, host.index, written, host.incarnation)
        immediate = false
      }
    }
    this.departures.releaseOutbox(host)
    return immediate ? 'durable' : 'pending'
  }

  /** Writes have become durable. */
  complete(host: Host, written: unknown): void {
    host.durable = written as Snapshot
  }
}
