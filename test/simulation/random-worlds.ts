import fc from 'fast-check'
import { alwaysStep } from '../../src/checkers/always-step.ts'
import { sometimes } from '../../src/checkers/sometimes.ts'
import type { Fault } from '../../src/faults/fault.ts'
import { chaos } from '../../src/faults/generators/chaos.ts'
import { ms } from '../../src/kernel/time.ts'
import type { NetworkOptions } from '../../src/network/network.ts'
import type { AnyMessage, Caller, Context, ProgramContext } from '../../src/node/context.ts'
import { defineNode, defineProgram } from '../../src/node/definition.ts'
import { noCrash } from '../../src/simulation/judge.ts'
import { type Scenario, scenario } from '../../src/simulation/scenario.ts'
import { diskFaultKinds } from '../../src/storage/disk.ts'
import { encodeRecord } from '../../src/storage/records.ts'

/** What a handler of a random protocol does, one thing after the other. */
export type Action =
  | { do: 'add'; amount: number }
  | { do: 'draw'; max: number }
  | { do: 'push'; key: string }
  | { do: 'splice'; from: number; count: number }
  | { do: 'nest'; key: string; amount: number }
  | { do: 'prune'; key: string }
  | { do: 'keep'; amount: number }
  | { do: 'keepRow' }
  | { do: 'changeRow'; row: number }
  | { do: 'snapshot' }
  | { do: 'takeOver' }
  | { do: 'send'; to: number; type: number }
  | { do: 'broadcast'; type: number }
  | { do: 'reply'; type: number }
  | { do: 'postpone' }
  | { do: 'answer'; type: number }
  | { do: 'after'; delay: number; timer: number; key: string }
  | { do: 'cancel'; timer: number; key: string }
  | { do: 'append'; file: number }
  | { do: 'overwrite'; file: number; at: number }
  | { do: 'read'; file: number }
  | { do: 'fsync'; file: number }
  | { do: 'note'; label: number }
  | { do: 'invoke' }
  | { do: 'complete' }
  | { do: 'fail' }
  | { do: 'throw'; when: number }
  | { do: 'when'; modulus: number; actions: Action[] }

/** A random state machine: what to do on which event. */
export interface Behaviour {
  readonly boot: Action[]
  readonly on: Action[][]
  readonly timeout: Action[][]
  readonly synced: Action[]
  readonly corrupted: Action[] | null
  readonly persistent: ('kept' | 'rows' | 'count')[]
}

interface State {
  count: number
  list: number[]
  nested: Record<string, { deep: number[] }>
  /** Replaced as a whole, never changed in place: it may be sent as it is. */
  snapshot: readonly number[]
  kept: number
  rows: { cells: number[] }[]
  waiting: Caller[]
  operation: number | null
}

interface Message extends AnyMessage {
  readonly type: string
  readonly value: number
  readonly list: readonly number[]
  readonly inner: { readonly deep: readonly number[] }
}

type Ctx = Context<Message, { behaviour: Behaviour }, string, 'synced'>

const messageTypes = ['m0', 'm1', 'm2']
const timers = ['t0', 't1']

function messageFrom(state: State, type: number): Message {
  return {
    type: messageTypes[type]!,
    value: state.count,
    list: state.snapshot,
    inner: { deep: [...state.list] },
  }
}

function perform(actions: readonly Action[], state: State, message: Message | null, ctx: Ctx): void {
  for (const action of actions) performOne(action, state, message, ctx)
}

function performOne(action: Action, state: State, message: Message | null, ctx: Ctx): void {
  switch (action.do) {
    case 'add':
      state.count = (state.count + action.amount + (message?.value ?? 0)) % 1_000_003
      break
    case 'draw':
      state.count += ctx.random.int(0, action.max)
      break
    case 'push':
      state.list.push(state.count + action.key.length)
      if (state.list.length > 20) state.list = state.list.slice(-10)
      break
    case 'splice':
      state.list.splice(action.from, action.count, state.count)
      break
    case 'nest': {
      const nest = (state.nested[action.key] ??= { deep: [] })
      nest.deep.unshift(action.amount + ctx.now)
      if (nest.deep.length > 5) nest.deep.pop()
      break
    }
    case 'prune':
      delete state.nested[action.key]
      break
    case 'keep':
      state.kept += action.amount
      break
    case 'keepRow':
      state.rows.push({ cells: [state.count, ...(message?.inner.deep ?? [])].slice(0, 3) })
      if (state.rows.length > 5) state.rows.shift()
      break
    case 'changeRow': {
      const row = state.rows[action.row]
      if (row) row.cells[0] = ctx.now
      break
    }
    case 'snapshot':
      state.snapshot = [...state.list, state.kept]
      break
    case 'takeOver':
      if (message) state.snapshot = message.list
      break
    case 'send':
      ctx.send(ctx.nodes[action.to % ctx.nodes.length]!, messageFrom(state, action.type))
      break
    case 'broadcast':
      ctx.broadcast(messageFrom(state, action.type))
      break
    case 'reply':
      if (message) ctx.reply(messageFrom(state, action.type))
      break
    case 'postpone':
      if (state.waiting.length < 3) state.waiting.push(ctx.caller)
      break
    case 'answer': {
      const caller = state.waiting.shift()
      if (caller) ctx.replyTo(caller, messageFrom(state, action.type))
      break
    }
    case 'after':
      ctx.after(action.delay, timers[action.timer]!, action.key)
      break
    case 'cancel':
      ctx.cancel(timers[action.timer]!, action.key)
      break
    case 'append':
      if (!ctx.disk.append(`f${action.file}`, encodeRecord(state.count))) state.count++
      break
    case 'overwrite':
      ctx.disk.write(`f${action.file}`, action.at, new Uint8Array([state.count & 255]))
      break
    case 'read':
      for (const byte of ctx.disk.read(`f${action.file}`)) state.count = (state.count * 3 + byte) % 1_000_003
      break
    case 'fsync':
      ctx.disk.fsync(`f${action.file}`, 'synced')
      break
    case 'note':
      ctx.note(`label ${action.label}`)
      break
    case 'invoke':
      state.operation = ctx.invoke({ by: state.count, list: [...state.list] })
      break
    case 'complete':
      if (state.operation !== null) ctx.complete(state.operation, { count: state.count })
      state.operation = null
      break
    case 'fail':
      if (state.operation !== null) ctx.fail(state.operation, 'no')
      state.operation = null
      break
    case 'throw':
      if (state.count % 97 === action.when) throw new Error('this protocol does so at times')
      break
    case 'when':
      if (state.count % action.modulus === 0) perform(action.actions, state, message, ctx)
      break
    default:
      action satisfies never
  }
}

const machine = defineNode<State, Message, { behaviour: Behaviour }, string, 'synced'>('machine', {
  initial: () => ({
    count: 0,
    list: [],
    nested: {},
    snapshot: [],
    kept: 0,
    rows: [],
    waiting: [],
    operation: null,
  }),
  persistent: ({ behaviour }) => behaviour.persistent,
  boot: (state, ctx) => perform(ctx.options.behaviour.boot, state, null, ctx),
  on: Object.fromEntries(
    messageTypes.map((type, index) => [
      type,
      (state: State, message: Message, ctx: Ctx) =>
        perform(ctx.options.behaviour.on[index]!, state, message, ctx),
    ]),
  ),
  timeout: Object.fromEntries(
    timers.map((timer, index) => [
      timer,
      (state: State, ctx: Ctx) => perform(ctx.options.behaviour.timeout[index]!, state, null, ctx),
    ]),
  ),
  disk: {
    synced: (state, { ok }, ctx) => {
      state.count += ok ? 1 : 1_000
      perform(ctx.options.behaviour.synced, state, null, ctx)
    },
  },
  corrupted: (state, ctx) => {
    state.count += 7
    perform(ctx.options.behaviour.corrupted ?? [], state, null, ctx)
  },
})

/** One thing that a random program waits for. */
export type Step =
  | { wait: 'sleep'; delay: number }
  | { wait: 'call'; to: number; type: number; timeout: number }
  | { wait: 'gather'; type: number; enough: number; timeout: number }
  | { wait: 'receive'; timeout: number }
  | { wait: 'fsync' }

const client = defineProgram<{ turns: number; heard: number }, Message, { steps: readonly Step[] }>(
  'client',
  {
    initial: () => ({ turns: 0, heard: 0 }),
    persistent: ['turns'],
    client: true,
    operations: (_options, random) => Array.from({ length: random.int(1, 5) }, () => random.int(0, 9)),
    *run(state, ctx) {
      for (;;)
        for (const step of ctx.options.steps) {
          state.turns++
          const operation = ctx.invoke({ step: step.wait, turn: state.turns })
          yield* walk(step, state, ctx)
          if (state.heard % 2 === 0) ctx.complete(operation, state.heard)
        }
    },
  },
)

function* walk(step: Step, state: { heard: number }, ctx: ProgramContext<Message>) {
  const drawn = Number(ctx.operations[state.heard % ctx.operations.length] ?? 0)
  const message = { type: 'm0', value: drawn, list: [], inner: { deep: [state.heard] } }
  switch (step.wait) {
    case 'sleep':
      yield* ctx.sleep(step.delay)
      break
    case 'call': {
      const answer = yield* ctx.call(ctx.nodes[step.to % ctx.nodes.length]!, message, step.timeout)
      state.heard += answer ? 1 + (answer.value % 3) : 0
      break
    }
    case 'gather': {
      const answers = yield* ctx.gather(
        ctx.nodes.filter((node) => node !== ctx.self),
        message,
        step.enough,
        step.timeout,
      )
      state.heard += answers.length
      break
    }
    case 'receive': {
      const received = yield* ctx.receive(step.timeout)
      if (received) ctx.replyTo(received.caller, message)
      break
    }
    case 'fsync':
      ctx.disk.append('log', encodeRecord(state.heard))
      state.heard += (yield* ctx.fsync('log')) ? 1 : 2
      break
    default:
      step satisfies never
  }
}

// ── arbitraries ─────────────────────────────────────────────────────────────────────────────────────────────────────

const small = fc.nat({ max: 5 })
const file = fc.nat({ max: 1 })
const key = fc.constantFrom('', 'a', 'b')
const delay = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 100, max: ms(30) }))
const plainAction: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constant('add' as const), amount: small }),
  fc.record({ do: fc.constant('draw' as const), max: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ do: fc.constant('push' as const), key }),
  fc.record({ do: fc.constant('splice' as const), from: small, count: small }),
  fc.record({ do: fc.constant('nest' as const), key, amount: small }),
  fc.record({ do: fc.constant('prune' as const), key }),
  fc.record({ do: fc.constant('keep' as const), amount: small }),
  fc.record({ do: fc.constant('keepRow' as const) }),
  fc.record({ do: fc.constant('changeRow' as const), row: small }),
  fc.record({ do: fc.constant('snapshot' as const) }),
  fc.record({ do: fc.constant('takeOver' as const) }),
  fc.record({ do: fc.constant('send' as const), to: small, type: fc.nat({ max: 2 }) }),
  fc.record({ do: fc.constant('broadcast' as const), type: fc.nat({ max: 2 }) }),
  fc.record({ do: fc.constant('reply' as const), type: fc.nat({ max: 2 }) }),
  fc.record({ do: fc.constant('postpone' as const) }),
  fc.record({ do: fc.constant('answer' as const), type: fc.nat({ max: 2 }) }),
  fc.record({ do: fc.constant('after' as const), delay, timer: fc.nat({ max: 1 }), key }),
  fc.record({ do: fc.constant('cancel' as const), timer: fc.nat({ max: 1 }), key }),
  fc.record({ do: fc.constant('append' as const), file }),
  fc.record({ do: fc.constant('overwrite' as const), file, at: fc.nat({ max: 30 }) }),
  fc.record({ do: fc.constant('read' as const), file }),
  fc.record({ do: fc.constant('fsync' as const), file }),
  fc.record({ do: fc.constant('note' as const), label: small }),
  fc.record({ do: fc.constant('invoke' as const) }),
  fc.record({ do: fc.constant('complete' as const) }),
  fc.record({ do: fc.constant('fail' as const) }),
  fc.record({ do: fc.constant('throw' as const), when: fc.nat({ max: 96 }) }),
)
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 9, arbitrary: plainAction },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('when' as const),
      modulus: fc.integer({ min: 1, max: 5 }),
      actions: fc.array(plainAction, { minLength: 1, maxLength: 3 }),
    }),
  },
)
const actions = fc.array(action, { minLength: 1, maxLength: 6, size: 'max' })

const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  // Something happens at the start, and again and again.
  boot: actions.map((some): Action[] => [
    { do: 'broadcast', type: 0 },
    { do: 'after', delay: ms(5), timer: 0, key: '' },
    ...some,
  ]),
  on: fc.tuple(actions, actions, actions),
  timeout: fc.tuple(
    actions.map((some): Action[] => [...some, { do: 'after', delay: ms(11), timer: 0, key: '' }]),
    actions,
  ),
  synced: actions,
  corrupted: fc.option(actions),
  persistent: fc.subarray(['kept', 'rows', 'count'] as ('kept' | 'rows' | 'count')[]),
})

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ wait: fc.constant('sleep' as const), delay }),
  fc.record({ wait: fc.constant('call' as const), to: small, type: fc.nat({ max: 2 }), timeout: delay }),
  fc.record({
    wait: fc.constant('gather' as const),
    type: fc.nat({ max: 2 }),
    enough: fc.integer({ min: 1, max: 3 }),
    timeout: delay,
  }),
  fc.record({ wait: fc.constant('receive' as const), timeout: delay }),
  fc.record({ wait: fc.constant('fsync' as const) }),
)

/** When faults end, and when the run does, µs. */
const healAt = ms(150)
const until = ms(200)
const nodes = ['n1', 'n2', 'n3', 'client'] as const
const node = fc.constantFrom(...nodes)
const lasts = fc.integer({ min: 0, max: ms(60) })
const split = fc.integer({ min: 1, max: 3 }).map((size) => [nodes.slice(0, size), nodes.slice(size)])

const anyFault: fc.Arbitrary<Fault<(typeof nodes)[number]>> = fc.oneof(
  fc.record({ type: fc.constant('crash' as const), node, lasts }),
  fc.record({ type: fc.constant('crash' as const), node }),
  fc.record({ type: fc.constant('restart' as const), node }),
  fc.record({ type: fc.constant('pause' as const), node, lasts }),
  fc.record({ type: fc.constant('resume' as const), node }),
  fc.record({ type: fc.constant('slow' as const), node, factor: fc.integer({ min: 1, max: 50 }), lasts }),
  fc.record({ type: fc.constant('wipe' as const), node, lasts }),
  fc.record({
    type: fc.constant('upgrade' as const),
    node: fc.constantFrom('n1' as const, 'n2' as const, 'n3' as const),
    to: fc.constant('next'),
    lasts,
  }),
  fc.record({
    type: fc.constant('partition' as const),
    cut: split.map((groups) => ({ shape: 'groups' as const, groups })),
    lasts,
  }),
  fc.record({
    type: fc.constant('partition' as const),
    cut: node.map((isolated) => ({ shape: 'isolate' as const, node: isolated })),
    lasts,
  }),
  fc.record({
    type: fc.constant('clog' as const),
    from: node.map((from) => [from]),
    to: fc.constant(nodes),
    lasts,
  }),
  fc.record({
    type: fc.constant('degrade' as const),
    change: fc.record({ loss: fc.integer({ min: 0, max: 500_000 }) }),
    lasts,
  }),
  fc.record({ type: fc.constant('heal' as const) }),
  fc.record({ type: fc.constant('clockJump' as const), node, by: fc.integer({ min: -ms(40), max: ms(40) }) }),
  fc.record({
    type: fc.constant('clockDrift' as const),
    node,
    drift: fc.integer({ min: -500_000, max: 500_000 }),
    lasts,
  }),
  fc.record({ type: fc.constant('disk' as const), node, fault: fc.constantFrom(...diskFaultKinds), lasts }),
)

const timedFault = fc.record({ at: fc.nat({ max: healAt - 1 }), fault: anyFault })

const chance = fc.constantFrom(0, 0, 20_000, 200_000)
const network: fc.Arbitrary<NetworkOptions> = fc.record({
  latency: fc.constantFrom(
    { type: 'constant' as const, latency: 700 },
    { type: 'constant' as const, latency: 0 },
    { type: 'uniform' as const, min: 10, max: ms(8) },
    { type: 'exponential' as const, min: 50, mean: ms(3) },
    { type: 'logNormal' as const, median: ms(2), sigma: 0.7 },
  ),
  loss: chance,
  duplication: chance,
  corruption: chance,
  corruptionIs: fc.constantFrom('detected' as const, 'silent' as const),
  order: fc.constantFrom('free' as const, 'fifo' as const),
  bandwidth: fc.constantFrom(null, null, 200_000),
  inFlight: fc.constantFrom('lost' as const, 'passes' as const),
})

const grows = alwaysStep(
  'grows',
  machine,
  (state) => state.kept,
  (before, after) => after >= before,
)

/** Three nodes of one random protocol, a random client, a random network and random faults, as plain data. */
export const randomWorld = fc.record({
  behaviour,
  next: behaviour,
  steps: fc.array(step, { minLength: 1, maxLength: 5 }),
  network,
  storage: fc.record({
    persist: fc.constantFrom(0, 0, 150),
    read: fc.constantFrom(0, 30),
    write: fc.constantFrom(0, 40),
    fsync: fc.constantFrom(0, 900),
  }),
  handling: fc.constantFrom(0, 0, 25),
  drift: fc.constantFrom(0, 1_000, -70_000),
  faults: fc.array(timedFault, { maxLength: 10, size: 'max' }),
  conditional: fc.record({ fault: anyFault, delay: fc.nat({ max: ms(100) }), count: fc.nat({ max: 500 }) }),
  mix: fc.boolean(),
  heals: fc.boolean(),
})

/** The scenario of a drawn world. */
export function worldOf(
  drawn: typeof randomWorld extends fc.Arbitrary<infer Drawn> ? Drawn : never,
): Scenario {
  return scenario({
    title: 'A random protocol in a random world',
    nodes: {
      n1: machine({ behaviour: drawn.behaviour }),
      n2: machine({ behaviour: drawn.behaviour }),
      n3: machine({ behaviour: drawn.behaviour }),
      client: client({ steps: drawn.steps }),
    },
    versions: { next: machine({ behaviour: drawn.next }) },
    network: drawn.network,
    storage: drawn.storage,
    handling: drawn.handling,
    clocks: { n2: { drift: drawn.drift, offset: ms(3) } },
    faults: [
      ...drawn.faults,
      {
        when: ({ n1, n2 }) => n1.count + n2.count > drawn.conditional.count,
        fault: drawn.conditional.fault,
        delay: drawn.conditional.delay,
      },
      ...(drawn.mix ? [chaos()] : []),
    ],
    ...(drawn.heals && { healAt }),
    until,
    events: 600,
    violates: [noCrash, grows],
    reaches: [sometimes('label 3')],
  })
}
