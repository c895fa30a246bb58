import { alwaysWithMemory } from '../../checkers/always-with-memory.ts'
import { eventually } from '../../checkers/eventually.ts'
import { linearizable } from '../../checkers/linearizable.ts'
import { register } from '../../checkers/models/register.ts'
import type { Answer, Property } from '../../checkers/property.ts'
import type { Micros } from '../../kernel/time.ts'
import { compareVersions, neverWritten, noAcknowledgedWriteLost } from '../../problems/key-value.ts'
import { type MembershipService, membershipService } from './membership-service.ts'
import { type Partitioning, partitioningOf, type Repartitioning } from './partitioning.ts'
import type { Member } from './placement/placement.ts'
import { type Breach, boundedMovement, loadSpread, replicationFactor } from './placement/properties.ts'
import { changeOf, preferenceList } from './preference-list.ts'
import { parts, StoreNews } from './store-news.ts'
import { storeNode } from './store-node.ts'
import type { StoreNode } from './store-state.ts'
import type { View } from './view.ts'

/** The keys by which placements are judged: enough for a share of them to be told from a larger one. */
const sampleKeys: readonly string[] = Array.from({ length: 500 }, (_, index) => `sample-${index}`)
const fewKeys = sampleKeys.slice(0, 100)

/** A pure function of what never changes, asked once for each. */
function onceForEach<Subject extends object, Result>(ask: (subject: Subject) => Result) {
  const known = new WeakMap<Subject, { readonly result: Result }>()
  return (subject: Subject): Result => {
    let answer = known.get(subject)
    if (answer === undefined) {
      answer = { result: ask(subject) }
      known.set(subject, answer)
    }
    return answer.result
  }
}

const news = () => new StoreNews()

/** A property of the views that nodes of the store install; it may be shown one more than once. */
function ofViews<Memory extends object>(
  name: string,
  memory: () => Memory,
  judge: (memory: Memory, node: StoreNode, view: View) => Answer,
): Property {
  const observe = (remembered: Memory, node: StoreNode) =>
    node.view === null || judge(remembered, node, node.view)
  return { ...alwaysWithMemory(name, storeNode, memory, observe), news, reads: parts.view }
}

/** A property of each view that a node of the store installs. */
function ofEveryView(name: string, breachOf: (change: Repartitioning) => Breach): Property {
  return ofViews(
    name,
    () => ({ seen: 0 }),
    (memory, { settings }, view) => {
      if (view.number <= memory.seen) return true
      memory.seen = view.number
      const breach = breachOf(changeOf(settings, view))
      return breach === null || `view ${view.number}: ${breach}`
    },
  )
}

const replicationBreach = onceForEach(({ placement, settings }: Partitioning) =>
  replicationFactor(placement, fewKeys, settings.replicas),
)

/** Replication factor: in every view each key has N distinct members as replicas (DeCandia et al. 2007, §4.3). */
export const replicationFactorKept: Property = ofEveryView('replication factor', ({ after }) =>
  replicationBreach(after),
)

/** Bounded movement: from one view to the next about K/n of K keys get another primary, and no others. */
export const movementBounded: Property = ofEveryView(
  'bounded movement',
  onceForEach(({ before, after }: Repartitioning) =>
    before.placement.nodes.length === 0
      ? null
      : boundedMovement(before.placement, after.placement, sampleKeys),
  ),
)

const loadBreach = onceForEach(({ placement }: Partitioning) => loadSpread(placement, sampleKeys))

/** Load spread: in every view no node is the primary of more keys than its weight and the placement's bound allow. */
export const loadSpreadWithinBound: Property = ofEveryView('load spread', ({ after }) => loadBreach(after))

/** Where some keys are, in words. */
const placesIn = onceForEach(({ placement, settings }: Partitioning) =>
  fewKeys.map((key) => placement.place(key, settings.replicas).join(' ')).join(', '),
)

/**
 * Same members, same placement: whenever two nodes, or one at two times, have the same members, they place every key
 * alike, however these came to be members.
 */
export const sameMembersPlaceAlike: Property = ofViews(
  'same members, same placement',
  () => ({
    seen: {} as Record<string, number>,
    places: {} as Record<string, { readonly list: string; readonly by: string; readonly view: number }>,
  }),
  ({ seen, places }, { id, settings }, view) => {
    if (seen[id] === view.number) return true
    seen[id] = view.number
    const partitioning = partitioningOf(settings, view.members)
    const { members } = partitioning
    const list = placesIn(partitioning)
    const first = (places[members] ??= { list, by: id, view: view.number })
    if (first.list === list) return true
    return (
      `${id} places keys otherwise in view ${view.number} than ${first.by} in view ${first.view}, ` +
      `with the same members: ${members}`
    )
  },
)

/** No acknowledged write is lost, over any changes of membership. */
export const noAcknowledgedStoreWriteLost: Property = {
  news,
  ...noAcknowledgedWriteLost<StoreNode, MembershipService>({
    store: storeNode,
    directory: membershipService,
    acknowledged: ({ acknowledged }) => acknowledged,
    cell: ({ cells }, key) => cells[key] ?? neverWritten,
    // What a view that is not complete moves is with the replicas of before.
    replicas: ({ view: { complete, members, base } }, { settings }, key) =>
      preferenceList(settings, complete ? members : base, key),
    era(state) {
      const { view } = state
      const step = view === null ? 0 : 2 * view.number + (view.complete ? 1 : 0)
      // Incarnations have 32 bits, so that the sum is exact.
      return ('incarnation' in state ? state.incarnation : 0) * 1_000_000 + step
    },
  }),
}

interface Within {
  /** How long after healing it may take, µs; until the end of the run unless told. */
  readonly within?: Micros
}

/** Once the cluster is whole again, every change of membership ends, and all nodes reach the last view. */
export function allReachTheLastView(options: Within = {}): Property {
  return eventually(
    'all nodes reach the last view',
    { services: membershipService, stores: storeNode },
    ({ services, stores }) => {
      const { view, queue } = services[0]!
      if (!view.complete) return `view ${view.number} waits for ${waitingFor(services[0]!)}`
      if (queue.length > 0) return `${queue.length} changes wait`
      const behind = stores.filter((store) => store.view?.number !== view.number || !store.view.complete)
      return (
        behind.length === 0 || `${behind.map(({ id }) => id).join(', ')} have not reached view ${view.number}`
      )
    },
    options,
  )
}

function waitingFor({ view, transferred }: MembershipService): string {
  let waiting = ''
  for (const { id } of view.members) if (!transferred.includes(id)) waiting += waiting === '' ? id : `, ${id}`
  return waiting
}

/**
 * Once the cluster is whole again, every key comes to be on its N replicas in its newest version, and nowhere else:
 * replicas are repaired, and nodes that lost their disk have their data back.
 */
export function everyKeyOnItsReplicas(options: Within = {}): Property {
  return eventually(
    'every key on its replicas',
    { services: membershipService, stores: storeNode },
    ({ services, stores }) => {
      const { members, complete } = services[0]!.view
      if (!complete) return 'a change of membership is under way'
      return misplaced(stores, members) ?? true
    },
    options,
  )
}

function misplaced(stores: readonly StoreNode[], members: readonly Member[]): string | null {
  const byId = new Map(stores.map((store) => [store.id, store]))
  for (const store of stores)
    for (const [key, cell] of Object.entries(store.cells)) {
      const replicas = preferenceList(store.settings, members, key)
      if (!replicas.includes(store.id))
        return `${store.id} still has ${key}, which is on ${replicas.join(', ')}`
      for (const id of replicas) {
        const other = byId.get(id)?.cells[key] ?? neverWritten
        if (compareVersions(other, cell) < 0) return `${id} lacks what ${store.id} has of ${key}`
      }
    }
  return null
}

/** What clients see is a register for each key, as if there were one copy of it. */
export const registersLinearizable: Property = linearizable(register())

/** All that the store promises at any time. */
export const storeSafety: readonly Property[] = [
  registersLinearizable,
  noAcknowledgedStoreWriteLost,
  replicationFactorKept,
  sameMembersPlaceAlike,
  movementBounded,
  loadSpreadWithinBound,
]

/** All that the store promises to reach once the cluster is whole; a client's liveness is the client's property. */
export function storeLiveness(options: Within = {}): readonly Property[] {
  return [allReachTheLastView(options), everyKeyOnItsReplicas(options)]
}
