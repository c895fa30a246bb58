import { UsageError } from '../kernel/errors.ts'

/** What a run must not touch, and what to use instead. */
const forbidden: readonly (readonly [path: string, instead: string])[] = [
  ['Math.random', 'ctx.random'],
  ['Date.now', 'ctx.now'],
  ['performance.now', 'ctx.now'],
  ['setTimeout', 'ctx.after(delay, timeout), or ctx.sleep(delay) in a program'],
  ['setInterval', 'ctx.after(delay, timeout), set again in its handler'],
  ['setImmediate', 'ctx.after(0, timeout)'],
  ['queueMicrotask', 'ctx.after(0, timeout)'],
  ['requestAnimationFrame', 'ctx.after(delay, timeout)'],
  ['fetch', 'ctx.send(to, message)'],
  ['process.nextTick', 'ctx.after(0, timeout)'],
  ['process.hrtime', 'ctx.now'],
  ['process.uptime', 'ctx.now'],
  ['crypto.randomUUID', 'ctx.random'],
  ['crypto.getRandomValues', 'ctx.random'],
]

type Patchable = Record<string, unknown>

interface Trap {
  readonly owner: Patchable
  readonly name: string
  readonly trap: unknown
  original: unknown
}

const world = globalThis as unknown as Patchable
let traps: Trap[] | null = null
let depth = 0

/**
 * Runs simulated code with the ambient sources of time, randomness and concurrency trapped: who calls one gets a
 * `UsageError` that names what to use instead. All is as before when it returns.
 */
export function withoutAmbient<Result>(body: () => Result): Result {
  traps ??= makeTraps()
  if (depth++ === 0)
    for (const trap of traps) {
      trap.original = trap.owner[trap.name]
      trap.owner[trap.name] = trap.trap
    }
  try {
    return body()
  } finally {
    if (--depth === 0) for (const trap of traps) trap.owner[trap.name] = trap.original
  }
}

function makeTraps(): Trap[] {
  const made: Trap[] = []
  for (const [path, instead] of forbidden) {
    const [first, second] = path.split('.') as [string, string?]
    const owner = second === undefined ? world : (world[first] as Patchable | undefined)
    const name = second ?? first
    if (typeof owner?.[name] !== 'function') continue
    made.push({ owner, name, trap: trapFor(path, instead), original: undefined })
  }
  made.push({ owner: world, name: 'Date', trap: guardedDate(), original: undefined })
  return made
}

function trapFor(path: string, instead: string) {
  const complain = () => {
    throw new UsageError(
      `Expected simulated code to be deterministic, but it called ${path}; use ${instead}.`,
    )
  }
  return path === 'process.hrtime' ? Object.assign(complain, { bigint: complain }) : complain
}

/** `Date` with a given time works as ever; asking it for the present does not. */
function guardedDate(): unknown {
  const RealDate = world.Date as new (...time: unknown[]) => object
  const complain = trapFor('new Date()', 'ctx.now')
  return new Proxy(RealDate, {
    construct(target, time, newTarget) {
      if (time.length === 0) complain()
      return Reflect.construct(target, time, newTarget)
    },
    apply: complain,
  })
}
