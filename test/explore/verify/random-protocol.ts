import fc from 'fast-check'
import { defineNode, type NodeSpec, type Scenario, scenario, seconds, type VerifyBounds } from 'lightcone'

/** What a node does on an input: it goes into another mode, sends, and sets or stops its timers. */
export interface Reaction {
  readonly mode: number
  readonly kept: number
  readonly sends: readonly { readonly to: number; readonly word: number }[]
  readonly timers: readonly { readonly set: boolean; readonly timer: number }[]
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
}

export type TableMessage = { readonly type: 'word0' } | { readonly type: 'word1' }

interface Doing {
  readonly self: string
  readonly nodes: readonly string[]
  send(to: string, message: TableMessage): void
  after(delay: number, timer: 'timer0' | 'timer1'): void
  cancel(timer: 'timer0' | 'timer1'): void
}

/** Handles an input: 0 is the boot, 1 and 2 are words, 3 and 4 timers. */
export function react({ rows, isSymmetric }: Table, state: TableState, input: number, ctx: Doing): void {
  const { mode, kept, sends, timers } = rows[state.mode % rows.length]![input]!
  state.mode = mode
  state.kept = kept
  for (const { to, word } of sends)
    if (state.fuel > 0) {
      state.fuel--
      const message = { type: word === 0 ? ('word0' as const) : ('word1' as const) }
      const others = ctx.nodes.filter((id) => (id === ctx.self) === (to === 0))
      for (const id of isSymmetric ? others : [ctx.nodes[to % ctx.nodes.length]!]) ctx.send(id, message)
    }
  for (const { set, timer } of timers) {
    const name = timer === 0 ? 'timer0' : 'timer1'
    if (set) ctx.after(1, name)
    else ctx.cancel(name)
  }
}

export const tableNode = defineNode<TableState, TableMessage, Table, 'timer0' | 'timer1'>('table', {
  initial: ({ fuel }) => ({ mode: 0, kept: 0, fuel }),
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

const reaction: fc.Arbitrary<Reaction> = fc.record({
  mode: fc.nat(2),
  kept: fc.nat(1),
  sends: fc.array(fc.record({ to: fc.nat(2), word: fc.nat(1) }), { maxLength: 2 }),
  timers: fc.array(fc.record({ set: fc.boolean(), timer: fc.nat(1) }), { maxLength: 2 }),
})

const table: fc.Arbitrary<Table> = fc.record({
  rows: fc.array(fc.tuple(reaction, reaction, reaction, reaction, reaction), { minLength: 1, maxLength: 3 }),
  fuel: fc.integer({ min: 1, max: 2 }),
})

export type RandomBounds = Required<Pick<VerifyBounds, 'network' | 'crashes' | 'drops' | 'duplicates'>> & {
  readonly timeouts: number
}

const bounds: fc.Arbitrary<RandomBounds> = fc
  .record({
    network: fc.constantFrom(
      'unordered' as const,
      'ordered' as const,
      'set' as const,
      'duplicating' as const,
    ),
    crashes: fc.nat(1),
    drops: fc.nat(1),
    duplicates: fc.nat(1),
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
  bounds,
})

/** The same table for all nodes, whose words go to all others, or to the node itself: names have no part in it. */
export const symmetricProtocol: fc.Arbitrary<RandomProtocol> = fc
  .record({ one: table, nodes: fc.integer({ min: 2, max: 3 }), bounds })
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
