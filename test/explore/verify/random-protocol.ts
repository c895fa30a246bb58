import fc from 'fast-check'
import { defineNode, type NodeSpec, type Scenario, scenario, seconds, type VerifyBounds } from 'lightcone'

/** What a node does on an input: it goes into another mode, sends, and sets or stops its timers. */
export interface Reaction {
  readonly mode: number
  readonly kept: number
  readonly sends: readonly { readonly to: number; readonly word: number }[]
  readonly timers: readonly { readonly set: boolean; readonly timer: number }[]
  /** What it does as a client: it writes, reads, or has its answer. */
  readonly call: 'none' | 'write' | 'read' | 'return'
}

/** A small protocol as a table: by mode, what to do at boot, on words 0 and 1, and on timers 0 and 1. */
export interface Table {
  readonly rows: readonly (readonly Reaction[])[]
  /** How often a node sends at most in one life. */
  readonly fuel: number
  /** `to: 0` means the node itself then, and all else all others. */
  readonly isSymmetric?: boolean
}

export interface TableState {
  mode: number
  kept: number
  fuel: number
  /** The number of the operation under way; -1 for none. */
  operation: number
}

/** Nobody has a handler for word 2. */
const words = ['word0', 'word1', 'word2'] as const

export interface TableMessage {
  readonly type: (typeof words)[number]
}

interface Doing {
  readonly self: string
  readonly nodes: readonly string[]
  send(to: string, message: TableMessage): void
  after(delay: number, timer: 'timer0' | 'timer1'): void
  cancel(timer: 'timer0' | 'timer1'): void
  invoke(input: unknown): number
  complete(operation: number, output?: unknown): void
}

/** A node that has not run; what survives a crash is `kept` and `fuel`. */
export function initialState(fuel: number, kept = 0): TableState {
  return { mode: 0, kept, fuel, operation: -1 }
}

/** Handles an input: 0 is the boot, 1 and 2 are words, 3 and 4 timers. */
export function react({ rows, isSymmetric }: Table, state: TableState, input: number, ctx: Doing): void {
  const { mode, kept, sends, timers, call } = rows[state.mode % rows.length]![input]!
  state.mode = mode
  state.kept = kept
  for (const { to, word } of sends)
    if (state.fuel > 0) {
      state.fuel--
      const message = { type: words[word]! }
      const others = ctx.nodes.filter((id) => (id === ctx.self) === (to === 0))
      for (const id of isSymmetric ? others : [ctx.nodes[to % ctx.nodes.length]!]) ctx.send(id, message)
    }
  for (const { set, timer } of timers) {
    const name = timer === 0 ? 'timer0' : 'timer1'
    if (set) ctx.after(1, name)
    else ctx.cancel(name)
  }
  if (call === 'return') {
    if (state.operation < 0) return
    ctx.complete(state.operation, state.kept)
    state.operation = -1
  } else if (call !== 'none' && state.operation < 0 && state.fuel > 0) {
    state.fuel--
    state.operation = ctx.invoke(call === 'read' ? { f: 'read' } : { f: 'write', value: state.kept })
  }
}

export const tableNode = defineNode<TableState, TableMessage, Table, 'timer0' | 'timer1'>('table', {
  initial: ({ fuel }) => initialState(fuel),
  // Fuel survives, lest crashes make the protocol endless.
  persistent: ['kept', 'fuel'],
  boot: (state, ctx) => react(ctx.options, state, 0, ctx),
  on: {
    word0: (state, _message, ctx) => react(ctx.options, state, 1, ctx),
    word1: (state, _message, ctx) => react(ctx.options, state, 2, ctx),
  },
  timeout: {
    timer0: (state, ctx) => react(ctx.options, state, 3, ctx),
    timer1: (state, ctx) => react(ctx.options, state, 4, ctx),
  },
})

const reaction: fc.Arbitrary<Omit<Reaction, 'call'>> = fc.record({
  mode: fc.nat(2),
  kept: fc.nat(1),
  sends: fc.array(fc.record({ to: fc.nat(2), word: fc.nat(2) }), { maxLength: 2 }),
  timers: fc.array(fc.record({ set: fc.boolean(), timer: fc.nat(1) }), { maxLength: 2 }),
})

const inputs = 5

function tableOf(call: fc.Arbitrary<Reaction['call']>): fc.Arbitrary<Table> {
  const cell = fc.tuple(reaction, call).map(([rest, what]) => ({ ...rest, call: what }))
  return fc.record({
    rows: fc.array(fc.array(cell, { minLength: inputs, maxLength: inputs }), { minLength: 1, maxLength: 3 }),
    fuel: fc.integer({ min: 1, max: 2 }),
  })
}

const table = tableOf(fc.constant('none'))
const callingTable = tableOf(fc.constantFrom('none', 'write', 'read', 'return'))

export type RandomBounds = Required<Pick<VerifyBounds, 'network' | 'crashes' | 'drops' | 'duplicates'>> & {
  readonly timeouts: number
}

const boundsUpTo = (most: number): fc.Arbitrary<RandomBounds> =>
  fc
    .record({
      network: fc.constantFrom(
        'unordered' as const,
        'ordered' as const,
        'set' as const,
        'duplicating' as const,
      ),
      crashes: fc.nat(most),
      drops: fc.nat(most),
      duplicates: fc.nat(most),
      timeouts: fc.nat(2),
    })
    .map((all) => ({
      ...all,
      drops: all.network === 'set' ? 0 : all.drops,
      duplicates: all.network === 'unordered' || all.network === 'ordered' ? all.duplicates : 0,
    }))

export interface RandomProtocol {
  readonly tables: readonly Table[]
  readonly bounds: RandomBounds
}

export const randomProtocol: fc.Arbitrary<RandomProtocol> = fc.record({
  tables: fc.array(table, { minLength: 2, maxLength: 3 }),
  bounds: boundsUpTo(1),
})

/** One with several failures of a kind, so that bounds are shared before they run out. */
export const failingProtocol: fc.Arbitrary<RandomProtocol> = fc.record({
  tables: fc.array(table, { minLength: 2, maxLength: 3 }),
  bounds: boundsUpTo(2),
})

/** One whose nodes call themselves, as clients do, what they write and read. */
export const callingProtocol: fc.Arbitrary<RandomProtocol> = fc.record({
  tables: fc.array(callingTable, { minLength: 2, maxLength: 3 }),
  bounds: boundsUpTo(1),
})

/** The same table for all nodes, whose words go to all others, or to the node itself: names have no part in it. */
export const symmetricProtocol: fc.Arbitrary<RandomProtocol> = fc
  .record({ one: table, nodes: fc.integer({ min: 2, max: 3 }), bounds: boundsUpTo(1) })
  .map(({ one, nodes, bounds: within }) => ({
    tables: Array.from({ length: nodes }, () => ({ ...one, isSymmetric: true })),
    bounds: within,
  }))

/** The scenario of a random protocol. */
export function scenarioOf(
  { tables, bounds: verify }: RandomProtocol,
  parts: Partial<Scenario> = {},
): Scenario {
  const nodes: Record<string, NodeSpec<TableState>> = {}
  for (const [index, one] of tables.entries()) nodes[`n${index + 1}`] = tableNode(one)
  return scenario({ title: 'A table', nodes, until: seconds(1), verify, ...(parts as object) })
}
