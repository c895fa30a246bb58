import { type NodeView, type Property, violation } from '../../../checkers/property.ts'
import { deepFreeze } from '../../../kernel/deep-freeze.ts'
import { UsageError } from '../../../kernel/errors.ts'
import type { Micros } from '../../../kernel/time.ts'
import type { AnyMessage, NodeId } from '../../../node/context.ts'
import type { NodeSpec } from '../../../node/definition.ts'
import { withoutAmbient } from '../../../simulation/ambient-guard.ts'
import { noCrash } from '../../../simulation/judge.ts'
import { GrowingInts } from '../order/growing-ints.ts'
import { canonicalText, plainCopy } from '../reduction/canonical.ts'
import { Interned } from './interned.ts'
import { PairTable } from './pair-table.ts'
import { type Effects, type HistoryStep, noEffects, RecordingContext } from './recording-context.ts'
import { readTimer, setTimer } from './set-timer.ts'
import { Transitions } from './transitions.ts'

/** One node at one moment. */
export interface LocalState {
  readonly node: number
  readonly up: boolean
  readonly state: object
  /** The timers that are set, in the order of their names (see `setTimer`). */
  readonly timers: readonly string[]
  /** How many operations it has invoked. */
  readonly invoked: number
}

/** A message on its way. */
export interface Envelope {
  readonly from: number
  readonly to: number
  readonly message: AnyMessage
}

/** What happens to a node, besides deliveries and timeouts. */
export const crashInput = -1
export const bootInput = -2
export const deliverInput = (envelope: number) => 2 * envelope
const isDelivery = (input: number) => input >= 0 && input % 2 === 0
export const timeoutInput = (timer: number) => 2 * timer + 1

/** A property that a step violated, and how. */
export interface Breach {
  readonly property: string
  readonly message: string
  readonly stack?: string
}

/** What a node makes of an input, with everything but its next state told apart. */
interface Consequences {
  /** All messages that were sent, heard or not. */
  readonly sent: readonly number[]
  /** The timers that were set, in their order. */
  readonly settings: readonly string[]
  readonly breaches: readonly Breach[]
}

/** A record and its lists, most of which are short or shared. */
const bytesOfConsequences = 200

const nothing: Consequences = { sent: [], settings: [], breaches: [] }

/**
 * The states of single nodes, the messages between them and what each makes of each, all by number: a handler runs
 * once for every pair of a node's state and an input, however many states of the whole that pair occurs in.
 */
export class LocalStates {
  readonly ids: readonly NodeId[]
  readonly locals = new Interned<LocalState>()
  readonly envelopes = new Interned<Envelope>()
  readonly timers = new Interned<string>()
  /** What clients did in one step, by text; 0 stands for nothing. */
  readonly histories = new Interned<readonly HistoryStep[]>()
  /** By local state, 1 if the node is up, else 0. */
  readonly isUp = new GrowingInts()
  /** By message, who receives it, and the number of the link that it goes over. */
  readonly receivers = new GrowingInts()
  readonly links = new GrowingInts()
  /** By local state, the numbers of the timers that are set. */
  readonly timersOf: (readonly number[])[] = []
  /** By local state, for how long each of them was set, µs; 0 where any timer may fire at any moment. */
  readonly waitsOf: (readonly Micros[])[] = []
  /** Told of every transition that is found. */
  onTransition: ((transition: number, before: number, input: number) => void) | null = null
  /** How often a handler ran. */
  runs = 0
  /** Where another thread can see which node runs: `[how much was done, node]`. */
  vitals: Int32Array | null = null
  /** The labels that some handler has noted. */
  readonly noted = new Set<string>()

  readonly transitions = new Transitions()
  /** By transition. */
  readonly consequences: Consequences[] = []

  private readonly specs: readonly NodeSpec[]
  private readonly contexts: readonly RecordingContext[]
  private readonly known = new PairTable()
  private readonly leavesOutUnheard: boolean
  private readonly keepsWaits: boolean
  private readonly isSet: boolean
  private readonly stepProperties: readonly Property[]

  constructor(
    nodes: Readonly<Record<NodeId, NodeSpec>>,
    operations: Readonly<Record<NodeId, readonly unknown[]>>,
    properties: readonly Property[],
    leavesOutUnheard: boolean,
    keepsWaits = false,
    isSet = false,
  ) {
    this.isSet = isSet
    this.leavesOutUnheard = leavesOutUnheard
    this.keepsWaits = keepsWaits
    this.ids = Object.keys(nodes)
    this.specs = Object.values(nodes)
    this.stepProperties = properties.filter(({ rule }) => rule?.type === 'step')
    this.histories.id('', () => [])
    this.contexts = this.ids.map((id, index) => {
      const { kind, options } = this.specs[index]!
      const peers = this.ids.filter((peer) => peer !== id && nodes[peer]!.kind === kind)
      return new RecordingContext(id, this.ids, peers, kind, options, operations[id] ?? [])
    })
  }

  /** How much memory all this takes, bytes, in part estimated. */
  get bytes(): number {
    const { locals, isUp, envelopes, receivers, links, timers, histories, transitions, known } = this
    const parts = [locals, isUp, envelopes, receivers, links, timers, histories, transitions, known]
    const all = parts.reduce((sum, { bytes }) => sum + bytes, 0)
    return all + transitions.sends.length * 8 + this.consequences.length * bytesOfConsequences
  }

  specOf(node: number): NodeSpec {
    return this.specs[node]!
  }

  /** A node that has never run. */
  unborn(node: number): number {
    return this.local(node, false, this.initialState(node), [], 0)
  }

  /** The number of the transition from a local state by an input. */
  transition(local: number, input: number): number {
    const known = this.known.get(local, input)
    return known >= 0 ? known : this.find(local, input)
  }

  /** Whether a transition from a local state changes, sends and shows nothing. */
  isIdle(local: number, transition: number): boolean {
    const { transitions } = this
    return (
      transitions.next(transition) === local &&
      transitions.sendsFrom(transition) === transitions.sendsEnd(transition) &&
      transitions.history(transition) === 0 &&
      this.consequences[transition]!.breaches.length === 0
    )
  }

  /** What a property sees of a node in this state. */
  viewOf(local: number): NodeView {
    const { node, up, state } = this.locals.values[local]!
    return { id: this.ids[node]!, index: node, up, state }
  }

  private find(local: number, input: number): number {
    const before = this.locals.values[local]!
    const { next, effects, breaches } =
      input === crashInput
        ? { next: this.crashed(before), effects: null, breaches: [] }
        : this.run(before, input)
    const id = this.transitions.size
    this.known.add(local, input, id)
    const sent = (effects?.sent ?? []).map(({ to, message }) =>
      this.envelopeId({ from: before.node, to: this.ids.indexOf(to), message }),
    )
    const sends = sent.filter((envelope, index) => this.isHeard(envelope) && this.isCounted(sent, index))
    const history = this.historyStep(before.node, effects?.history ?? [])
    const all = [...breaches, ...this.breachesOf(before, this.locals.values[next]!)]
    this.transitions.add({ next, sends, history })
    const { notes = [], settings = [] } = effects ?? {}
    for (const label of notes) this.noted.add(label)
    this.consequences.push(
      all.length + sent.length + settings.length === 0 ? nothing : { sent, settings, breaches: all },
    )
    this.onTransition?.(id, local, input)
    return id
  }

  /** A message that its receiver has no handler for changes nothing, whenever it arrives. */
  private isHeard(envelope: number): boolean {
    if (!this.leavesOutUnheard) return true
    const { to, message } = this.envelopes.values[envelope]!
    return this.specs[to]!.definition.on.has(message.type)
  }

  /** Where messages are a set, one that is sent twice is sent once. */
  private isCounted(sent: readonly number[], index: number): boolean {
    return !this.isSet || sent.indexOf(sent[index]!) === index
  }

  private run(
    before: LocalState,
    input: number,
  ): { next: number; effects: Effects; breaches: readonly Breach[] } {
    const { node } = before
    const ctx = this.contexts[node]!
    const effects = noEffects(before.timers.map(readTimer), before.invoked)
    ctx.effects = effects
    ctx.from = this.ids[node]!
    const handler = this.handler(before, input, ctx, effects)
    this.runs++
    if (this.vitals !== null) {
      this.vitals[0]!++
      this.vitals[1] = node
    }
    let failure: { readonly error: unknown } | null = null
    // A handler may change the state in place, and this one is shared.
    const state = plainCopy(before.state)
    withoutAmbient(() => {
      try {
        const returned: unknown = handler(state)
        if (typeof (returned as { then?: unknown } | null | undefined)?.then === 'function')
          throw new UsageError(
            `Expected the handlers of the node '${this.specs[node]!.kind}' to be synchronous, but one returned a promise; drop async and await, and use ctx.after.`,
          )
      } catch (error) {
        failure = { error }
      }
    })
    if (ctx.refusal !== null) throw ctx.refusal
    if (failure === null) {
      const timers = [...effects.timers].map(([label, wait]) => this.timer(node, label, wait))
      return { next: this.local(node, true, state, timers, effects.invoked), effects, breaches: [] }
    }
    // What it did before it threw has happened; then the node crashes.
    const { error } = failure as { readonly error: unknown }
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const { kind } = this.specs[node]!
    const stack = error instanceof Error ? error.stack : undefined
    const breach: Breach = {
      property: noCrash.name,
      message: `a handler of ${this.ids[node]} (${kind}) threw ${text}`,
      ...(stack !== undefined && { stack }),
    }
    const left: LocalState = { ...before, state, invoked: effects.invoked }
    return { next: this.crashed(left), effects, breaches: [breach] }
  }

  private handler(
    { node }: LocalState,
    input: number,
    ctx: RecordingContext,
    effects: Effects,
  ): (state: unknown) => unknown {
    const { kind, definition } = this.specs[node]!
    // The engine's contexts are of no particular protocol.
    const erased = ctx as unknown as Parameters<NonNullable<typeof definition.boot>>[1]
    if (input === bootInput) {
      const { boot } = definition
      return boot === null ? () => {} : (state) => boot(state, erased)
    }
    if (isDelivery(input)) {
      const { from, message } = this.envelopes.values[input / 2]!
      const handler = definition.on.get(message.type)
      ctx.from = this.ids[from]!
      return handler === undefined ? () => {} : (state) => handler(state, message, erased)
    }
    const label = this.timers.values[(input - 1) / 2]!
    const [name, key = ''] = label.split('\n') as [string, string?]
    effects.timers.delete(label)
    const handler = definition.timeout.get(name)
    if (handler === undefined)
      throw new UsageError(
        `Expected the node '${kind}' to have a handler timeout.${name}, as ctx.after('${name}') was called; it has ${[...definition.timeout.keys()].join(', ') || 'none'}.`,
      )
    return (state) => handler(state, erased, key)
  }

  private breachesOf(before: LocalState, after: LocalState): Breach[] {
    const { kind } = this.specs[after.node]!
    return this.stepProperties.flatMap(({ name, kinds, rule }) => {
      if (rule?.type !== 'step' || !kinds.includes(kind)) return []
      const view = { id: this.ids[after.node]!, index: after.node, up: after.up, state: after.state }
      const sentence = violation(rule.holds(rule.view(before.state), rule.view(after.state), view))
      return sentence === null ? [] : [{ property: name, message: sentence }]
    })
  }

  private timer(node: number, label: string, wait: Micros): string {
    if (!this.keepsWaits) return setTimer(label, null)
    if (wait >= 0) return setTimer(label, wait)
    const [name] = label.split('\n')
    throw new UsageError(
      `Expected the timers of '${this.specs[node]!.kind}' to be set for a fixed time when they are verified as synchronous, as the shorter fires before the longer, but that of '${name}' is drawn; give it one time.`,
    )
  }

  /** Volatile state and timers are gone; what is left is what a restart begins with. */
  private crashed({ node, state, invoked }: LocalState): number {
    const { definition, options } = this.specs[node]!
    const revived = { ...this.initialState(node) } as Record<string, unknown>
    for (const field of definition.persistent(options))
      if (field in state) revived[field] = (state as Record<string, unknown>)[field]
    return this.local(node, false, revived, [], invoked)
  }

  private local(
    node: number,
    up: boolean,
    state: object,
    timers: readonly string[],
    invoked: number,
  ): number {
    return this.localId({ node, up, state, timers, invoked })
  }

  localId(local: LocalState): number {
    const id = this.locals.id(this.localText(local), () => ({ ...local, timers: [...local.timers].sort() }))
    if (id === this.timersOf.length) {
      const timers = this.locals.values[id]!.timers.map(readTimer)
      this.isUp.push(local.up ? 1 : 0)
      this.timersOf.push(timers.map(([label]) => this.timerId(label)))
      this.waitsOf.push(timers.map(([, wait]) => wait))
    }
    return id
  }

  /** The text by which local states are told apart. */
  localText({ node, up, state, timers, invoked }: LocalState): string {
    const text = canonicalText(state, () => `the state of ${this.ids[node]}`)
    return `${node} ${up} ${invoked} ${JSON.stringify([...timers].sort())} ${text}`
  }

  /** For how long a timer was set that is set in a local state, µs. */
  waitOf(local: number, timer: number): Micros {
    return this.waitsOf[local]![this.timersOf[local]!.indexOf(timer)]!
  }

  timerId(label: string): number {
    return this.timers.id(label, () => label)
  }

  envelopeId(envelope: Envelope): number {
    const id = this.envelopes.id(this.envelopeText(envelope), () => {
      deepFreeze(envelope.message)
      return envelope
    })
    if (id === this.receivers.length) {
      this.receivers.push(envelope.to)
      this.links.push(envelope.from * this.ids.length + envelope.to)
    }
    return id
  }

  /** The text by which messages are told apart. */
  envelopeText({ from, to, message }: Envelope): string {
    const text = canonicalText(message, () => `the message '${message?.type}' of ${this.ids[from]}`)
    if (typeof message?.type !== 'string' || message.type === '')
      throw new UsageError(
        `Expected a message { type: '…', … }, got ${text}; a message is an object with a type, by which its handler is found.`,
      )
    return `${from}>${to} ${text}`
  }

  /** What happened to a node, for people. */
  describeInput(input: number): string {
    if (input === crashInput) return 'a crash'
    if (input === bootInput) return 'its boot'
    if (input % 2 === 1) return `the timer '${this.timers.values[(input - 1) / 2]!.replace('\n', "' of '")}'`
    const { from, message } = this.envelopes.values[input / 2]!
    return `${JSON.stringify(message)} from ${this.ids[from]}`
  }

  private historyStep(node: number, steps: readonly HistoryStep[]): number {
    if (steps.length === 0) return 0
    const text = canonicalText(steps, () => `an operation of ${this.ids[node]}`)
    return this.histories.id(`${node} ${text}`, () => steps)
  }

  private initialState(node: number): object {
    const { definition, options, kind } = this.specs[node]!
    const state: unknown = withoutAmbient(() => definition.initial(options, this.ids[node]!))
    if (typeof state !== 'object' || state === null)
      throw new UsageError(
        `Expected initial of the node '${kind}' to return its state, an object such as { … }, got ${String(state)}.`,
      )
    return state
  }
}
