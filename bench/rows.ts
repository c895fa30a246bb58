/** A ratio of two figures; smaller is faster. */
export interface Row {
  readonly title: string
  /** A case of `cases.ts` with its arguments. */
  readonly figure: string
  readonly against: string
  /** Where the ratio has to arrive. */
  readonly atMost: number
}

const sizes = [10, 100, 1_000, 10_000, 100_000, 1_000_000]

export const rows: readonly Row[] = [
  {
    title: 'deliver a message / pop and push of the queue, 100 in flight',
    figure: 'deliver 100',
    against: 'hold lightcone 100',
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
  ...sizes.flatMap((size) =>
    ['flatqueue', 'tinyqueue', 'heap-js'].map((other) => ({
      title: `queue with ${size} entries / ${other}`,
      figure: `hold lightcone ${size}`,
      against: `hold ${other} ${size}`,
      atMost: 1,
    })),
  ),
  { title: 'deep hash / header hash', figure: 'deliver-deep-hash 100', against: 'deliver 100', atMost: 1.5 },
  { title: 'recorded / unrecorded', figure: 'deliver-recorded 100', against: 'deliver 100', atMost: 1.35 },
  { title: 'immutable / plain', figure: 'deliver-immutable 100', against: 'deliver 100', atMost: 40 },
]
