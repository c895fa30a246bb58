import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Why a figure cannot be had on this machine. */
export class Unavailable extends Error {}

/** A program's own time on the clock, ns. */
function elapsed(program: string, given: readonly string[]): number {
  const begin = process.hrtime.bigint()
  execFileSync(program, given, { stdio: 'ignore' })
  return Number(process.hrtime.bigint() - begin)
}

/** A campaign of Raft with so many seeds on so many threads, by the built command line. */
export function campaign(seeds: string, jobs: string): number {
  if (!existsSync('dist/cli/main.js')) throw new Unavailable('dist is not built: npm run build')
  const scenarios = 'scenarios/raft/leader-crashes.ts'
  return elapsed(process.execPath, ['dist/cli/main.js', 'run', scenarios, '--seeds', seeds, '--jobs', jobs])
}

/**
 * The ping-pong of 50 pairs as SimPy's manuals have message passing: a store for each player, and a process for each
 * ball under way. Debian has SimPy 2, others SimPy 3 or 4, whose names differ.
 */
const pingPong = `
import time
hits = 0
try:
    import simpy
    env = simpy.Environment()
    stores = [simpy.Store(env) for _ in range(100)]
    def ball(store):
        yield env.timeout(1)
        store.put('ball')
    def deliver(store):
        env.process(ball(store))
    def player(own, other, serves):
        global hits
        if serves:
            deliver(other)
        while True:
            yield own.get()
            hits += 1
            deliver(other)
    def play(own, other, serves):
        env.process(player(own, other, serves))
    def run(until):
        env.run(until=until)
except ImportError:
    from SimPy.Simulation import Simulation, Process, Store, hold, put, get
    env = Simulation()
    env.initialize()
    stores = [Store(sim=env) for _ in range(100)]
    class Ball(Process):
        def fly(self, store):
            yield hold, self, 1
            yield put, self, store, ['ball']
    def deliver(store):
        ball = Ball(sim=env)
        env.activate(ball, ball.fly(store))
    class Player(Process):
        def play(self, own, other, serves):
            global hits
            if serves:
                deliver(other)
            while True:
                yield get, self, own, 1
                hits += 1
                deliver(other)
    def play(own, other, serves):
        player = Player(sim=env)
        env.activate(player, player.play(own, other, serves))
    def run(until):
        env.simulate(until=until)
for pair in range(50):
    a, b = stores[2 * pair], stores[2 * pair + 1]
    play(a, b, True)
    play(b, a, False)
begin = time.process_time()
run(2000)
took = time.process_time() - begin
assert hits > 99000, hits
print(took * 1e9 / hits)
`

/** Ping-pong in SimPy, of whichever version there is (Debian's python3-simpy). */
export function pingPongInSimPy(): number {
  // Not whichever Python comes first: Debian's is the one that its packages belong to.
  for (const python of ['/usr/bin/python3', 'python3']) {
    const { status, stdout } = spawnSync(python, ['-c', pingPong], { encoding: 'utf8' })
    if (status === 0) return Number(stdout)
  }
  throw new Unavailable('no SimPy here: apt-get install python3-simpy')
}
