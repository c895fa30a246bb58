import { alwaysWithMemory } from '../../checkers/always-with-memory.ts'
import { eventually } from '../../checkers/eventually.ts'
import { linearizable } from '../../checkers/linearizable.ts'
import { register } from '../../checkers/models/register.ts'
import type { Property } from '../../checkers/property.ts'
import type { Micros } from '../../kernel/time.ts'
import { compareVersions, neverWritten, noAcknowledgedWriteLost } from '../../problems/key-value.ts'
import { type MembershipService, membershipService } from './membership-service.ts'
import type { Member, Placement } from './placement/placement.ts'
import { type Breach, boundedMovement, loadSpread, replicationFactor } from './placement/properties.ts'
import { placementOf, preferenceList } from './preference-list.ts'
import type { StoreSettings } from './settings.ts'
import { storeNode } from './store-node.ts'
import type { StoreNode } from './store-state.ts'
import type { View } from './view.ts'

/** The keys by which placements are judged: enough for a share of them to be told from a larger one. */
const sampleKeys: readonly string[] = Array.from({ length: 500 }, (_, index) => `sample-${index}`)
const fewKeys = sampleKeys.slice(0, 100)

type Judgement = (settings: StoreSettings, view: View) => Breach

/** What has been judged so far: the properties of placements are pure functions, and runs of a batch share placements. */
const judged = new Map<string, Breach>()
const JUDGED_MAX = 5_000

/** A property of each view that a node of the store installs, judged once for each. */
function ofEveryView(name: string, judge: Judgement): Property {
  return alwaysWithMemory(
    name,
    storeNode,
    () => ({ seen: 0 }),
    (memory, { view, settings }) => {
      if (view === null || view.number <= memory.seen) return true
      memory.seen = view.number
      const { placement, virtualNodes, bug, replicas } = settings
      const subject = JSON.stringify([name, placement, virtualNodes, bug, replicas, view.base, view.members])
      let breach = judged.get(subject)
      if (breach === undefined) {
        if (judged.size >= JUDGED_MAX) judged.clear()
        breach = judge(settings, view)
        judged.set(subject, breach)
      }
      return breach === null || `view ${view.number}: ${breach}`
    },
  )
}

/** Replication factor: in every view each key has N distinct members as replicas (DeCandia et al. 2007, §4.3). */
export const replicationFactorKept: Property = ofEveryView('replication factor', (settings, view) =>
  replicationFactor(placementOf(settings, view.members), fewKeys, settings.replicas),
)

/** Bounded movement: from one view to the next about K/n of K keys get another primary, and no others. */
export const movementBounded: Property = ofEveryView('bounded movement', (settings, view) =>
  view.base.length === 0
    ? null
    : boundedMovement(placementOf(settings, view.base), placementOf(settings, view.members), sampleKeys),
)

/** Load spread: in every view no node is the primary of more keys than its weight and the placement's bound allow. */
export const loadSpreadWithinBound: Property = ofEveryView('load spread', (settings, view) =>
  loadSpread(placementOf(settings, view.members), sampleKeys),
)

const listed = new WeakMap<Placement, Map<number, string>>()

/** Where some keys are, in words. */
function placesOf(settings: StoreSettings, members: readonly Member[]): string {
  const placement = placementOf(settings, members)
  const lists = listed.get(placement) ?? new Map<number, string>()
  listed.set(placement, lists)
  let places = lists.get(settings.replicas)
  if (places === undefined) {
    places = fewKeys.map((key) => placement.place(key, settings.replicas).join(' ')).join(', ')
    lists.set(settings.replicas, places)
  }
  return places
}

/**
 * Same members, same placement: whenever two nodes, or one at two times, have the same members, they place every key
 * alike, however these came to be members.
 */
export const sameMembersPlaceAlike: Property = alwaysWithMemory(
  'same members, same placement',
  storeNode,
  () => ({
    seen: {} as Record<string, number>,
    places: {} as Record<string, { readonly list: string; readonly by: string; readonly view: number }>,
  }),
  ({ seen, places }, { id, view, settings }) => {
    if (view === null || seen[id] === view.number) return true
    seen[id] = view.number
    const members = view.members
      .map(({ id: member, weight = 1 }) => `${member}*${weight}`)
      .sort()
      .join(' ')
    const list = placesOf(settings, view.members)
    const first = (places[members] ??= { list, by: id, view: view.number })
    if (first.list === list) return true
    return (
      `${id} places keys otherwise in view ${view.number} than ${first.by} in view ${first.view}, ` +
      `with the same members: ${members}`
    )
  },
)

/** No acknowledged write is lost, over any changes of membership. */
export const noAcknowledgedStoreWriteLost: Property = noAcknowledgedWriteLost<StoreNode, MembershipService>({
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
})

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
      if (!view.complete) return `view ${view.number} waits for ${waitingFor(services[0]!).join(', ')}`
      if (queue.length > 0) return `${queue.length} changes wait`
      const behind = stores.filter((store) => store.view?.number !== view.number || !store.view.complete)
      return (
        behind.length === 0 || `${behind.map(({ id }) => id).join(', ')} have not reached view ${view.number}`
      )
    },
    options,
  )
}

function waitingFor({ view, transferred }: MembershipService): string[] {
  return view.members.flatMap(({ id }) => (transferred.includes(id) ? [] : id))
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
