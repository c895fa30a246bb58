import { UsageError } from '../../../kernel/errors.ts'
import { GrowingInts } from '../order/growing-ints.ts'
import { type Action, actions } from '../states/action.ts'
import {
  deliverInput,
  type Envelope,
  type LocalState,
  type LocalStates,
  timeoutInput,
} from '../states/local-states.ts'
import { counterHigh, type Hashes, lowerHalf } from '../states/state-hash.ts'
import type { TransitionSystem } from '../states/transition-system.ts'
import { type Lanes, lanesOf } from './canonical.ts'
import { permutationsOf, Renaming } from './renaming.ts'

/** The most ways to exchange nodes that are tried for every state. */
const permutationLimit = 5_040

/**
 * Nodes that can be exchanged for each other (Ip & Dill 1996): of the states that differ in their names alone, one is
 * enough. All of them share one fingerprint, the least of theirs, so that the representative is canonical.
 */
export class Symmetry {
  /** The fingerprint that was asked for last. */
  high = 0
  low = 0
  /** The number of the renaming under which it is the state's plain one; -1 when no name is to be changed. */
  renaming = -1
  private readonly permutations: readonly RenamedHashes[]
  private readonly renamings: readonly Renaming[]
  private readonly inverses: readonly number[]
  private readonly local: LocalStates

  /** @throws UsageError when the nodes of a group are not set up alike, or there are too many ways to exchange them. */
  constructor(groups: readonly (readonly string[])[], system: TransitionSystem) {
    const { local, histories } = system
    if (histories !== null)
      throw new UsageError(
        'Expected no symmetry where what clients saw is judged, as it tells the clients apart; leave symmetry out.',
      )
    const ways = permutationsOf(groups, local.ids)
    if (ways.length >= permutationLimit)
      throw new UsageError(
        `Expected symmetry among so few nodes that there are at most ${permutationLimit} ways to exchange them, got ${ways.length + 1}; leave some nodes out.`,
      )
    const renamings = ways.map((to) => new Renaming(to, local.ids))
    this.local = local
    this.renamings = renamings
    this.inverses = ways.map((to) =>
      ways.findIndex((back) => to.every((target, node) => back[target] === node)),
    )
    for (const renaming of renamings) requireAlike(renaming, local)
    this.permutations = renamings.map((renaming) => new RenamedHashes(renaming, system))
    local.onTransition = (transition, before, input) => {
      for (const renaming of renamings) requireEquivariance(renaming, local, transition, before, input)
    }
  }

  /** How much memory the hashes under other names take, bytes. */
  get bytes(): number {
    // All of them are asked for the same numbers.
    return this.permutations.length * (this.permutations[0]?.bytes ?? 0)
  }

  /** Leaves in `high` and `low` the fingerprint that a state shares with all that it can be renamed to. */
  fingerprint(vector: Int32Array, high: number, low: number): void {
    this.high = high
    this.low = low
    this.renaming = -1
    for (let index = 0; index < this.permutations.length; index++) {
      const permutation = this.permutations[index]!
      permutation.hash(vector)
      if (permutation.high > this.high) continue
      if (permutation.high === this.high && permutation.low >= this.low) continue
      this.high = permutation.high
      this.low = permutation.low
      this.renaming = index
    }
  }

  /** The number of the renaming that takes another back. */
  inverseOf(renaming: number): number {
    return renaming < 0 ? renaming : this.inverses[renaming]!
  }

  /** A step under other names. */
  renamedAction(renaming: number, { type, node, detail }: Action): Action {
    const { local } = this
    const by = this.renamings[renaming]!
    const to = by.to[node]!
    if (type === actions.crash || type === actions.restart) return { type, node: to, detail }
    const other =
      type === actions.timeout
        ? local.timerId(by.of(local.timers.values[detail]!))
        : local.envelopeId(renamedEnvelope(by, local.envelopes.values[detail]!))
    return { type, node: to, detail: other }
  }
}

/** What a state's hash would be if its nodes had exchanged their names. */
class RenamedHashes {
  high = 0
  low = 0
  private readonly to: readonly number[]
  private readonly system: TransitionSystem
  private readonly locals: RenamedColumns
  private readonly envelopes: RenamedColumns
  private readonly configurations: RenamedColumns
  private readonly memories: readonly RenamedColumns[]

  constructor(renaming: Renaming, system: TransitionSystem) {
    const { local, configurations, memories } = system
    this.to = renaming.to
    this.system = system
    const locals = new RenamedColumns((id) =>
      lanesOf(local.localText(renamedLocal(renaming, local.locals.values[id]!))),
    )
    const envelopes = new RenamedColumns((id) =>
      lanesOf(local.envelopeText(renamedEnvelope(renaming, local.envelopes.values[id]!))),
    )
    this.locals = locals
    this.envelopes = envelopes
    this.configurations = new RenamedColumns((id) => {
      locals.upTo(configurations.localOf(id))
      for (const envelope of configurations.messagesOf(id)) envelopes.upTo(envelope)
      return configurations.hashOf(id, locals, envelopes)
    })
    this.memories = memories.map(
      (memory) => new RenamedColumns((id) => lanesOf(memory.textOf(renaming.of(memory.values.values[id]!)))),
    )
  }

  get bytes(): number {
    const { locals, envelopes, configurations, memories } = this
    return [locals, envelopes, configurations, ...memories].reduce((sum, { bytes }) => sum + bytes, 0)
  }

  hash(vector: Int32Array): void {
    const { system, to, configurations, memories } = this
    const { memoriesAt } = system
    const { timeoutsAt } = system.budgets
    const nodes = to.length
    this.high = 0
    this.low = 0
    for (let node = 0; node < nodes; node++) this.add(configurations, vector[node]!)
    for (let slot = nodes; slot < memoriesAt; slot++) {
      const ofNode = timeoutsAt >= 0 && slot >= timeoutsAt
      const high = counterHigh(ofNode ? timeoutsAt + to[slot - timeoutsAt]! : slot, vector[slot]!)
      this.high = (this.high + high) | 0
      this.low = (this.low + lowerHalf(high)) | 0
    }
    for (let index = 0; index < memories.length; index++)
      this.add(memories[index]!, vector[memoriesAt + index]!)
  }

  private add(hashes: RenamedColumns, id: number): void {
    hashes.upTo(id)
    this.high = (this.high + hashes.high.items[id]!) | 0
    this.low = (this.low + hashes.low.items[id]!) | 0
  }
}

/** Hashes under other names, by number, found as far as they are asked for. */
class RenamedColumns implements Hashes {
  readonly high = new GrowingInts()
  readonly low = new GrowingInts()
  private readonly hash: (id: number) => Lanes

  constructor(hash: (id: number) => Lanes) {
    this.hash = hash
  }

  get bytes(): number {
    return this.high.bytes + this.low.bytes
  }

  upTo(id: number): void {
    while (this.high.length <= id) {
      const { high, low } = this.hash(this.high.length)
      this.high.push(high)
      this.low.push(low)
    }
  }
}

function renamedLocal(renaming: Renaming, { node, up, state, timers, invoked }: LocalState): LocalState {
  return { node: renaming.to[node]!, up, state: renaming.of(state), timers: renaming.of(timers), invoked }
}

function renamedEnvelope(renaming: Renaming, { from, to, message }: Envelope): Envelope {
  return { from: renaming.to[from]!, to: renaming.to[to]!, message: renaming.of(message) }
}

/** @throws UsageError when nodes that are to be exchanged are not of one kind, with options that differ in names alone. */
function requireAlike(renaming: Renaming, local: LocalStates): void {
  for (const [node, target] of renaming.to.entries()) {
    const spec = local.specOf(node)
    const other = local.specOf(target)
    // The order of a list of names is left to what handlers make of it.
    const text = (options: unknown) =>
      JSON.stringify(options, (_key, value: unknown) =>
        Array.isArray(value) && value.every((part) => typeof part === 'string') ? [...value].sort() : value,
      )
    if (spec.kind === other.kind && text(renaming.of(spec.options)) === text(other.options)) continue
    throw new UsageError(
      `Expected symmetry among nodes that are set up alike, but ${local.ids[node]} is ${spec.kind} with ${text(spec.options)} and ${local.ids[target]} is ${other.kind} with ${text(other.options)}; leave one of them out.`,
    )
  }
}

/**
 * Names must be all that nodes differ in: a node with another name has to do the same, under that name.
 * @throws UsageError where it does something else.
 */
function requireEquivariance(
  renaming: Renaming,
  local: LocalStates,
  transition: number,
  before: number,
  input: number,
): void {
  const renamedInput =
    input < 0
      ? input
      : input % 2 === 0
        ? deliverInput(local.envelopeId(renamedEnvelope(renaming, local.envelopes.values[input / 2]!)))
        : timeoutInput(local.timerId(renaming.of(local.timers.values[(input - 1) / 2]!)))
  const was = local.locals.values[before]!
  const other = local.transition(local.localId(renamedLocal(renaming, was)), renamedInput)
  const next = local.localId(renamedLocal(renaming, local.locals.values[local.transitions.next(transition)]!))
  const sent = (one: number, rename: (envelope: Envelope) => Envelope) =>
    local.consequences[one]!.sent.map((id) => local.envelopes.values[id]!)
      .map(rename)
      .map((envelope) => ({ link: `${envelope.from}>${envelope.to}`, id: local.envelopeId(envelope) }))
      // Between two nodes, the order in which messages are sent may matter.
      .sort((a, b) => (a.link < b.link ? -1 : a.link > b.link ? 1 : 0))
      .map(({ id }) => id)
      .join()
  const isSame =
    local.transitions.next(other) === next &&
    sent(other, (envelope) => envelope) ===
      sent(transition, (envelope) => renamedEnvelope(renaming, envelope))
  if (isSame) return
  const [node, target] = [local.ids[was.node]!, local.ids[renaming.to[was.node]!]!]
  throw new UsageError(
    `Expected nodes of a symmetry to do the same under each other's names, but what ${node} does on ${local.describeInput(input)} is not what ${target} does on ${local.describeInput(renamedInput)}; does a handler compare names, or go by their order? Then leave these nodes out of symmetry.`,
  )
}
