import fc from 'fast-check'
import {
  acceptor,
  always,
  alwaysStep,
  alwaysWithMemory,
  cluster,
  defineNode,
  defineProgram,
  explain,
  learner,
  linearizable,
  ms,
  oneValueChosenByAcceptors,
  type Property,
  proposer,
  registerModel,
  scenario,
  seconds,
  simulate,
  sometimes,
  UsageError,
  type VerifyBounds,
  verify,
} from 'lightcone'
import { describe, expect, it } from 'vitest'
import { randomProtocol, scenarioOf, tableNode } from './random-protocol.ts'

interface Counter {
  value: number
}

/** Counts what it is told, and tells its peer when its timer fires, up to three times. */
const counter = defineNode<Counter, { type: 'tell' }, Record<never, never>, 'tell'>('counter', {
  initial: () => ({ value: 0 }),
  boot: (_state, ctx) => ctx.after(ms(10), 'tell'),
  on: {
    tell: (state) => {
      state.value++
    },
  },
  timeout: {
    tell(state, ctx) {
      ctx.broadcast({ type: 'tell' })
      ctx.note('told')
      if (state.value < 3) ctx.after(ms(10), 'tell')
    },
  },
})

const below = (limit: number) =>
  always(
    `below ${limit}`,
    counter,
    (states) => states.every(({ value }) => value < limit) || `${limit} reached`,
  )

function counters(
  verifyBounds: VerifyBounds<'n1' | 'n2', { readonly n1: Counter; readonly n2: Counter }>,
  properties: { holds?: Property[]; violates?: Property[]; reaches?: Property[] },
) {
  return scenario({
    title: 'Two count',
    nodes: cluster(2, counter()),
    until: seconds(1),
    verify: verifyBounds,
    ...properties,
  })
}

describe('verify', () => {
  it('says verified when everything within the bounds was seen, and nothing is violated', () => {
    const { verdict, exhausted, violations } = verify(counters({ timeouts: 2 }, { holds: [below(3)] }))
    expect({ verdict, exhausted, violations }).toEqual({
      verdict: 'verified',
      exhausted: null,
      violations: [],
    })
  })

  it('finds a shortest counterexample, as a plan whose run violates the same', () => {
    const told = counters({ timeouts: 2 }, { holds: [below(2)] })
    const { verdict, violations } = verify(told)
    expect(verdict).toBe('violated')
    const [violation] = violations
    // Two timeouts at one node, and two deliveries at the other.
    expect(violation).toMatchObject({ property: 'below 2', message: '2 reached', depth: 4, replays: true })
    const types = violation!.steps.map(({ type }) => type)
    expect(types.filter((type) => type === 'timeout')).toHaveLength(2)
    expect(types.filter((type) => type === 'deliver')).toHaveLength(2)
    expect(simulate(told, { plan: violation!.plan }).violations[0]).toMatchObject({ property: 'below 2' })
  })

  it('finds what only a crash, a loss or a duplicate can bring about, and replays it', () => {
    const forgets = alwaysStep(
      'never forgets',
      counter,
      ({ value }) => value,
      (before, after) => after >= before,
    )
    const cases = [
      [counters({ timeouts: 1, crashes: 1 }, { holds: [forgets] }), 'crash'],
      [counters({ timeouts: 1, duplicates: 1 }, { holds: [below(2)] }), 'duplicate'],
    ] as const
    for (const [told, type] of cases) {
      const { violations } = verify(told)
      expect(violations).toMatchObject([{ replays: true }])
      expect(violations[0]!.steps.map((step) => step.type)).toContain(type)
    }
    expect(verify(counters({ timeouts: 1 }, { holds: [forgets, below(2)] })).verdict).toBe('verified')
    const lost = verify(
      counters({ timeouts: 1, drops: 1, mayEnd: ({ n1, n2 }) => n1.value + n2.value === 2 }, {}),
    )
    expect(lost.violations).toMatchObject([{ property: 'deadlock', depth: 4 }])
    expect(lost.violations[0]!.steps.some(({ type }) => type === 'drop')).toBe(true)
  })

  it('replays every counterexample it finds, in every kind of network', () => {
    fc.assert(
      fc.property(randomProtocol, fc.nat(3), (protocol, sum) => {
        const modes = always(
          'not these modes',
          tableNode({ rows: [], fuel: 0 }),
          (states) => states.reduce((all, { mode }) => all + mode, 0) !== sum + 2,
        )
        const told = scenarioOf(protocol, { holds: [modes] })
        const { violations, verdict } = verify(told, { bounds: { states: 5_000 } })
        fc.pre(verdict === 'violated')
        expect(violations).toMatchObject([{ property: 'not these modes', replays: true }])
      }),
      { numRuns: 150 },
    )
  })

  it('never finds less than random simulations see', () => {
    fc.assert(
      fc.property(randomProtocol, fc.nat(1_000), (protocol, seed) => {
        const { bounds } = protocol
        const told = scenarioOf({
          ...protocol,
          bounds: { ...bounds, network: 'duplicating', crashes: 0, drops: 0, duplicates: 0, timeouts: 3 },
        })
        const known = new Set<string>()
        const { verdict } = verify(told, {
          bounds: { states: 20_000 },
          visit: ({ nodes }) => known.add(JSON.stringify(Object.values(nodes).map(({ state }) => state))),
        })
        fc.pre(verdict === 'verified')
        const seen: string[] = []
        const watched = {
          ...told,
          events: 30,
          holds: [
            always('seen', tableNode({ rows: [], fuel: 0 }), (states, nodes) => {
              if (nodes.every(({ up }) => up)) seen.push(JSON.stringify(states))
              return true
            }),
          ],
        }
        const { stats } = simulate(watched, { seed })
        fc.pre(stats.timeouts <= 3)
        for (const state of seen) expect(known).toContain(state)
      }),
      { numRuns: 100 },
    )
  })

  it('shrinks a counterexample to its bones: two proposers of one millisecond', () => {
    const bug = 'accepts-below-its-promise'
    const told = scenario({
      title: 'An acceptor accepts below its promise',
      nodes: {
        ...cluster(2, proposer({ bug, acceptors: ['a1', 'a2', 'a3'] }), 'p'),
        ...cluster(3, acceptor({ bug, learners: ['l1'] }), 'a'),
        l1: learner({ bug, acceptors: ['a1', 'a2', 'a3'], proposers: ['p1', 'p2'] }),
      },
      until: seconds(1),
      holds: [oneValueChosenByAcceptors(3)],
      verify: { timeouts: 1, network: 'ordered' },
    })
    const { violations, depth } = verify(told)
    expect(violations).toMatchObject([{ property: 'one value is chosen', depth: 14, replays: true }])
    expect(depth).toBe(14)
    const { script } = explain(told, violations[0]!.plan, 'one value is chosen')
    expect(script).toEqual([
      'nodes p1 p2 a1 a2 a3 l1',
      'every message takes 1 ms',
      'timer#1: p1: timer propose #1 fires after 0 µs',
      'timer#2: p2: timer propose #1 fires after 0 µs',
    ])
  }, 60_000)

  it('says which bound of the search ran out, and nothing more', () => {
    for (const [bounds, exhausted] of [
      [{ depth: 3 }, 'depth'],
      [{ states: 5 }, 'states'],
      [{ memory: 0 }, 'memory'],
    ] as const)
      expect(
        verify(counters({ timeouts: 4, duplicates: 3, crashes: 2, ...bounds }, { holds: [below(9)] })),
      ).toMatchObject({
        verdict: 'undecided',
        exhausted,
      })
    const stopped = verify(counters({ timeouts: 4, duplicates: 3, crashes: 2 }, {}), {
      stop: () => 'stopped',
    })
    expect(stopped).toMatchObject({ verdict: 'undecided', exhausted: 'stopped' })
  })

  it('counts the states of nodes and what is known of them to its memory, and stops with what was found', () => {
    // A state of the whole is no more than the number of this one.
    const logger = defineNode<{ log: string[] }, { type: 'none' }, Record<never, never>, 'a' | 'b'>(
      'logger',
      {
        initial: () => ({ log: [] }),
        boot: (_state, ctx) => {
          ctx.after(1, 'a')
          ctx.after(1, 'b')
        },
        timeout: {
          a(state, ctx) {
            state.log.push('a')
            ctx.after(1, 'a')
          },
          b(state, ctx) {
            state.log.push('b')
            ctx.after(1, 'b')
          },
        },
      },
    )
    const logs = scenario({
      title: 'One node writes',
      nodes: { n1: logger() },
      until: seconds(1),
      reaches: [sometimes('two were written', logger, ([state]) => state!.log.length === 2)],
      verify: { memory: 5 },
    })
    for (const order of ['breadth', 'depth'] as const) {
      const { verdict, exhausted, states, bytes, reached } = verify(logs, { order })
      expect({ verdict, exhausted }).toEqual({ verdict: 'undecided', exhausted: 'memory' })
      expect(bytes).toBeGreaterThan(5_000_000)
      expect(bytes).toBeLessThan(10_000_000)
      // Each takes some 1,100 bytes, of which the visited states are a small part.
      expect(states).toBeLessThan(10_000)
      expect(reached['two were written']).toBe(2)
    }
  })

  it('is not bounded by a depth that it does not reach', () => {
    const all = verify(counters({ timeouts: 1 }, {}))
    expect(all.verdict).toBe('verified')
    expect(verify(counters({ timeouts: 1, depth: all.depth }, {})).verdict).toBe('undecided')
    expect(verify(counters({ timeouts: 1, depth: all.depth + 1 }, {})).verdict).toBe('verified')
  })

  it('leaves out what comes after a state that is not within the bounds', () => {
    const within = ({ n1, n2 }: { readonly n1: Counter; readonly n2: Counter }) => n1.value + n2.value < 2
    const seen: number[] = []
    verify(counters({ timeouts: 2, within }, {}), {
      visit: ({ nodes }) => seen.push(value(nodes.n1!.state) + value(nodes.n2!.state)),
    })
    expect(Math.max(...seen)).toBe(1)
    // The states just outside are judged all the same.
    expect(verify(counters({ timeouts: 2, within }, { holds: [below(2)] })).verdict).toBe('violated')
  })

  it('lets no timer of a synchronous system fire before messages have arrived, nor before shorter ones', () => {
    const punctual = defineNode<
      { seen: string },
      { type: 'tell' },
      { readonly long: number | readonly [number, number] },
      'long' | 'short'
    >('punctual', {
      initial: () => ({ seen: '' }),
      boot(_state, ctx) {
        ctx.after(ctx.options.long, 'long')
        ctx.after(ms(5), 'short')
      },
      on: {
        tell: (state) => {
          state.seen += ' tell'
        },
      },
      timeout: {
        short(state, ctx) {
          state.seen += ' short'
          ctx.broadcast({ type: 'tell' })
        },
        long: (state) => {
          state.seen += ' long'
        },
      },
    })
    const seen = (synchronous: boolean, long: number | readonly [number, number]) => {
      const told = scenario({
        title: 'Two are punctual',
        nodes: cluster(2, punctual({ long })),
        until: seconds(1),
        verify: { synchronous },
      })
      const all = new Set<string>()
      verify(told, { visit: ({ nodes }) => all.add((nodes.n1!.state as { seen: string }).seen) })
      return [...all].filter((one) => one.includes('long') && one.includes('tell') && one.includes('short'))
    }
    expect(seen(true, ms(10)).sort()).toEqual([' short tell long', ' tell short long'])
    expect(seen(false, ms(10))).toHaveLength(6)
    expect(() => seen(true, [ms(10), ms(20)])).toThrow(/set for a fixed time .* that of 'long' is drawn/)
  })

  it('shows what a scenario declares to be violated, and finds it missing where nothing violates it', () => {
    expect(verify(counters({ timeouts: 2 }, { violates: [below(2)] }))).toMatchObject({
      verdict: 'shown',
      notShown: [],
    })
    expect(verify(counters({ timeouts: 2 }, { violates: [below(5)] }))).toMatchObject({
      verdict: 'violated',
      notShown: ['below 5'],
    })
  })

  it('tells after how many steps a situation is reached first', () => {
    const both = sometimes('both were told', counter, (states) => states.every(({ value: told }) => told > 0))
    const reached = verify(counters({ timeouts: 1 }, { reaches: [both, sometimes('told')] }))
    expect(reached).toMatchObject({ verdict: 'verified', reached: { 'both were told': 4, told: 1 } })
    for (const order of ['breadth', 'depth', 'deepening'] as const) {
      const { witnesses } = verify(counters({ timeouts: 1 }, { reaches: [both, sometimes('told')] }), {
        order,
      })
      expect(witnesses).toMatchObject([
        { situation: 'told', replays: true },
        { situation: 'both were told', replays: true },
      ])
      const { steps } = witnesses[1]!
      expect(steps.filter(({ type }) => type === 'deliver')).toHaveLength(2)
      expect(steps.filter(({ type }) => type === 'timeout')).toHaveLength(2)
    }
    const never = verify(counters({ timeouts: 0 }, { reaches: [both, sometimes('told')] }))
    expect(never).toMatchObject({ verdict: 'violated', reached: { 'both were told': null, told: null } })
  })

  it('makes what a property remembers a part of the state', () => {
    // Both runs of n1 and n2 end alike; only who counted first differs.
    const first = alwaysWithMemory(
      'n1 counts first',
      counter,
      () => ({ first: null as string | null }),
      (memory, { value: counted }, { id }) => {
        if (counted > 0) memory.first ??= id
        return counted < 1 || id === 'n2' || memory.first === 'n1' || 'n2 counted first'
      },
    )
    expect(verify(counters({ timeouts: 1 }, { holds: [first] })).violations).toMatchObject([
      { depth: 4, replays: true },
    ])
  })

  it('takes a handler that throws for a violation', () => {
    const fragile = defineNode<Counter, { type: 'go' }, Record<never, never>, 'go'>('fragile', {
      initial: () => ({ value: 0 }),
      boot: (_state, ctx) => ctx.after(ms(1), 'go'),
      timeout: {
        go() {
          throw new Error('it broke')
        },
      },
    })
    const told = scenario({ title: 'It breaks', nodes: { n1: fragile() }, until: seconds(1), verify: {} })
    expect(verify(told).violations).toMatchObject([
      { property: 'no-crash', message: 'a handler of n1 (fragile) threw Error: it broke', replays: true },
    ])
  })

  it('judges what clients saw: a stale read is found, where the order of time forbids it', () => {
    const told = (isCareful: boolean) =>
      scenario({
        title: 'Two copies of a register',
        nodes: {
          a: copy(),
          b: copy(),
          writer: writer({ copies: ['a', 'b'], isCareful }),
          reader: reader({ copy: 'b' }),
        },
        until: seconds(1),
        holds: [linearizable(registerModel({ initial: 0 }))],
        verify: {},
      })
    expect(verify(told(true))).toMatchObject({ verdict: 'verified' })
    expect(verify(told(false)).violations).toMatchObject([{ property: 'linearizability', replays: true }])
  })

  it.each([
    ['now', /without ctx.now .* time is not modelled/],
    ['random', /without ctx.random .* write ctx.after\(\[min, max\], …\)/],
    ['disk', /without ctx.disk .* fields named by persistent/],
  ] as const)('refuses a handler that uses ctx.%s, even one that hides the error', (what, sentence) => {
    const node = defineNode<Counter, { type: 'go' }>('curious', {
      initial: () => ({ value: 0 }),
      boot(_state, ctx) {
        try {
          ctx.note(String(ctx[what]))
        } catch {}
      },
    })
    const told = scenario({ title: 'It asks', nodes: { n1: node() }, until: seconds(1), verify: {} })
    expect(() => verify(told)).toThrow(sentence)
    expect(() => verify(told)).toThrow(UsageError)
  })

  it('refuses programs, properties that it can not ask, and scenarios without bounds or with clocks and delays', () => {
    const program = defineProgram<Counter, { type: 'go' }>('program', {
      initial: () => ({ value: 0 }),
      *run(_state, ctx) {
        yield* ctx.sleep(1)
      },
    })
    const refused = (parts: object) => () =>
      verify(
        scenario({
          title: 'It counts',
          nodes: cluster(2, counter()),
          until: seconds(1),
          verify: {},
          ...parts,
        }),
      )
    expect(refused({ nodes: { n1: program() } })).toThrow(/made by defineNode .* n1 \(program\) is a program/)
    expect(refused({ verify: undefined })).toThrow(/within what bounds .* such as verify: \{ crashes: 1/)
    expect(refused({ handling: ms(1) })).toThrow(/without handling when it is verified/)
    expect(refused({ storage: { persist: ms(1) } })).toThrow(/without storage when it is verified/)
    expect(refused({ clocks: { n1: { skew: ms(1) } } })).toThrow(/without clocks when it is verified/)
    const secretive: Property = { ...below(3), name: 'secretive' }
    const { rule: _, ...withoutRule } = secretive
    expect(refused({ holds: [withoutRule] })).toThrow(/'secretive' keeps what it remembers to itself/)
  })

  it('refuses states that are no plain data', () => {
    const node = defineNode<{ seen: Set<number> }, { type: 'go' }>('collector', {
      initial: () => ({ seen: new Set() }),
    })
    const told = scenario({ title: 'It collects', nodes: { n1: node() }, until: seconds(1), verify: {} })
    expect(() => verify(told)).toThrow(/plain data .* in the state of n1, .* got a Set/)
  })
})

const copy = defineNode<
  Counter,
  { type: 'write' | 'read' | 'written' } | { type: 'value'; value: number },
  Record<never, never>
>('copy', {
  initial: () => ({ value: 0 }),
  on: {
    write(state, _message, ctx) {
      state.value = 1
      ctx.reply({ type: 'written' })
    },
    read: ({ value: kept }, _message, ctx) => ctx.reply({ type: 'value', value: kept }),
  },
})

/** Writes to both copies, and is done when one has answered; or, being careful, when both have. */
const writer = defineNode<
  { answers: number },
  { type: 'write' | 'written' },
  { copies: readonly string[]; isCareful: boolean }
>('writer', {
  initial: () => ({ answers: 0 }),
  client: true,
  boot(_state, ctx) {
    ctx.invoke({ f: 'write', value: 1 })
    ctx.broadcast({ type: 'write' }, ctx.options.copies)
  },
  on: {
    written(state, _message, ctx) {
      state.answers++
      if (state.answers === (ctx.options.isCareful ? 2 : 1)) ctx.complete(0)
    },
  },
})

const reader = defineNode<
  { operation: number },
  { type: 'read' } | { type: 'value'; value: number },
  { copy: string },
  'read'
>('reader', {
  initial: () => ({ operation: -1 }),
  client: true,
  boot: (_state, ctx) => ctx.after(ms(100), 'read'),
  timeout: {
    read(state, ctx) {
      state.operation = ctx.invoke({ f: 'read' })
      ctx.send(ctx.options.copy, { type: 'read' })
    },
  },
  on: {
    value: ({ operation }, { value: seen }, ctx) => ctx.complete(operation, seen),
  },
})

function value(state: unknown): number {
  return (state as Counter).value
}
