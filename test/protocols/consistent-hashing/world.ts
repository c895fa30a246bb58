import { wipe } from '../../../src/faults/fault.ts'
import {
  administrator,
  type Fault,
  type FaultGenerator,
  keyValueClient,
  membershipService,
  type NodeId,
  type NodeSpec,
  type Property,
  Simulation,
  type StoreNode,
  type StoreOptions,
  scenario,
  seconds,
  storeNode,
  type TimedMembershipChange,
  type View,
} from '../../../src/index.ts'
import type { Micros } from '../../../src/kernel/time.ts'
import { defineProgram } from '../../../src/node/definition.ts'
import type { Cell } from '../../../src/problems/key-value.ts'
import type { MembershipService } from '../../../src/protocols/consistent-hashing/membership-service.ts'
import type { StoreMessage } from '../../../src/protocols/consistent-hashing/store-messages.ts'

/** What a probe sends, and when, µs after what it sent before. */
export interface Probe {
  readonly after?: Micros
  readonly to: NodeId
  readonly message: StoreMessage
}

export interface Probing {
  /** The answers, in the order of the requests; `null` where none came within 100 ms. */
  answers: (StoreMessage | null)[]
}

/** A node outside the store that says what it is told to, and writes down what it is answered. */
export const probe = defineProgram<Probing, StoreMessage, { readonly script: readonly Probe[] }>('probe', {
  client: true,
  initial: () => ({ answers: [] }),
  *run(state, ctx) {
    for (const { after = 0, to, message } of ctx.options.script) {
      yield* ctx.sleep(after)
      state.answers.push(yield* ctx.call(to, message, 100_000))
    }
  },
})

export interface WorldOptions {
  readonly members: readonly NodeId[]
  /** Store nodes that are not members from the start. */
  readonly others?: readonly NodeId[]
  readonly store?: Partial<StoreOptions>
  readonly changes?: readonly TimedMembershipChange[]
  readonly script?: readonly Probe[]
  readonly clients?: number
  readonly faults?: readonly ({ readonly at: Micros; readonly fault: Fault } | FaultGenerator)[]
  readonly holds?: readonly Property[]
  readonly seed?: number
}

/** A store, a probe, and if asked an administrator and clients. */
export function world(options: WorldOptions): Simulation {
  const { members, others = [], store = {}, changes, script = [], clients = 0, seed = 1 } = options
  const servers = [...members, ...others]
  const nodes: Record<string, NodeSpec> = {
    membership: membershipService({ members, replicas: store.replicas ?? 3 }),
    probe: probe({ script }),
  }
  for (const id of servers) nodes[id] = storeNode({ membership: 'membership', ...store })
  if (changes) nodes.administrator = administrator({ membership: 'membership', changes })
  for (let i = 1; i <= clients; i++) nodes[`c${i}`] = keyValueClient({ servers, operations: 15 })
  return new Simulation(
    scenario({
      title: 'a store',
      nodes,
      faults: options.faults ?? [],
      holds: options.holds ?? [],
      until: seconds(20),
    }),
    { seed },
  )
}

export function storeOf(simulation: Simulation, id: NodeId): StoreNode {
  return simulation.states[id] as StoreNode
}

export function serviceOf(simulation: Simulation): MembershipService {
  return simulation.states.membership as MembershipService
}

export function viewOf(simulation: Simulation): View {
  return serviceOf(simulation).view
}

export function answersOf(simulation: Simulation): readonly (StoreMessage | null)[] {
  return (simulation.states.probe as Probing).answers
}

/** Those of the nodes that have any cell of `key`, by name. */
export function holdersOf(simulation: Simulation, ids: readonly NodeId[], key: string): string[] {
  return ids.filter((id) => storeOf(simulation, id).cells[key] !== undefined)
}

export function cell(counter: number, value: unknown = `v${counter}`): Cell {
  return { counter, writer: 'probe', value }
}

/** One disk after the other is lost, a second apart or more: in that time a node usually has its data back. */
export function disksLostOneByOne(
  nodes: readonly NodeId[],
  every: readonly [Micros, Micros] = [seconds(1), seconds(2)],
): FaultGenerator {
  return {
    name: 'disks lost one by one',
    kinds: ['wipe'],
    generate(random, { until }) {
      const faults = []
      let at = random.int(0, seconds(1))
      while (at < until - seconds(1)) {
        faults.push({ at, fault: wipe(random.pick(nodes), { lasts: random.int(1, 300_000) }) })
        at += random.int(...every)
      }
      return faults
    },
  }
}
