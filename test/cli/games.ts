/** A scenario of two nodes: the first sends a ball every 10 ms, with a random word; now and then the second crashes. */
export const ballGame = `
import { always, cluster, crashes, defineNode, ms, scenario, seconds, uniform } from 'lightcone'
const player = defineNode<{ balls: number }, { type: 'ball', count: number, word: number }, Record<never, never>, 'serve'>('player', {
  initial: () => ({ balls: 0 }),
  boot: (_state, ctx) => ctx.after(ms(10), 'serve'),
  on: {
    ball(state, { count }, ctx) {
      state.balls = count
      const operation = ctx.invoke({ f: 'read', value: null })
      ctx.complete(operation, count)
    },
  },
  timeout: {
    serve(state, ctx) {
      if (ctx.self !== 'n1') return
      state.balls++
      ctx.broadcast({ type: 'ball', count: state.balls, word: ctx.random.int(1, 1000) })
      ctx.after(ms(10), 'serve')
    },
  },
})
export default scenario({
  title: 'Players count balls',
  nodes: cluster(2, player()),
  network: { latency: uniform(ms(1), ms(3)) },
  faults: [crashes({ nodes: ['n2'], every: ms(300), downFor: [ms(1), ms(20)] })],
  until: seconds(1),
  holds: [always('balls are counted', player, (players) => players.every(({ balls }) => balls >= 0))],
  violates: [always('few balls', player, (players) => players.every(({ balls }) => balls <= 50))],
})
`
