import {
  cluster,
  crashes,
  everyOperationReturns,
  keyValueModel,
  leaderIsElected,
  linearizable,
  logClient,
  ms,
  partitions,
  percent,
  raft,
  raftSafety,
  rewind,
  type Scenario,
  Simulation,
  scenario,
  seconds,
  simulate,
  uniform,
} from '../../src/index.ts'
import { nanosecondsPer } from '../stopwatch.ts'

const servers = ['n1', 'n2', 'n3', 'n4', 'n5']
const length = seconds(10)
/** A protocol of this size is compiled for seconds, ms. */
const warmUp = 3_000

/** Five servers for ten virtual seconds, a hundred commands, 1 % loss, crashes and partitions. */
function chaos(properties: boolean): Scenario {
  return scenario({
    title: 'Raft under crashes and partitions',
    nodes: { ...cluster(5, raft()), ...cluster(4, logClient({ servers, operations: 25 }), 'c') },
    network: { latency: uniform(ms(1), ms(10)), loss: percent(1) },
    faults: [
      crashes({ every: seconds(2), downFor: [ms(200), seconds(1)], nodes: servers }),
      partitions({ every: seconds(2), lastFor: [ms(200), seconds(1)], nodes: servers }),
    ],
    healAt: seconds(7),
    until: length,
    holds: properties
      ? [
          ...raftSafety,
          linearizable(keyValueModel()),
          leaderIsElected({ within: seconds(3) }),
          everyOperationReturns(),
        ]
      : [],
  })
}

/**
 * Seeds of that, one after the other: nanoseconds for an event, a seed or a virtual second. Only `checked` judges;
 * `recorded` can be looked at afterwards, and `kept` keeps a journal and checkpoints as it goes, as it does when it is.
 */
export function raftChaos(how: string, unit: string): number {
  const world = chaos(how === 'checked')
  let seed = 0
  const run = () => {
    const options = { seed: ++seed, record: how === 'recorded' || how === 'kept' }
    return how === 'kept' ? new Simulation(world, options).run() : simulate(world, options)
  }
  return nanosecondsPer(() => {
    const { events } = run()
    return unit === 'event' ? events : unit === 'seed' ? 1 : length / seconds(1)
  }, warmUp)
}

/** Going to the end of a recorded run of that, from where it takes longest. */
export function seek(): number {
  const world = chaos(true)
  const traces = Array.from({ length: 20 }, (_, seed) => simulate(world, { seed, record: true }).trace!)
  let next = 0
  return nanosecondsPer(() => {
    rewind(traces[next++ % traces.length]!, length)
    return 1
  }, warmUp)
}

/** Three servers and one client, while their logs grow to so many entries: nanoseconds an event. */
export function raftLog(entries: number): number {
  const world = scenario({
    title: 'Raft with a long log',
    nodes: {
      ...cluster(3, raft()),
      ...cluster(1, logClient({ servers: servers.slice(0, 3), operations: entries, reads: 'command' }), 'c'),
    },
    network: { latency: uniform(ms(1), ms(2)) },
    until: seconds(10_000_000),
    events: entries * 30,
  })
  return nanosecondsPer(() => simulate(world, { seed: 1 }).events, warmUp)
}
