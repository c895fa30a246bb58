import { deliver, pingPong } from './cases/deliveries.ts'
import { hold } from './cases/queues.ts'
import { pingPongInSimjs } from './cases/simjs.ts'

/** Everything that is measured, by name. */
export const cases: Readonly<Record<string, (...given: string[]) => number>> = {
  hold: (queue, size) => hold(queue!, Number(size)),
  deliver: (inFlight) => deliver(Number(inFlight)),
  'deliver-recorded': (inFlight) => deliver(Number(inFlight), { record: true }),
  'deliver-deep-hash': (inFlight) => deliver(Number(inFlight), { deepHash: true }),
  'deliver-immutable': (inFlight) => deliver(Number(inFlight), { states: 'immutable' }),
  'ping-pong': pingPong,
  'ping-pong-simjs': pingPongInSimjs,
}
