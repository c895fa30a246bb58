import type { BoundedLoads } from './bounded-loads.ts'
import type { Member, Placement, PlacementFactory } from './placement.ts'
import { sameNodes } from './ring.ts'

/** The sentence that says how a property is broken, or `null` if it holds. */
export type Breach = string | null

/**
 * How surprising an unlucky but correct hash function would have to be, in nats, before a statistical property calls
 * it broken: e^−30 is about 1e-13 for each node and check.
 */
const SURPRISE = 30

function show(nodes: readonly string[]): string {
  return nodes.length === 0 ? 'nowhere' : nodes.join(', ')
}

/**
 * How many of `count` independent keys hit a share at most, but with probability e^−`surprise` (Bernstein's
 * inequality; Boucheron, Lugosi & Massart 2013, §2.8).
 */
function countBound(count: number, share: number, surprise: number): number {
  const mean = count * Math.min(1, share)
  return mean + Math.sqrt(2 * mean * surprise) + surprise / 3
}

/** Same members, same placement: neither the order of the members nor that of joins and leaves matters. */
export function sameMembersSamePlacement(
  build: PlacementFactory,
  members: readonly Member[],
  keys: readonly string[],
  replicas: number,
): Breach {
  const reference = build(members)
  const half = members.length >>> 1
  const others: [how: string, placement: Placement][] = [
    ['in the reverse order', build(members.toReversed())],
    ['rotated by half', build([...members.slice(half), ...members.slice(0, half)])],
    ['joined one by one', members.reduce((placement, member) => placement.join(member), build([]))],
  ]
  for (const { id, weight = 1 } of members.slice(0, 1)) {
    others.push([`after '${id}' left and joined again`, reference.leave(id).join({ id, weight })])
  }
  for (const [how, placement] of others) {
    for (const key of keys) {
      const expected = reference.place(key, replicas)
      const found = placement.place(key, replicas)
      if (!sameNodes(expected, found)) {
        return `Key '${key}' is on ${show(expected)}, but with the same members ${how} on ${show(found)}.`
      }
    }
  }
  return null
}

/** Replication factor: every key is on as many *distinct* members as asked for, or on all where there are fewer. */
export function replicationFactor(placement: Placement, keys: readonly string[], replicas: number): Breach {
  const expected = Math.min(replicas, placement.nodes.length)
  for (const key of keys) {
    const nodes = placement.place(key, replicas)
    const distinct = new Set(nodes)
    if (nodes.length !== expected || distinct.size !== expected) {
      return `Key '${key}' is on ${show(nodes)}: ${distinct.size} distinct nodes instead of ${expected}.`
    }
    for (const node of distinct) {
      if (!placement.nodes.includes(node)) return `Key '${key}' is on ${node}, which is no member.`
    }
  }
  return null
}

/**
 * Monotonicity (Karger et al. 1997, §4): when members join or leave, no key moves between two nodes that are members
 * before and after. A primary changes only to a joiner or away from a leaver, and a key gets a replica on a member
 * that was there all along only in the place of a leaver.
 */
export function monotonicity(
  before: Placement,
  after: Placement,
  keys: readonly string[],
  replicas: number,
): Breach {
  const old = new Set(before.nodes)
  const current = new Set(after.nodes)
  for (const key of keys) {
    const from = before.place(key, replicas)
    const to = after.place(key, replicas)
    const change = `of key '${key}' (on ${show(from)}, then on ${show(to)})`
    const [source] = from
    const [target] = to
    if (source !== undefined && target !== undefined && source !== target) {
      if (current.has(source) && old.has(target)) {
        return `The primary ${change} moves from ${source} to ${target}, which both stay.`
      }
    }
    const replaced = to.filter((node) => old.has(node) && !from.includes(node)).length
    const leavers = from.filter((node) => !current.has(node)).length
    if (replaced > leavers) {
      return `The replicas ${change} come to ${replaced} nodes that were there before, with ${leavers} leaving.`
    }
  }
  return null
}

/** The keys whose primary differs. */
function moved(before: Placement, after: Placement, keys: readonly string[]): readonly string[] {
  return keys.filter((key) => before.place(key, 1)[0] !== after.place(key, 1)[0])
}

/**
 * Disruption: the share of the keys (0 to 1) whose primary changes though its node stays and the new one was there
 * before (Eisenbud et al. 2016, §3.4: the price of Maglev's evenness; 0 where monotonicity holds).
 */
export function disruption(before: Placement, after: Placement, keys: readonly string[]): number {
  const old = new Set(before.nodes)
  const current = new Set(after.nodes)
  const needless = moved(before, after, keys).filter(
    (key) => current.has(before.place(key, 1)[0]!) && old.has(after.place(key, 1)[0]!),
  )
  return needless.length / keys.length
}

/**
 * Bounded movement: a join or leave moves about K/n of K distinct keys. The bound is the greatest share that the
 * joiners get and the leavers had by the placement's own published bound, and `disrupted` (0 to 1) besides for
 * algorithms that are not monotone.
 */
export function boundedMovement(
  before: Placement,
  after: Placement,
  keys: readonly string[],
  { disrupted = 0, surprise = SURPRISE }: { disrupted?: number; surprise?: number } = {},
): Breach {
  let share = disrupted
  for (const node of after.nodes) if (!before.nodes.includes(node)) share += after.shareBound(node, surprise)
  for (const node of before.nodes) if (!after.nodes.includes(node)) share += before.shareBound(node, surprise)
  const bound = countBound(keys.length, share, surprise)
  const count = moved(before, after, keys).length
  if (count <= bound) return null
  return (
    `${count} of ${keys.length} keys move on the way from ${before.nodes.length} to ${after.nodes.length} members, ` +
    `where at most ${Math.floor(bound)} should.`
  )
}

/** Load spread (the *balance* of Karger et al. 1997, §4): no node is the primary of more keys than its bound allows. */
export function loadSpread(
  placement: Placement,
  keys: readonly string[],
  surprise: number = SURPRISE,
): Breach {
  const loads = loadsOf(placement, keys)
  for (const node of placement.nodes) {
    const bound = countBound(keys.length, placement.shareBound(node, surprise), surprise)
    const load = loads.get(node) ?? 0
    if (load > bound)
      return `${node} has ${load} of ${keys.length} keys, where at most ${Math.floor(bound)} should be.`
  }
  return null
}

/** Of how many keys each node is the primary. */
export function loadsOf(
  placement: Pick<Placement, 'nodes' | 'place'>,
  keys: readonly string[],
): ReadonlyMap<string, number> {
  const loads = new Map(placement.nodes.map((node) => [node, 0]))
  for (const key of keys) {
    const [primary] = placement.place(key, 1)
    if (primary !== undefined) loads.set(primary, (loads.get(primary) ?? 0) + 1)
  }
  return loads
}

/** Bounded loads (Mirrokni, Thorup & Zadimoghaddam 2018): no node is the primary of more than ⌈c·m/n⌉ of the m keys. */
export function capacityRespected(
  placement: Pick<BoundedLoads, 'nodes' | 'keys' | 'place' | 'capacity'>,
): Breach {
  const loads = loadsOf(placement, placement.keys)
  for (const node of placement.nodes) {
    const load = loads.get(node) ?? 0
    const capacity = placement.capacity(node)
    if (load > capacity) return `${node} has ${load} keys, its capacity is ${capacity}.`
  }
  return null
}
