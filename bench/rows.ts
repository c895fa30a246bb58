/** A ratio of two figures, or a figure for itself; smaller is better. */
export interface Row {
  readonly title: string
  /** A case of `cases.ts` with its arguments. */
  readonly figure: string
  /** Another case; or in what unit the figure stands for itself, in nanoseconds or bytes. */
  readonly against: string | number
  /** Where it has to arrive. */
  readonly atMost: number
}

const sizes = [10, 100, 1_000, 10_000, 100_000, 1_000_000]
const microsecond = 1_000
const millisecond = 1_000_000

export const rows: readonly Row[] = [
  {
    title: 'deliver a message / pop and push of the queue, 100 in flight',
    figure: 'deliver 100',
    against: 'hold lightcone 100',
    atMost: 2,
  },
  {
    title: "deliver a message / flatqueue's pop and push, 100 in flight",
    figure: 'deliver 100',
    against: 'hold flatqueue 100',
    atMost: 2,
  },
  {
    title: 'deliver with 10,000 in flight / with 100',
    figure: 'deliver 10000',
    against: 'deliver 100',
    atMost: 1.5,
  },
  {
    title: 'ping-pong among 100 nodes / in simjs',
    figure: 'ping-pong',
    against: 'ping-pong-simjs',
    atMost: 0.4,
  },
  {
    title: 'ping-pong among 100 nodes / in SimPy',
    figure: 'ping-pong',
    against: 'ping-pong-simpy',
    atMost: 1 / 80,
  },
  ...sizes.flatMap((size) =>
    ['flatqueue', 'tinyqueue', 'heap-js'].map((other) => ({
      title: `queue with ${size} entries / ${other}`,
      figure: `hold lightcone ${size}`,
      against: `hold ${other} ${size}`,
      atMost: 1,
    })),
  ),
  {
    title: 'Raft event without properties / deliver',
    figure: 'raft plain event',
    against: 'deliver 100',
    atMost: 2.5,
  },
  {
    title: 'Raft event with all properties / without',
    figure: 'raft checked event',
    against: 'raft plain event',
    atMost: 1.3,
  },
  { title: 'Raft seed, µs', figure: 'raft plain seed', against: microsecond, atMost: 400 },
  { title: 'Raft, µs for a virtual second', figure: 'raft plain second', against: microsecond, atMost: 40 },
  { title: 'header hash / none', figure: 'deliver 100', against: 'deliver-unhashed 100', atMost: 1.08 },
  { title: 'deep hash / header hash', figure: 'deliver-deep-hash 100', against: 'deliver 100', atMost: 1.5 },
  {
    title: 'Raft seed, recorded and rewindable anywhere / unrecorded',
    figure: 'raft recorded seed',
    against: 'raft plain seed',
    atMost: 1.35,
  },
  {
    title: 'Raft seed, made again by the first look at its trace / unrecorded',
    figure: 'raft kept seed',
    against: 'raft plain seed',
    atMost: 1.35,
  },
  {
    title: 'no-op deliveries, recorded / unrecorded',
    figure: 'deliver-recorded 100',
    against: 'deliver 100',
    atMost: 1.35,
  },
  {
    title: 'no-op deliveries, made again by the first look / unrecorded',
    figure: 'deliver-kept 100',
    against: 'deliver 100',
    atMost: 1.35,
  },
  { title: 'seek to the end of a recorded Raft run, ms', figure: 'seek', against: millisecond, atMost: 2 },
  { title: 'immutable / plain', figure: 'deliver-immutable 100', against: 'deliver 100', atMost: 40 },
  { title: 'a queued event, bytes', figure: 'queued-bytes', against: 1, atMost: 40 },
  { title: 'a recorded event, bytes', figure: 'recorded-bytes', against: 1, atMost: 24 },
  {
    title: 'memory: a run of 10⁶ events / of 10⁵',
    figure: 'peak-bytes 1000000',
    against: 'peak-bytes 100000',
    atMost: 1.2,
  },
  // Each thread compiles the protocol for itself, which takes as long as some thousand seeds.
  {
    title: 'campaign of 10,000 seeds on two threads / on one',
    figure: 'campaign 10000 2',
    against: 'campaign 10000 1',
    atMost: 1 / 1.8,
  },
  {
    title: 'campaign of 30,000 seeds on two threads / on one',
    figure: 'campaign 30000 2',
    against: 'campaign 30000 1',
    atMost: 1 / 1.8,
  },
  // Short runs bear the making of their world, and long ones nothing that grows: neither may cost more than the usual.
  {
    title: 'runs of 10³ events / of 10⁵',
    figure: 'deliver 100 1000',
    against: 'deliver 100 100000',
    atMost: 4,
  },
  {
    title: 'runs of 10⁷ events / of 10⁵',
    figure: 'deliver 100 10000000',
    against: 'deliver 100 100000',
    atMost: 1.1,
  },
  { title: 'gossip among 30 nodes / among 3', figure: 'gossip 30', against: 'gossip 3', atMost: 1.5 },
  { title: 'gossip among 1,000 nodes / among 30', figure: 'gossip 1000', against: 'gossip 30', atMost: 2 },
  {
    title: 'Raft event, logs of 10⁴ entries / of 10²',
    figure: 'raft-log 10000',
    against: 'raft-log 100',
    atMost: 1.5,
  },
  {
    title: 'Raft event, logs of 10⁵ entries / of 10⁴',
    figure: 'raft-log 100000',
    against: 'raft-log 10000',
    atMost: 1.5,
  },
  {
    title: "verify two-phase commit of 8 managers, a state / Spin's",
    figure: 'verify two-phase-commit',
    against: 'verify-spin two-phase-commit',
    atMost: 1 / 1.5,
  },
  {
    title: "verify Paxos of two proposers, a state / Spin's",
    figure: 'verify paxos',
    against: 'verify-spin paxos',
    atMost: 1 / 1.5,
  },
  ...[5, 10, 20].flatMap((clients) =>
    [1, 10, 100].map((keys) => ({
      title: `linearizability of 10,000 operations, ${clients} clients, ${keys} keys, µs an operation`,
      figure: `histories register+10000_operations+${clients}_clients+${keys}_keys,+unique_values,`,
      against: microsecond,
      atMost: 1,
    })),
  ),
  {
    title: 'failing histories of 1,000 operations, 15 clients, one key, µs an operation',
    figure: 'histories 1000_operations+15_clients+1_keys,+50_values,+fails,',
    against: microsecond,
    atMost: 1_000,
  },
]
