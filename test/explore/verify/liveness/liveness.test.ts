import fc from 'fast-check'
import {
  type Counterexample,
  cluster,
  defineNode,
  eventually,
  ms,
  type NodeSpec,
  type NodeStates,
  type Property,
  Random,
  type Scenario,
  Stepper,
  scenario,
  seconds,
  simulate,
  type VerifyBounds,
  verify,
} from 'lightcone'
import { describe, expect, it } from 'vitest'
import { type RandomProtocol, randomProtocol, tableNode } from '../random-protocol.ts'
import { shortestLasso } from './lassos-by-definition.ts'

type Token = { readonly type: 'token' }

interface RingOptions {
  /** To whom the token may go on, by the name of the timer that sends it there. */
  readonly next: Readonly<Record<string, string>>
  readonly begins?: true
}

/** Has the token, or has had it; gives it on when one of its timers fires. */
const ring = defineNode<{ hadIt: boolean }, Token, RingOptions, 'give'>('ring', {
  initial: () => ({ hadIt: false }),
  boot(state, ctx) {
    if (ctx.options.begins) hold(state, ctx)
  },
  on: { token: (state, _message, ctx) => hold(state, ctx) },
  timeout: {
    give(_state, ctx, to) {
      for (const other of Object.keys(ctx.options.next)) ctx.cancel('give', other)
      ctx.send(to, { type: 'token' })
    },
  },
})

function hold(
  state: { hadIt: boolean },
  ctx: { readonly options: RingOptions; after(delay: number, name: 'give', key: string): void },
): void {
  state.hadIt = true
  for (const to of Object.keys(ctx.options.next)) ctx.after(ms(1), 'give', to)
}

const everyoneHadIt = eventually('everyone has had the token', ring, (nodes) => {
  const waiting = nodes.findIndex(({ hadIt }) => !hadIt)
  return waiting < 0 || `n${waiting + 1} has not`
})

function tokenRing(next: Readonly<Record<string, readonly string[]>>, bounds: VerifyBounds = {}) {
  const nodes = Object.entries(next).map(([id, to]) => {
    const options = { next: Object.fromEntries(to.map((one) => [one, one])) }
    return [id, ring(id === 'n1' ? { ...options, begins: true } : options)]
  })
  return scenario({
    title: 'A token goes round',
    nodes: Object.fromEntries(nodes) as Record<string, ReturnType<typeof ring>>,
    until: seconds(1),
    holds: [everyoneHadIt],
    verify: bounds,
  })
}

/** Goes when it is told to; one that is not open yet does not listen. */
interface Door {
  isOpen: boolean
  hasGone: boolean
}

const door = defineNode<
  Door,
  { readonly type: 'go' },
  { readonly tells?: string; readonly opens?: true; readonly spins?: true; readonly repeats?: true },
  'open' | 'spin' | 'tell'
>('door', {
  initial: () => ({ isOpen: false, hasGone: false }),
  boot(state, ctx) {
    const { tells, opens, spins, repeats } = ctx.options
    if (opens) ctx.after(ms(10), 'open')
    else state.isOpen = true
    if (spins) ctx.after(ms(1), 'spin')
    if (tells !== undefined) ctx.send(tells, { type: 'go' })
    if (repeats) ctx.after(ms(1), 'tell')
  },
  on: {
    go(state) {
      if (state.isOpen) state.hasGone = true
    },
  },
  timeout: {
    open(state) {
      state.isOpen = true
    },
    spin: (_state, ctx) => ctx.after(ms(1), 'spin'),
    tell(_state, ctx) {
      ctx.send(ctx.options.tells!, { type: 'go' })
      ctx.after(ms(1), 'tell')
    },
  },
})

const someoneGoes = eventually(
  'someone goes',
  door,
  (doors) => doors.some(({ hasGone }) => hasGone) || 'nobody has',
)

type Talk = { readonly type: 'ask' | 'tell' | 'thank' }

const helper = defineNode<{ wasThanked: boolean }, Talk>('helper', {
  initial: () => ({ wasThanked: false }),
  on: {
    ask({ wasThanked }, _message, ctx) {
      if (!wasThanked) ctx.reply({ type: 'tell' })
    },
    thank(state) {
      state.wasThanked = true
    },
  },
})

const forgetful = defineNode<{ knows: boolean }, Talk>('forgetful', {
  initial: () => ({ knows: false }),
  boot: (_state, ctx) => ctx.send('n1', { type: 'ask' }),
  on: {
    tell(state, _message, ctx) {
      state.knows = true
      ctx.reply({ type: 'thank' })
    },
  },
})

/** Goes from place to place, wherever it may. */
const walker = defineNode<
  { at: string },
  never,
  { readonly ways: Readonly<Record<string, readonly string[]>> },
  'go'
>('walker', {
  initial: () => ({ at: 'a' }),
  boot: ({ at }, ctx) => look(at, ctx),
  on: {},
  timeout: {
    go(state, ctx, to) {
      for (const other of ctx.options.ways[state.at]!) ctx.cancel('go', other)
      state.at = to
      look(to, ctx)
    },
  },
})

function look(
  at: string,
  ctx: {
    readonly options: { readonly ways: Readonly<Record<string, readonly string[]>> }
    after(delay: number, name: 'go', key: string): void
  },
): void {
  for (const to of ctx.options.ways[at]!) ctx.after(ms(1), 'go', to)
}

/** How a walker who never comes home may go: the stem, and then the cycle. */
function lassoOf(
  ways: Readonly<Record<string, readonly string[]>>,
  others: readonly NodeSpec<unknown>[] = [],
) {
  const told = scenario({
    title: 'Someone walks about',
    nodes: {
      n1: walker({ ways }),
      ...Object.fromEntries(others.map((other, index) => [`n${index + 2}`, other])),
    },
    until: seconds(1),
    holds: [eventually('comes home', walker, ([one]) => one!.at === 'home')],
    verify: {},
  })
  const [{ steps, cycle, replays, depth }] = verify(told).violations as [Counterexample]
  expect(replays).toBe(true)
  const names = steps.filter(({ type }) => type !== 'begin').map(({ timer }) => timer!.replace('go\n', ''))
  return { stem: names.slice(0, cycle! - steps.length), cycle: names.slice(cycle! - steps.length), depth }
}

type DoorOptions = Parameters<typeof door>[0]

type DoorBounds = VerifyBounds<'n1' | 'n2', { readonly n1: Door; readonly n2: Door }>

function doors(n1: DoorOptions, n2: DoorOptions, bounds: DoorBounds = {}, parts: { healAt?: number } = {}) {
  return scenario({
    title: 'Doors',
    nodes: { n1: door(n1), n2: door(n2) },
    until: seconds(1),
    holds: [someoneGoes],
    verify: bounds,
    ...parts,
  })
}

describe('what must come to hold', () => {
  it('does in a ring that loses nothing', () => {
    expect(verify(tokenRing({ n1: ['n2'], n2: ['n3'], n3: ['n1'] }))).toMatchObject({
      verdict: 'verified',
      unsettled: {},
    })
  })

  it('does not where the token may circle among two of three for ever', () => {
    const told = tokenRing({ n1: ['n2', 'n3'], n2: ['n1'], n3: ['n1'] })
    const { verdict, violations } = verify(told)
    expect(verdict).toBe('violated')
    const [violation] = violations
    expect(violation).toMatchObject({
      property: 'everyone has had the token',
      message: 'never so, as the last 4 steps can be repeated for ever: n3 has not',
      replays: true,
    })
    const { steps, cycle } = violation!
    expect(steps.slice(cycle!).map(({ type, node }) => `${type} ${node}`)).toHaveLength(4)
    expect(new Set(steps.slice(cycle!).map(({ node }) => node))).toEqual(new Set(['n1', 'n2']))
    // Three turns.
    const { stats } = simulate(told, { plan: violation!.plan })
    expect(stats.timeouts).toBe(
      [...steps, ...steps.slice(cycle!), ...steps.slice(cycle!)].filter(({ type }) => type === 'timeout')
        .length,
    )
  })

  it('does though steps can be repeated for ever, if only by withholding a message', () => {
    expect(verify(doors({ spins: true, tells: 'n2' }, {})).verdict).toBe('verified')
    // Two that spin can take turns, and do no justice to the message either.
    expect(verify(doors({ spins: true, tells: 'n2' }, { spins: true })).verdict).toBe('verified')
  })

  it('does not where nothing more happens before', () => {
    const { verdict, violations } = verify(doors({}, {}))
    expect(verdict).toBe('violated')
    expect(violations).toMatchObject([
      {
        message: 'never so, as nothing more has to happen: nobody has',
        cycle: null,
        depth: 0,
        replays: true,
      },
    ])
    const { violations: spinning } = verify(doors({ spins: true }, {}))
    expect(spinning).toMatchObject([{ cycle: 2, depth: 1, replays: true }])
  })

  it('does not where the message it needs comes too early', () => {
    const { verdict, violations } = verify(doors({ tells: 'n2' }, { opens: true }))
    expect(verdict).toBe('violated')
    expect(violations).toMatchObject([{ depth: 2, cycle: null, replays: true }])
    // One that stays is there when it is needed.
    expect(verify(doors({ tells: 'n2' }, { opens: true }, { network: 'set' })).verdict).toBe('verified')
  })

  it('does not where the message is lost, or comes to a node that is down', () => {
    for (const bounds of [{ drops: 1 }, { crashes: 1, mayCrash: ['n2'] }] as const) {
      const { verdict, violations } = verify(doors({ tells: 'n2' }, {}, bounds))
      expect(verdict).toBe('violated')
      expect(violations).toMatchObject([{ cycle: null, replays: true }])
    }
  })

  it('does where what is lost is told again and again, until it is heard', () => {
    const bounds = { network: 'duplicating', drops: 2, crashes: 1 } as const
    expect(verify(doors({ tells: 'n2', repeats: true }, {}, bounds)).verdict).toBe('verified')
    // Unless the one to hear it is down for good.
    const forGood = { ...bounds, restarts: 0, mayCrash: ['n2'] } as const
    expect(verify(doors({ tells: 'n2', repeats: true }, {}, forGood)).verdict).toBe('violated')
  })

  it('is undecided where a bound ran out before', () => {
    const onlyLater = { title: 'Doors', until: seconds(1), holds: [someoneGoes] }
    for (const [bounds, exhausted] of [
      [{ timeouts: 0 }, 'timeouts'],
      [{ within: ({ n2 }: { n2: Door }) => !n2.isOpen }, 'within'],
      [{ depth: 1 }, 'depth'],
    ] as const) {
      const told = scenario({
        ...onlyLater,
        nodes: { n1: door({ tells: 'n2' }), n2: door({ opens: true }) },
        verify: { ...bounds, network: 'set' } as DoorBounds,
      })
      expect(verify(told)).toMatchObject({
        verdict: 'undecided',
        exhausted,
        unsettled: { 'someone goes': exhausted },
        violations: [],
      })
    }
  })

  it('is decided where what a bound hinders would not have to happen', () => {
    // n1 need not spin any more for n2 to hear of it.
    expect(verify(doors({ tells: 'n2', spins: true }, {}, { timeouts: 1 })).verdict).toBe('verified')
  })

  it('may have held before the last failure alone, unless the scenario heals', () => {
    const told = (parts: { healAt?: number }) =>
      scenario({
        title: 'One asks again when it has forgotten, and is answered until it has thanked',
        nodes: { n1: helper(), n2: forgetful() },
        until: seconds(1),
        holds: [eventually('n2 knows', forgetful, ([n2]) => n2!.knows)],
        verify: { crashes: 1, mayCrash: ['n2'] },
        ...parts,
      })
    expect(verify(told({})).verdict).toBe('verified')
    const { violations } = verify(told({ healAt: ms(500) }))
    expect(violations).toMatchObject([{ property: 'n2 knows', cycle: null, replays: true }])
    const types = violations[0]!.steps.map(({ type }) => type)
    // It thanks, crashes, asks again, and is not heard.
    expect(types.slice(-5)).toEqual(['deliver', 'deliver', 'crash', 'restart', 'deliver'])
  })

  it('is no reason to think of a cycle where it is declared to be violated, and is', () => {
    const told = tokenRing({ n1: ['n2', 'n3'], n2: ['n1'], n3: ['n1'] })
    const declared: Scenario = { ...told, holds: [], violates: told.holds }
    expect(verify(declared)).toMatchObject({ verdict: 'shown', notShown: [] })
    const never: Scenario = { ...tokenRing({ n1: ['n2'], n2: ['n1'] }), holds: [], violates: told.holds }
    expect(verify(never)).toMatchObject({ verdict: 'violated', notShown: ['everyone has had the token'] })
  })

  it('is refused with symmetry, which mixes up whose turn it is', () => {
    const told = scenario({
      title: 'Doors',
      nodes: cluster(2, door({})),
      until: seconds(1),
      holds: [someoneGoes],
      verify: { symmetry: [['n1', 'n2']] },
    })
    expect(() => verify(told)).toThrow(/no symmetry where something must come to hold .*'someone goes'/)
    expect(verify(told, { reductions: { symmetry: false } }).verdict).toBe('violated')
  })

  it('does not by lassos that keep to the definition of weak fairness, step by step', () => {
    let cycles = 0
    fc.assert(
      fc.property(randomProtocol, fc.nat(3), fc.boolean(), (protocol, sum, heals) => {
        const told = tableScenario(protocol, modesAre(sum), heals ? { healAt: ms(900) } : {})
        const { violations } = verify(told, { bounds: { states: 1_000 } })
        fc.pre(violations.length > 0)
        const [{ steps, cycle, replays }] = violations as [(typeof violations)[0]]
        // Healing restarts who is down for good.
        if (!heals) expect(replays).toBe(true)
        if (cycle !== null) cycles++
        const walk = new Stepper(told)
        const lastFailure = steps.findLastIndex(({ type }) => type !== 'begin' && !isFair(type))
        const along: { fair: Set<string>; taken: string; state: string }[] = []
        for (const [index, step] of steps.entries()) {
          if (step.type === 'begin') continue
          // In a scenario that heals, it may have held before.
          if (told.healAt === null || index > lastFailure) expect(isReached(walk, sum)).toBe(false)
          if (cycle !== null && index >= cycle!) along.push({ ...glance(walk), taken: nameOf(step) })
          const choice = walk.choices.findIndex((one) => nameOf(one) === nameOf(step))
          expect(walk.take(choice)).toBe(true)
        }
        const last = glance(walk)
        expect(isReached(walk, sum)).toBe(false)
        if (cycle === null) expect([...last.fair]).toEqual([])
        else {
          expect(last.state).toBe(along[0]!.state)
          for (const name of last.fair)
            expect(
              along.some(({ fair, taken }) => taken === name || !fair.has(name)),
              `${name} is done justice`,
            ).toBe(true)
        }
      }),
      { numRuns: 150 },
    )
    expect(cycles).toBeGreaterThan(10)
  })

  it('does not by the shortest stem and cycle together, though another place to stay is nearer', () => {
    const ways = {
      a: ['b', 'x'],
      b: ['c'],
      c: ['d'],
      d: ['e'],
      e: ['b'],
      x: ['y'],
      y: ['z'],
      z: ['y'],
      home: [],
    }
    expect(lassoOf(ways)).toEqual({ stem: ['x', 'y'], cycle: ['z', 'y'], depth: 4 })
  })

  it('does not by the shortest cycle, though the way round from where its place is entered is longer', () => {
    const ways = { a: ['b'], b: ['c', 'f'], c: ['b', 'd'], d: ['e'], e: ['a'], f: ['g'], g: ['h'], h: ['b'] }
    expect(lassoOf(ways)).toEqual({ stem: ['b'], cycle: ['c', 'b'], depth: 3 })
    // Of two that are as long, the one that repeats less.
    const square = { a: ['b'], b: ['c'], c: ['d'], d: ['a', 'c'] }
    expect(lassoOf(square)).toEqual({ stem: ['b', 'c'], cycle: ['d', 'c'], depth: 4 })
  })

  it('does not by the shortest cycle that does justice to all', () => {
    // The timer of n2 is set all along.
    const { cycle, depth } = lassoOf({ a: ['b'], b: ['a'] }, [door({ spins: true })])
    expect(depth).toBe(3)
    expect(cycle.toSorted()).toEqual(['a', 'b', 'spin'])
  })

  it('does where a timer waits for messages and for shorter ones, as far as it is not hindered for ever', () => {
    const told = (n1: NodeSpec<unknown>, n2: NodeSpec<unknown>, goal: Property) =>
      verify(
        scenario({
          title: 'A synchronous system',
          nodes: { n1, n2 },
          until: seconds(1),
          holds: [goal],
          verify: { synchronous: true },
        }),
      )
    const isHome = eventually('comes home', walker, ([one]) => one!.at === 'home')
    // Between two messages it can go.
    const telling = door({ tells: 'n2', repeats: true })
    expect(told(telling, walker({ ways: { a: ['home'], home: [] } }), isHome).verdict).toBe('verified')
    const isOpen = eventually('all are open', door, (all) => all.every((one) => one.isOpen))
    expect(told(door({ spins: true }), door({ opens: true }), isOpen)).toMatchObject({
      verdict: 'undecided',
      exhausted: 'synchronous',
    })
  })

  it('does not by lassos of which none is shorter, by definition', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(
        randomProtocol,
        fc.nat(3),
        fc.boolean(),
        fc.boolean(),
        (protocol, sum, heals, isLasting) => {
          const goal = isLasting ? modesAreAgain(sum) : modesAre(sum)
          const told = tableScenario(protocol, goal, heals ? { healAt: ms(900) } : {})
          const { verdict, violations, exhausted } = verify(told, { bounds: { states: 500 } })
          fc.pre(exhausted === null)
          const shortest = (most: number) =>
            shortestLasso(told, (states) => modesIn(states) === sum, most, isLasting)
          if (verdict === 'verified') {
            expect(shortest(3)).toBe(null)
            return
          }
          const [{ steps, cycle, depth }] = violations as [Counterexample]
          fc.pre(depth <= 5)
          const length = { steps: depth, cycle: cycle === null ? 0 : steps.length - cycle! }
          expect(length).toEqual(shortest(depth))
          seen.add(`${isLasting ? 'lasting ' : ''}${length.steps - length.cycle} and ${length.cycle}`)
        },
      ),
      { numRuns: 400 },
    )
    for (const length of ['0 and 0', '3 and 0', '1 and 2', '2 and 2', 'lasting 3 and 0', 'lasting 2 and 2'])
      expect(seen).toContain(length)
  })

  it('does or does not in whatever order the states are looked at', () => {
    fc.assert(
      fc.property(randomProtocol, fc.nat(3), fc.boolean(), (protocol, sum, heals) => {
        const told = tableScenario(protocol, modesAre(sum), heals ? { healAt: ms(900) } : {})
        const [broad, ...others] = (['breadth', 'depth', 'deepening'] as const).map((order) => {
          const { verdict, exhausted, violations } = verify(told, { order, bounds: { states: 500 } })
          const lengths = violations.map(({ depth, steps, cycle }) => [depth, steps.length - (cycle ?? 0)])
          return { verdict, exhausted, lengths }
        })
        fc.pre(broad!.exhausted === null)
        for (const other of others) expect(other).toEqual(broad)
      }),
      { numRuns: 100 },
    )
  })

  it('does not where it does not with fewer timeouts, and with fewer is at most undecided where it does', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(randomProtocol, fc.nat(3), (protocol, sum) => {
        const told = tableScenario(protocol, modesAre(sum))
        const { verdict } = verify(told, { bounds: { states: 1_000 } })
        fc.pre(verdict !== 'undecided')
        const { timeouts } = protocol.bounds
        const { verdict: bounded } = verify(told, { bounds: { timeouts } })
        if (verdict === 'verified') expect(['verified', 'undecided']).toContain(bounded)
        seen.add(`${verdict}, ${bounded} with fewer`)
      }),
      { numRuns: 300 },
    )
    expect(seen).toContain('verified, undecided with fewer')
    expect(seen).toContain('violated, undecided with fewer')
    expect(seen).toContain('violated, violated with fewer')
  })

  it('does in all runs that chance drives, where a search says that it does', () => {
    fc.assert(
      fc.property(randomProtocol, fc.nat(3), fc.nat(1_000), (protocol, sum, seed) => {
        const told = tableScenario(protocol, modesAre(sum))
        fc.pre(verify(told, { bounds: { states: 500 } }).verdict === 'verified')
        const random = new Random(`${seed}`)
        const walk = new Stepper(told)
        for (let step = 0; !isReached(walk, sum); step++) {
          expect(walk.choices.some((one) => isFair(one.type))).toBe(true)
          expect(step).toBeLessThan(5_000)
          walk.take(random.int(0, walk.choices.length - 1))
        }
      }),
      { numRuns: 100 },
    )
  })
})

function modesAre(sum: number): Property {
  return eventually('these modes', tableNode({ rows: [], fuel: 0 }), (states) => {
    return states.reduce((all, { mode }) => all + mode, 0) === sum
  })
}

/** The same, again and again. */
function modesAreAgain(sum: number): Property {
  const { rule, ...once } = modesAre(sum)
  if (rule?.type !== 'state') throw new Error('a state decides')
  return { ...once, rule: { type: 'progress', begin: rule.begin } }
}

function modesIn(states: NodeStates): number {
  return Object.values(states).reduce((all, { state }) => all + (state as { mode: number }).mode, 0)
}

function isReached(walk: Stepper, sum: number): boolean {
  return modesIn(walk.states) === sum
}

/** Timers fire as often as they are set. */
function tableScenario(
  { tables, bounds }: RandomProtocol,
  goal: Property,
  parts: { healAt?: number } = {},
): Scenario {
  const { timeouts: _, ...others } = bounds
  return scenario({
    title: 'A table',
    nodes: Object.fromEntries(tables.map((table, index) => [`n${index + 1}`, tableNode(table)])),
    until: seconds(1),
    holds: [goal],
    verify: others,
    ...parts,
  })
}

function isFair(type: string): boolean {
  return type === 'deliver' || type === 'timeout' || type === 'restart'
}

interface Named {
  readonly type: string
  readonly node: string
  readonly from?: string
  readonly message?: unknown
  readonly timer?: string
}

function nameOf({ type, node, from, message, timer }: Named): string {
  return JSON.stringify([type, node, from, message, timer])
}

function glance(walk: Stepper) {
  const fair = new Set(walk.choices.filter(({ type }) => isFair(type)).map(nameOf))
  const messages = walk.choices.map(nameOf).sort()
  return { fair, state: JSON.stringify([walk.states, messages]) }
}
