import { describe, expect, it } from 'vitest'
import { always } from '../../src/checkers/always.ts'
import { at, crash, diskFault, type Fault } from '../../src/faults/fault.ts'
import { ms, seconds } from '../../src/kernel/time.ts'
import { constant } from '../../src/network/latency.ts'
import { defineNode, type NodeSpec } from '../../src/node/definition.ts'
import type { StorageLatencies } from '../../src/node/host.ts'
import { scenario } from '../../src/simulation/scenario.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { Simulation } from '../../src/simulation/simulation.ts'
import { decodeRecords, encodeRecord } from '../../src/storage/records.ts'
import { revive } from '../../src/storage/snapshot.ts'

type Message =
  | { readonly type: 'put'; readonly value: number }
  | { readonly type: 'stored'; readonly value: number }

interface Client {
  acknowledged: number[]
  lost: number[]
}

/** Puts a value every 10 ms. */
const writer = defineNode<Client, Message, Record<never, never>, 'put'>('writer', {
  initial: () => ({ acknowledged: [], lost: [] }),
  client: true,
  boot: (_state, ctx) => ctx.after(ms(10), 'put', '1'),
  on: {
    stored: (state, { value }) => {
      state.acknowledged.push(value)
    },
  },
  timeout: {
    put(_state, ctx, key) {
      const value = Number(key)
      ctx.send('store', { type: 'put', value })
      if (value < 20) ctx.after(ms(10), 'put', `${value + 1}`)
    },
  },
})

interface Store {
  values: number[]
  /** Has read its log since it booted. */
  recovered: boolean
}

/** Keeps its values in a persistent field. */
const fieldStore = defineNode<Store, Message>('store', {
  initial: () => ({ values: [], recovered: true }),
  persistent: ['values'],
  on: {
    put(state, { value }, ctx) {
      state.values.push(value)
      ctx.reply({ type: 'stored', value })
    },
  },
})

/** Keeps its values in a write-ahead log of checksummed records, and answers when they are durable. */
const logStore = defineNode<
  Store & { pending: number[]; end: number },
  Message,
  { checksums: boolean },
  never,
  'synced'
>('store', {
  initial: () => ({ values: [], recovered: false, pending: [], end: 0 }),
  boot(state, ctx) {
    const bytes = ctx.disk.read('log')
    state.recovered = true
    if (ctx.options.checksums) {
      const { records, end } = decodeRecords<number>(bytes)
      state.values = records
      state.end = end
      return
    }
    state.end = bytes.length
    for (let i = 0; i < bytes.length; i += 2) state.values.push(bytes[i]! * 256 + (bytes[i + 1] ?? 0))
  },
  on: {
    put(state, { value }, ctx) {
      const { checksums } = ctx.options
      const record = checksums ? encodeRecord(value) : new Uint8Array([Math.floor(value / 256), value % 256])
      // Over what is torn, if the log ends so.
      ctx.disk.write('log', state.end, record)
      state.end += record.length
      state.values.push(value)
      state.pending.push(value)
      ctx.disk.fsync('log', 'synced')
    },
  },
  disk: {
    synced(state, { ok }, ctx) {
      const value = state.pending.shift()!
      if (ok) ctx.send('writer', { type: 'stored', value })
    },
  },
})

const durable = always(
  'what was acknowledged is there',
  { fieldStore, writer },
  ({ fieldStore: stores, writer: writers }) => {
    if (!stores.every(({ recovered }) => recovered)) return true
    const values = new Set(stores.flatMap((store) => store.values))
    const missing = writers.flatMap(({ acknowledged }) => acknowledged).filter((value) => !values.has(value))
    return missing.length === 0 || `${missing} acknowledged and lost`
  },
)

const invented = always('what is there was put', logStore, (stores) =>
  stores.every(({ values }) => values.every((value) => value >= 1 && value <= 20)),
)

function world(
  store: NodeSpec<Store>,
  faults: readonly (readonly [number, Fault<'store'>])[],
  storage: Partial<StorageLatencies> = {},
) {
  return scenario({
    title: 'A store and its disk',
    nodes: { store, writer: writer() },
    network: { latency: constant(ms(1)) },
    storage,
    faults: faults.map(([time, fault]) => at<'store'>(time, fault)),
    until: seconds(1),
    holds: [durable],
  })
}

function states(simulation: Simulation): { store: Store; writer: Client } {
  return simulation.states as unknown as { store: Store; writer: Client }
}

describe('persistent fields', () => {
  it('are durable before the messages of their handler leave', () => {
    const simulation = new Simulation(world(fieldStore(), [], { persist: ms(3) }), { seed: 1 })
    // Put at 10 ms, there at 11, durable at 14, acknowledged at 15.
    simulation.runUntil(ms(14) - 1)
    expect(revive(simulation.hosts[0]!.durable)).toEqual({ values: [] })
    simulation.runUntil(ms(14))
    expect(revive(simulation.hosts[0]!.durable)).toEqual({ values: [1] })
    expect(states(simulation).writer.acknowledged).toEqual([])
    simulation.runUntil(ms(15))
    expect(states(simulation).writer.acknowledged).toEqual([1])
  })

  it('and the messages are lost together by a crash in between', () => {
    const simulation = new Simulation(
      world(fieldStore(), [[ms(13), crash('store', { lasts: ms(1) })]], { persist: ms(3) }),
      { seed: 1 },
    )
    const { verdict, stats } = simulation.run()
    expect(verdict).toBe('passed')
    expect(stats.dropped['crashed before sending']).toBe(1)
    const rest = Array.from({ length: 19 }, (_, i) => i + 2)
    expect(states(simulation).store.values).toEqual(rest)
    expect(states(simulation).writer.acknowledged).toEqual(rest)
  })

  it('are acknowledged and lost where fsync lies', () => {
    const { verdict, violations, stats } = simulate(
      world(fieldStore(), [
        [ms(35), diskFault('store', 'fsync-lies')],
        [ms(55), crash('store', { lasts: ms(1) })],
      ]),
      { seed: 1 },
    )
    expect(verdict).toBe('violated')
    expect(violations[0]).toMatchObject({ at: ms(55), message: '4,5 acknowledged and lost' })
    expect(stats.faults).toEqual({ 'fsync-lies': 1, 'fsync-lies took effect': 2, crash: 1 })
  })

  it.each(['fsync-fails', 'full'] as const)('that cannot be made durable stop the node: %s', (fault) => {
    const simulation = new Simulation(world(fieldStore(), [[ms(35), diskFault('store', fault)]]), { seed: 1 })
    const { verdict, stats } = simulation.run()
    expect(verdict).toBe('passed')
    expect(simulation.hosts[0]!.up).toBe(false)
    expect(states(simulation).store.values).toEqual([1, 2, 3])
    expect(states(simulation).writer.acknowledged).toEqual([1, 2, 3])
    expect(stats.dropped).toMatchObject({ 'crashed before sending': 1, 'node down': 16 })
  })
})

describe('entries', () => {
  /** Keeps what it is told, and changes the first when it hears of the third. */
  const tamperer = defineNode<{ log: { value: number }[] }, Message>('store', {
    initial: () => ({ log: [] }),
    persistent: ['log'],
    entries: ['log'],
    on: {
      put(state, { value }) {
        state.log.push({ value })
        if (value === 3) state.log[0]!.value = 4
      },
    },
  })
  const run = (storage: Partial<StorageLatencies>) =>
    simulate(
      scenario({
        title: 'A log that is changed',
        nodes: { store: tamperer(), writer: writer() },
        network: { latency: constant(ms(1)) },
        storage,
        until: seconds(1),
      }),
      { seed: 1 },
    )

  it('that are changed are told where it happens, when writing takes time', () => {
    expect(run({}).violations).toEqual([])
    const [violation] = run({ persist: ms(1) }).violations
    expect(violation).toMatchObject({ property: 'no-crash', node: 'store' })
    expect(violation!.message).toContain("Cannot assign to read only property 'value'")
    expect(violation!.stack).toContain('host.test.ts')
  })
})

describe('files', () => {
  it('hold the node up for as long as reading and writing takes, and tell when an fsync is done', () => {
    const seen: string[] = []
    const node = defineNode<object, { type: 'x' }, Record<never, never>, 'next', 'done'>('node', {
      initial: () => ({}),
      boot: (_state, ctx) => {
        ctx.disk.append('log', new Uint8Array(1))
        ctx.disk.append('log', new Uint8Array(1))
        ctx.disk.read('log')
        ctx.after(1, 'next')
      },
      timeout: {
        next: (_state, ctx) => {
          seen.push(`next ${ctx.now}`)
          ctx.disk.fsync('log', 'done')
        },
      },
      disk: { done: (_state, { file, ok }, ctx) => seen.push(`${file} ${ok} ${ctx.now}`) },
    })
    const storage = { write: ms(2), read: ms(1), fsync: ms(7) }
    simulate(scenario({ title: 'Slow files', nodes: { n: node() }, storage, until: seconds(1) }), { seed: 1 })
    expect(seen).toEqual([`next ${ms(5)}`, `log true ${ms(12)}`])
  })

  const torn: (readonly [number, Fault<'store'>])[] = [1, 2, 3, 4, 5].flatMap((nth) => [
    [ms(1), diskFault('store', 'torn-write')],
    [ms(30 * nth) + 1_500, crash('store', { lasts: ms(2) })],
  ])

  it('of checksummed records survive crashes that tear what was not synced', () => {
    let tore = 0
    for (let seed = 1; seed <= 50; seed++) {
      const parts = world(logStore({ checksums: true }), torn, { fsync: ms(1) })
      const { verdict, stats } = simulate({ ...parts, holds: [durable, invented] }, { seed })
      expect(verdict).toBe('passed')
      tore += stats.faults['torn-write took effect'] ?? 0
    }
    expect(tore).toBeGreaterThan(50)
  })

  it('without checksums hold what nobody has put', () => {
    const parts = world(logStore({ checksums: false }), torn, { fsync: ms(1) })
    const verdicts = Array.from(
      { length: 50 },
      (_, seed) => simulate({ ...parts, holds: [invented] }, { seed }).verdict,
    )
    expect(verdicts).toContain('violated')
  })
})
