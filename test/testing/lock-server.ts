import { always } from '../../src/checkers/always.ts'
import { sometimes } from '../../src/checkers/sometimes.ts'
import { crashes } from '../../src/faults/generators/crashes.ts'
import { ms, seconds } from '../../src/kernel/time.ts'
import { uniform } from '../../src/network/latency.ts'
import { cluster, defineNode, defineProgram } from '../../src/node/definition.ts'
import { scenario } from '../../src/simulation/scenario.ts'

type Message = { type: 'acquire' } | { type: 'granted' } | { type: 'release' }

/** Lends a lock to one client at a time; what it lent it forgets in a crash, unless it is told to remember. */
export function lockServer(persistent: readonly 'holder'[] = []) {
  return defineNode<{ holder: string | null }, Message>('server', {
    initial: () => ({ holder: null }),
    persistent,
    on: {
      acquire(state, _message, ctx) {
        if (state.holder !== null && state.holder !== ctx.from) return
        state.holder = ctx.from
        ctx.reply({ type: 'granted' })
      },
      release(state, _message, ctx) {
        if (state.holder === ctx.from) state.holder = null
      },
    },
  })
}

export const client = defineProgram<{ holds: boolean }, Message>('client', {
  initial: () => ({ holds: false }),
  *run(state, ctx) {
    for (;;) {
      yield* ctx.sleep(ms(10))
      state.holds = (yield* ctx.call('server', { type: 'acquire' }, ms(20))) !== null
      yield* ctx.sleep(ms(50))
      if (state.holds) ctx.send('server', { type: 'release' })
      state.holds = false
    }
  },
})

export const mutualExclusion = always('mutual exclusion', client, (clients) => {
  const holders = clients.filter(({ holds }) => holds).length
  return holders <= 1 || `${holders} clients hold the lock`
})

export const lockIsHeld = sometimes('a client holds the lock', client, (clients) =>
  clients.some(({ holds }) => holds),
)

export const bothWait = sometimes('nobody holds the lock', client, (clients) =>
  clients.every(({ holds }) => !holds),
)

const parts = {
  network: { latency: uniform(ms(1), ms(4)) },
  faults: [crashes({ nodes: ['server'], every: ms(100), downFor: [ms(1), ms(5)] })],
  until: seconds(1),
  holds: [mutualExclusion],
  reaches: [lockIsHeld, bothWait],
} as const

/** The same, with a server that remembers. */
export const persistentLock = scenario({
  ...parts,
  title: 'A lock server that remembers lends the lock once',
  nodes: { server: lockServer(['holder'])(), ...cluster(2, client(), 'c') },
})

export default scenario({
  ...parts,
  title: 'A lock server that crashes forgets who holds the lock',
  nodes: { server: lockServer()(), ...cluster(2, client(), 'c') },
})
