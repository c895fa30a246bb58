import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/errors.ts'
import { ms, us } from '../../src/kernel/time.ts'
import { constant, logNormal } from '../../src/network/latency.ts'
import {
  lan,
  latencyBetween,
  regionOf,
  threeZones,
  validateTopology,
  worldWide,
} from '../../src/network/topology.ts'

describe('a topology', () => {
  it.each([
    ['lan', lan()],
    ['threeZones', threeZones()],
    ['worldWide', worldWide()],
  ])('%s has a latency for every pair of its regions', (_name, topology) => {
    expect(() => validateTopology(topology, ['n1'])).not.toThrow()
    for (const a of topology.regions)
      for (const b of topology.regions) {
        const latency = latencyBetween(topology, a, b)
        expect(latency).toEqual(latencyBetween(topology, b, a))
        expect(latency === topology.within).toBe(a === b)
      }
  })

  it('worldWide takes 32 ms from Virginia to Oregon and 130 ms from Ireland to Sydney, in the median', () => {
    expect(latencyBetween(worldWide(), 'oregon', 'virginia')).toEqual(
      logNormal({ median: ms(32), sigma: 0.1 }),
    )
    expect(latencyBetween(worldWide(), 'ireland', 'sydney')).toEqual(
      logNormal({ median: ms(130), sigma: 0.1 }),
    )
    expect(worldWide().within).toEqual(logNormal({ median: us(500), sigma: 0.25 }))
  })

  it('deals nodes out over its regions in the order of their declaration, but those it places', () => {
    const topology = threeZones({ n2: 'zone-a' })
    const regions = ['n1', 'n2', 'n3', 'n4'].map((node, index) => regionOf(topology, node, index))
    expect(regions).toEqual(['zone-a', 'zone-a', 'zone-c', 'zone-a'])
  })

  it('is refused when it places what does not exist, or leaves a latency out', () => {
    const nodes = ['n1', 'n2']
    const refused = (topology: Parameters<typeof validateTopology>[0], message: string) => {
      expect(() => validateTopology(topology, nodes)).toThrow(UsageError)
      expect(() => validateTopology(topology, nodes)).toThrow(message)
    }
    refused(threeZones({ n9: 'zone-a' }), "got 'n9'")
    refused(threeZones({ n1: 'zone-d' }), "got 'zone-d'")
    refused({ ...threeZones(), between: { 'zone-a~zone-b': constant(1) } }, "'zone-a~zone-c'")
    refused({ ...lan(), regions: [] }, 'at least one region')
    refused({ ...lan(), within: { type: 'constant', latency: -1 } }, 'network.topology.within.latency')
  })
})
