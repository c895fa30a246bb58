import { describe, expect, it } from 'vitest'
import {
  at,
  type Cell,
  compareVersions,
  crash,
  defineNode,
  degrade,
  everyKeyValueOperationReturns,
  type KeyValueClientOptions,
  type KeyValueRequest,
  type KeyValueResponse,
  keyValueClient,
  linearizable,
  type Micros,
  ms,
  neverWritten,
  percent,
  type Run,
  registerModel,
  scenario,
  seconds,
  simulate,
  type TimedFault,
  UsageError,
} from '../../src/index.ts'

interface Server {
  cells: Record<string, Cell>
  /** All puts that came, in order. */
  puts: Cell[]
}

/** One server alone, or one that sends everybody away. */
const server = defineNode<Server, KeyValueRequest | KeyValueResponse, { readonly away?: boolean }>('server', {
  initial: () => ({ cells: {}, puts: [] }),
  persistent: ['cells', 'puts'],
  on: {
    get(state, { key }, ctx) {
      const { value } = state.cells[key] ?? neverWritten
      ctx.reply(ctx.options.away ? { type: 'unavailable' } : { type: 'got', value })
    },
    version(state, { key }, ctx) {
      const { counter } = state.cells[key] ?? neverWritten
      ctx.reply(ctx.options.away ? { type: 'unavailable' } : { type: 'versionRead', counter })
    },
    put(state, { key, counter, writer, value }, ctx) {
      if (ctx.options.away) {
        ctx.reply({ type: 'unavailable' })
        return
      }
      const cell = { counter, writer, value }
      state.puts.push(cell)
      if (compareVersions(cell, state.cells[key] ?? neverWritten) > 0) state.cells[key] = cell
      ctx.reply({ type: 'written' })
    },
  },
})

function run(
  client: Partial<KeyValueClientOptions>,
  faults: readonly TimedFault<'s1'>[] = [],
  until: Micros = seconds(20),
): { run: Run; puts: Cell[] } {
  let puts: Cell[] = []
  const world = scenario({
    title: 'one server',
    nodes: {
      s1: server(),
      s2: server({ away: true }),
      c1: keyValueClient({ servers: ['s1', 's2'], operations: 30, ...client }),
      c2: keyValueClient({ servers: ['s1', 's2'], operations: 30, ...client }),
    },
    faults,
    healAt: until - seconds(1),
    until,
    holds: [
      linearizable(registerModel()),
      {
        name: 'puts',
        type: 'always',
        kinds: ['server'],
        monitor: () => ({
          changed(node) {
            if (node.id === 's1') puts = [...(node.state as Server).puts]
            return null
          },
          exercised: () => 1,
        }),
      },
    ],
    violates: [everyKeyValueOperationReturns()],
  })
  return { run: simulate(world, { seed: 3 }), puts }
}

describe('a key-value client', () => {
  it('performs its operations one after the other, and goes on to the next server when it is sent away', () => {
    const { run: done } = run({})
    expect(done.violations).toEqual([])
    expect(done.history).toHaveLength(60)
    expect(done.history.every(({ outcome }) => outcome === 'ok')).toBe(true)
  })

  it('repeats a put under one version until it is answered, so that it stays one write', () => {
    const { run: done, puts } = run({ timeout: ms(20) }, [
      at(0, degrade({ loss: percent(30) }, { lasts: seconds(15) })),
    ])
    expect(done.violations).toEqual([])
    const versions = new Map<string, unknown>()
    let repeated = 0
    for (const { counter, writer, value } of puts) {
      const version = `${counter}.${writer}`
      if (versions.has(version)) repeated++
      expect(versions.get(version) ?? value).toBe(value)
      versions.set(version, value)
    }
    expect(repeated).toBeGreaterThan(0)
  })

  it('gives two writes of its own never one version, even after it gave one up', () => {
    const { puts } = run({ timeout: ms(20), giveUpAfter: ms(60), thinkTime: [0, ms(30)] }, [
      at(ms(200), crash('s1', { lasts: ms(300) })),
    ])
    const values = new Map<string, unknown>()
    for (const { counter, writer, value } of puts) {
      expect(values.get(`${counter}.${writer}`) ?? value).toBe(value)
      values.set(`${counter}.${writer}`, value)
    }
  })

  it('leaves what it gives up indeterminate, and says for whom it waits if it never gives up', () => {
    const down = [at(ms(100), crash('s1'))]
    const given = run({ giveUpAfter: ms(500), thinkTime: [0, ms(10)] }, down, seconds(8)).run
    expect(given.history.filter(({ outcome }) => outcome === 'indeterminate').length).toBeGreaterThan(5)
    const stuck = scenario({
      title: 'nobody serves',
      nodes: { s2: server({ away: true }), c1: keyValueClient({ servers: ['s2'], operations: 3 }) },
      healAt: 0,
      until: seconds(2),
      violates: [everyKeyValueOperationReturns()],
    })
    expect(simulate(stuck, { seed: 1 }).violations[0]?.message).toContain('c1 waits for s2 with 3 to go')
  })

  it('refuses to ask nobody', () => {
    const world = () =>
      simulate(
        scenario({ title: 'no server', nodes: { c1: keyValueClient({ servers: [] }) }, until: seconds(1) }),
        { seed: 1 },
      )
    expect(world).toThrow(UsageError)
  })
})
