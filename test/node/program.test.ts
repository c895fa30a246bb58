import { describe, expect, it } from 'vitest'
import { at, crash, type Fault } from '../../src/faults/fault.ts'
import { percent } from '../../src/kernel/probability.ts'
import { ms, seconds } from '../../src/kernel/time.ts'
import { constant } from '../../src/network/latency.ts'
import type { NetworkOptions } from '../../src/network/network.ts'
import type { Caller, ProgramContext, Suspension } from '../../src/node/context.ts'
import { defineNode, defineProgram, type NodeSpec } from '../../src/node/definition.ts'
import { scenario } from '../../src/simulation/scenario.ts'
import { Simulation } from '../../src/simulation/simulation.ts'

type Message =
  | { readonly type: 'ask'; readonly number: number }
  | { readonly type: 'answer'; readonly number: number }

interface Log {
  log: string[]
}

type Body = (
  log: (line: string) => void,
  ctx: ProgramContext<Message>,
) => Generator<Suspension, void, unknown>

/** A program that writes down what it sees, with the time. */
function program(body: Body): NodeSpec<Log> {
  return defineProgram<Log, Message>('program', {
    initial: () => ({ log: [] }),
    run: (state, ctx) => body((line) => state.log.push(`${ctx.now / 1_000} ${line}`), ctx),
  })()
}

/** Answers after a delay of its own, to show that an answer may be given later. */
const server = defineNode<{ waiting: Caller[] }, Message, { delay: number }, 'answer'>('server', {
  initial: () => ({ waiting: [] }),
  on: {
    ask(state, { number }, ctx) {
      if (ctx.options.delay === 0) ctx.reply({ type: 'answer', number })
      else {
        state.waiting.push(ctx.caller)
        ctx.after(ctx.options.delay, 'answer', `${number}`)
      }
    },
  },
  timeout: {
    answer(state, ctx, key) {
      ctx.replyTo(state.waiting.shift()!, { type: 'answer', number: Number(key) })
    },
  },
})

function run(
  nodes: Readonly<Record<string, NodeSpec>>,
  faults: readonly (readonly [number, Fault])[] = [],
  network: NetworkOptions = {},
) {
  const world = scenario({
    title: 'Programs',
    nodes,
    network: { latency: constant(ms(10)), ...network },
    storage: { fsync: ms(4) },
    faults: faults.map(([time, fault]) => at(time, fault)),
    until: seconds(1),
  })
  const simulation = new Simulation(world, { seed: 1 })
  const outcome = simulation.run()
  return { ...outcome, log: (node: string) => (simulation.states[node] as Log).log }
}

const ask = (number: number): Message => ({ type: 'ask', number })

describe('a program', () => {
  it('sleeps', () => {
    const a = program(function* (log, ctx) {
      yield* ctx.sleep(ms(5))
      log('awake')
      yield* ctx.sleep(0)
      log('again')
    })
    expect(run({ a }).log('a')).toEqual(['5 awake', '5 again'])
  })

  it('calls, and gets the answer, also one that is given later', () => {
    const a = program(function* (log, ctx) {
      log(JSON.stringify(yield* ctx.call('b', ask(1), ms(100))))
      log(JSON.stringify(yield* ctx.call('c', ask(2), ms(100))))
    })
    const nodes = { a, b: server({ delay: 0 }), c: server({ delay: ms(30) }) }
    expect(run(nodes).log('a')).toEqual([
      '20 {"type":"answer","number":1}',
      '70 {"type":"answer","number":2}',
    ])
  })

  it('gets null when no answer came in time, and never the late one in place of another', () => {
    const a = program(function* (log, ctx) {
      log(JSON.stringify(yield* ctx.call('b', ask(1), ms(40))))
      log(JSON.stringify(yield* ctx.call('b', ask(2), ms(100))))
      log(JSON.stringify(yield* ctx.receive(ms(200))))
    })
    const { log, stats } = run({ a, b: server({ delay: ms(30) }) })
    expect(log('a')).toEqual(['40 null', '90 {"type":"answer","number":2}', '290 null'])
    expect(stats.unhandled).toBe(1)
  })

  it('never sees an answer twice', () => {
    const a = program(function* (log, ctx) {
      for (const number of [1, 2, 3]) log(JSON.stringify(yield* ctx.call('b', ask(number), ms(100))))
      log(JSON.stringify(yield* ctx.receive(ms(100))))
    })
    const { log, stats } = run({ a, b: server({ delay: 0 }) }, [], { duplication: percent(100) })
    expect(log('a')).toEqual([
      '20 {"type":"answer","number":1}',
      '40 {"type":"answer","number":2}',
      '60 {"type":"answer","number":3}',
      '160 null',
    ])
    expect(stats.messages.answer!.delivered).toBeGreaterThan(3)
  })

  it('gathers enough answers, or those that came in time', () => {
    const a = program(function* (log, ctx) {
      const names = (answers: { from: string }[]) => answers.map(({ from }) => from).join(' ')
      log(names(yield* ctx.gather(['b', 'c', 'd'], ask(1), 2, ms(100))))
      log(names(yield* ctx.gather(['b', 'c', 'd'], ask(2), 3, ms(40))))
      // No more can come than were asked.
      log(names(yield* ctx.gather(['b', 'c'], ask(3), 5, ms(500))))
      log(names(yield* ctx.gather([], ask(4), 1, ms(500))))
      log(names(yield* ctx.gather(['b'], ask(5), 0, ms(500))))
    })
    const slow = server({ delay: ms(50) })
    const nodes = { a, b: server({ delay: 0 }), c: server({ delay: ms(5) }), d: slow }
    expect(run(nodes).log('a')).toEqual(['25 b c', '65 b c', '90 b c', '90 ', '90 '])
  })

  it('receives what answers no call, in the order in which it came, and answers it', () => {
    const a = program(function* (log, ctx) {
      yield* ctx.sleep(ms(50))
      for (;;) {
        const received = yield* ctx.receive(ms(500))
        if (!received) return log('nothing more')
        log(`${received.from} ${received.message.number}`)
        ctx.replyTo(received.caller, { type: 'answer', number: received.message.number })
      }
    })
    const b = program(function* (log, ctx) {
      ctx.send('a', ask(1))
      log(`${(yield* ctx.call('a', ask(2), ms(100)))?.number}`)
    })
    const { log } = run({ a, b }, [], { order: 'fifo' })
    expect(log('a')).toEqual(['50 b 1', '50 b 2', '550 nothing more'])
    expect(log('b')).toEqual(['60 2'])
  })

  it('waits for its file to be durable', () => {
    const a = program(function* (log, ctx) {
      ctx.disk.append('log', new Uint8Array([1]))
      log(`${yield* ctx.fsync('log')}`)
    })
    expect(run({ a }).log('a')).toEqual(['4 true'])
  })

  it('ends with a crash where it stands, no finally running, and begins anew with a restart', () => {
    const cleanUp: string[] = []
    const a = program(function* (log, ctx) {
      log('begins')
      try {
        yield* ctx.sleep(ms(50))
        log('goes on')
      } finally {
        cleanUp.push(`${ctx.now / 1_000} cleans up`)
      }
    })
    const { log } = run({ a }, [[ms(20), crash('a', { lasts: ms(10) })]])
    expect(log('a')).toEqual(['30 begins', '80 goes on'])
    expect(cleanUp).toEqual(['80 cleans up'])
  })

  it('of an earlier life gets no answer', () => {
    const a = program(function* (log, ctx) {
      log(JSON.stringify(yield* ctx.call('b', ask(ctx.now), ms(200))))
    })
    const { log } = run({ a, b: server({ delay: ms(50) }) }, [[ms(30), crash('a', { lasts: ms(10) })]])
    expect(log('a')).toEqual([`110 {"type":"answer","number":${ms(40)}}`])
  })

  it('that has ended keeps nothing of what it is sent', () => {
    const a = program(function* () {})
    const b = program(function* (_log, ctx) {
      for (let i = 0; i < 10; i++) {
        ctx.send('a', ask(i))
        yield* ctx.sleep(1)
      }
    })
    expect(run({ a, b }).stats.unhandled).toBe(10)
  })

  it.each<[string, Body]>([
    [
      'ctx.sleep(delay) in whole µs',
      function* (_, ctx) {
        yield* ctx.sleep(0.5)
      },
    ],
    [
      'the timeout of ctx.call and ctx.gather in whole µs',
      function* (_, ctx) {
        yield* ctx.call('a', ask(1), -1)
      },
    ],
    [
      'ctx.receive(timeout) in whole µs',
      function* (_, ctx) {
        yield* ctx.receive(Number.NaN)
      },
    ],
    [
      'enough of ctx.gather to be a number',
      function* (_, ctx) {
        yield* ctx.gather(['a'], ask(1), Number.NaN, 1)
      },
    ],
    [
      'to yield only what ctx offers',
      function* () {
        yield { type: 'promise' } as unknown as Suspension
      },
    ],
  ])('that waits wrongly is told: Expected %s', (sentence, body) => {
    const { violations } = run({ a: program(body) })
    expect(violations[0]!.property).toBe('no-crash')
    expect(violations[0]!.message).toContain(sentence)
  })

  it('must be a generator function', () => {
    const a = program((() => 5) as unknown as Body)
    expect(run({ a }).violations[0]!.message).toContain('to be a generator function (function*)')
    expect(() => defineProgram('p', { initial: () => ({}), run: 3 as never })).toThrow(
      "Expected defineProgram('p', { run }) with run a generator function (function*).",
    )
  })
})
