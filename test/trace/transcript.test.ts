import {
  always,
  at,
  cluster,
  constant,
  crash,
  defineNode,
  ms,
  partition,
  scenario,
  simulate,
} from 'lightcone'
import { expect, it } from 'vitest'
import { transcriptOf } from '../../src/trace/transcript.ts'

type Message = { type: 'ping'; count: number } | { type: 'pong' }

const player = defineNode<{ pongs: number }, Message, Record<never, never>, 'serve'>('player', {
  initial: () => ({ pongs: 0 }),
  boot: (_state, ctx) => ctx.after(ms(10), 'serve'),
  on: {
    ping: (_state, _message, ctx) => ctx.reply({ type: 'pong' }),
    pong(state, _message, ctx) {
      state.pongs++
      ctx.note('a rally')
    },
  },
  timeout: {
    serve(_state, ctx) {
      if (ctx.self !== 'n1') return
      const operation = ctx.invoke({ f: 'serve' })
      ctx.broadcast({ type: 'ping', count: 1 })
      ctx.complete(operation, 'served')
      ctx.after(ms(10), 'serve')
    },
  },
})

const game = scenario({
  title: 'Ping, pong',
  nodes: cluster(2, player()),
  network: { latency: constant(ms(1)) },
  faults: [at(ms(15), partition([['n1'], ['n2']], { lasts: ms(10) })), at(ms(28), crash('n2'))],
  until: ms(33),
  holds: [always('few pongs', player, (players) => players.every(({ pongs }) => pongs < 2) || 'two pongs')],
})

it('has a line for each event, in words', () => {
  const { trace } = simulate(game, { seed: 1, record: true })
  expect([...transcriptOf(trace!.events)].join('\n')).toMatchInlineSnapshot(`
    "         0 µs  n1  starts
             0 µs  n2  starts
            10 ms  n1  timeout serve
            10 ms  n1  asks for {f: "serve"}
            10 ms  n1  got {operation: 0, outcome: "ok", output: "served"}
            10 ms  n2  timeout serve
            11 ms  n2 ← n1  ping {count: 1}
            12 ms  n1 ← n2  pong
            12 ms  n1  note: a rally
            15 ms  ✂ partition {n1 | n2} for 10 ms
            20 ms  n1  timeout serve
            20 ms  n1  asks for {f: "serve"}
            20 ms  n1 ⇢ n2  lost (partition): ping {count: 1}
            20 ms  n1  got {operation: 1, outcome: "ok", output: "served"}
            25 ms  ✂ over: partition {n1 | n2} for 10 ms
            28 ms  ✂ crash n2
            28 ms  n2  crashes
            30 ms  n1  timeout serve
            30 ms  n1  asks for {f: "serve"}
            30 ms  n1  got {operation: 2, outcome: "ok", output: "served"}
            31 ms  n1 ⇢ n2  lost (node down): ping {count: 1}"
  `)
})
