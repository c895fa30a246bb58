import {
  alwaysWithMemory,
  cluster,
  everyKeyValueOperationReturns,
  keyValueClient,
  loadsOf,
  membershipService,
  placementOf,
  registerWorkload,
  scenario,
  seconds,
  storeLiveness,
  storeNode,
  storeSafety,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8']
const keys = Array.from({ length: 1_000 }, (_, index) => `key ${index}`)

const noHotSpots = alwaysWithMemory(
  'no node has twice its share',
  storeNode,
  () => ({ seen: 0 }),
  (memory, { view, settings }) => {
    if (view === null || view.number === memory.seen) return true
    memory.seen = view.number
    const share = keys.length / view.members.length
    for (const [node, load] of loadsOf(placementOf(settings, view.members), keys))
      if (load > 2 * share)
        return `${node} has ${load} of ${keys.length} keys, where ${share} would be its share`
    return true
  },
)

export default scenario({
  title: 'With one virtual node each, chance cuts the ring into pieces of very different size: hot spots',
  nodes: {
    membership: membershipService({ members: servers }),
    ...cluster(8, storeNode({ membership: 'membership', virtualNodes: 1 })),
    ...cluster(3, keyValueClient({ servers, operations: 10, workload: registerWorkload({ keys: 20 }) }), 'c'),
  },
  healAt: seconds(3),
  until: seconds(4),
  holds: [...storeSafety, ...storeLiveness(), everyKeyValueOperationReturns()],
  violates: [noHotSpots],
})
