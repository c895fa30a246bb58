import { deliver, deliverKept, deliverUnhashed, pingPong } from './cases/deliveries.ts'
import { gossipAmong } from './cases/growth.ts'
import { checkHistories } from './cases/histories.ts'
import { ofQueuedEvent, ofRecordedEvent, peak } from './cases/memory.ts'
import { campaign, pingPongInSimPy } from './cases/programs.ts'
import { hold } from './cases/queues.ts'
import { raftChaos, raftLog, seek } from './cases/raft.ts'
import { type SearchName, search } from './cases/searches.ts'
import { pingPongInSimjs } from './cases/simjs.ts'
import { searchInSpin } from './cases/spin.ts'

/** Everything that is measured, by name. */
export const cases: Readonly<Record<string, (...given: string[]) => number>> = {
  hold: (queue, size) => hold(queue!, Number(size)),
  deliver: (inFlight, events) => deliver(Number(inFlight), {}, Number(events ?? 200_000)),
  'deliver-unhashed': (inFlight) => deliverUnhashed(Number(inFlight)),
  'deliver-recorded': (inFlight) => deliver(Number(inFlight), { record: true }),
  'deliver-kept': (inFlight) => deliverKept(Number(inFlight)),
  'deliver-deep-hash': (inFlight) => deliver(Number(inFlight), { deepHash: true }),
  'deliver-immutable': (inFlight) => deliver(Number(inFlight), { states: 'immutable' }),
  'ping-pong': pingPong,
  'ping-pong-simjs': pingPongInSimjs,
  'ping-pong-simpy': pingPongInSimPy,
  raft: (properties, unit) => raftChaos(properties!, unit!),
  'raft-log': (entries) => raftLog(Number(entries)),
  seek,
  gossip: (nodes) => gossipAmong(Number(nodes)),
  'queued-bytes': ofQueuedEvent,
  'recorded-bytes': ofRecordedEvent,
  'peak-bytes': (events) => peak(Number(events)),
  campaign: (seeds, jobs) => campaign(seeds!, jobs!),
  histories: (words) => checkHistories(words!),
  verify: (model) => search(model as SearchName),
  'verify-spin': (model) => searchInSpin(model as SearchName),
}
