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

/** A campaign of Raft on so many threads, by the built command line. */
export function campaign(jobs: string): number {
  if (!existsSync('dist/cli/main.js')) throw new Unavailable('dist is not built: npm run build')
  const scenarios = 'scenarios/raft/leader-crashes.ts'
  return elapsed(process.execPath, ['dist/cli/main.js', 'run', scenarios, '--seeds', '2000', '--jobs', jobs])
}

/** The ping-pong of 50 pairs as SimPy's manual has message passing: a store for each player. */
const pingPong = `
import simpy, time
hits = 0
env = simpy.Environment()
stores = [simpy.Store(env) for _ in range(100)]
def deliver(store):
    yield env.timeout(1)
    store.put('ball')
def player(own, other, serves):
    global hits
    if serves:
        env.process(deliver(other))
    while True:
        yield own.get()
        hits += 1
        env.process(deliver(other))
for pair in range(50):
    a, b = stores[2 * pair], stores[2 * pair + 1]
    env.process(player(a, b, True))
    env.process(player(b, a, False))
begin = time.perf_counter()
env.run(until=2000)
print((time.perf_counter() - begin) * 1e9 / hits)
`

/** Ping-pong in SimPy (Debian's python3-simpy). */
export function pingPongInSimPy(): number {
  // Not whichever Python comes first: Debian's is the one that its packages belong to.
  for (const python of ['/usr/bin/python3', 'python3']) {
    const { status, stdout } = spawnSync(python, ['-c', pingPong], { encoding: 'utf8' })
    if (status === 0) return Number(stdout)
  }
  throw new Unavailable('no SimPy here: apt-get install python3-simpy')
}
