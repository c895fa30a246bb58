import { UsageError } from '../kernel/errors.ts'
import { ms, us } from '../kernel/time.ts'
import { type Latency, logNormal, uniform, validateLatency } from './latency.ts'

/** Where the nodes stand and how far the places are from each other; plain data. */
export interface Topology {
  readonly regions: readonly string[]
  /** Nodes placed by name; the others are dealt out over the regions in the order of their declaration. */
  readonly placement: Readonly<Record<string, string>>
  readonly within: Latency
  /** One latency for each unordered pair, under `a~b` in the order of `regions`. */
  readonly between: Readonly<Record<string, Latency>>
}

type Placement = Readonly<Record<string, string>>

/** One switch: a fraction of a millisecond between any two nodes. */
export function lan(): Topology {
  return { regions: ['lan'], placement: {}, within: uniform(us(100), us(500)), between: {} }
}

/** Three zones of one cloud region: half a millisecond within a zone, one or two across. */
export function threeZones(placement: Placement = {}): Topology {
  const across = logNormal({ median: us(1_200), sigma: 0.25 })
  return {
    regions: ['zone-a', 'zone-b', 'zone-c'],
    placement,
    within: logNormal({ median: us(300), sigma: 0.25 }),
    between: { 'zone-a~zone-b': across, 'zone-a~zone-c': across, 'zone-b~zone-c': across },
  }
}

/** Five regions around the world; one-way latencies are half of usual public-cloud round trips. */
export function worldWide(placement: Placement = {}): Topology {
  const far = (oneWay: number) => logNormal({ median: ms(oneWay), sigma: 0.1 })
  return {
    regions: ['virginia', 'oregon', 'ireland', 'singapore', 'sydney'],
    placement,
    within: logNormal({ median: us(500), sigma: 0.25 }),
    between: {
      'virginia~oregon': far(32),
      'virginia~ireland': far(36),
      'virginia~singapore': far(112),
      'virginia~sydney': far(100),
      'oregon~ireland': far(62),
      'oregon~singapore': far(84),
      'oregon~sydney': far(70),
      'ireland~singapore': far(88),
      'ireland~sydney': far(130),
      'singapore~sydney': far(46),
    },
  }
}

/** The region of the node declared at `index`. */
export function regionOf(topology: Topology, node: string, index: number): string {
  return topology.placement[node] ?? topology.regions[index % topology.regions.length]!
}

/** The latency between two regions. */
export function latencyBetween(topology: Topology, a: string, b: string): Latency {
  if (a === b) return topology.within
  return topology.between[`${a}~${b}`] ?? topology.between[`${b}~${a}`] ?? topology.within
}

/** @throws UsageError when a latency is missing or a node is placed nowhere. */
export function validateTopology(topology: Topology, nodes: readonly string[]): void {
  if (topology.regions.length === 0)
    throw new UsageError('Expected network.topology.regions to name at least one region, got none.')
  validateLatency(topology.within, 'network.topology.within')
  for (const [index, a] of topology.regions.entries())
    for (const b of topology.regions.slice(index + 1)) {
      const latency = topology.between[`${a}~${b}`] ?? topology.between[`${b}~${a}`]
      if (latency === undefined)
        throw new UsageError(
          `Expected network.topology.between to have a latency for '${a}~${b}', got ${Object.keys(topology.between).join(', ') || 'none'}.`,
        )
      validateLatency(latency, `network.topology.between['${a}~${b}']`)
    }
  for (const [node, region] of Object.entries(topology.placement)) {
    if (!nodes.includes(node))
      throw new UsageError(
        `Expected network.topology to place nodes of the scenario (${nodes.join(', ')}), got '${node}'.`,
      )
    if (!topology.regions.includes(region))
      throw new UsageError(
        `Expected the region of '${node}' to be one of ${topology.regions.join(', ')}, got '${region}'.`,
      )
  }
}
