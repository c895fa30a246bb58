import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Unavailable } from './programs.ts'
import { type SearchName, searches } from './searches.ts'

/** How the models of `bench/spin` are searched. */
const models: Readonly<Record<SearchName, { readonly spin: readonly string[]; readonly pan: string }>> = {
  // Tables of 2²¹ and 2¹⁶ places were the fastest that were tried.
  'two-phase-commit': { spin: ['-DN=8'], pan: './pan -m1000 -w21' },
  paxos: { spin: [], pan: './pan -m1000 -w16' },
}

/** Spin's depth-first search of the same model, in processes of its own: nanoseconds for a state. */
export function searchInSpin(name: SearchName): number {
  const { spin, pan } = models[name]
  const folder = mkdtempSync(join(tmpdir(), 'lightcone-spin-'))
  const inFolder = { cwd: folder, encoding: 'utf8' } as const
  try {
    try {
      execFileSync('spin', ['-a', ...spin, resolve('bench/spin', `${name}.pml`)], inFolder)
      execFileSync(
        'gcc',
        ['-O2', '-DSAFETY', '-DNOREDUCE', '-DMEMLIM=4000', '-w', '-o', 'pan', 'pan.c'],
        inFolder,
      )
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      throw new Unavailable('no Spin or no C compiler here: apt-get install spin gcc')
    }
    const { states } = searches[name]
    const repeats = Math.ceil(2_000_000 / states)
    const loop = `for i in $(seq ${repeats}); do ${pan} > report; done; times`
    const { stdout } = spawnSync('bash', ['-c', loop], inFolder)
    const report = readFileSync(join(folder, 'report'), 'utf8')
    const stored = Number(/(\d+) states, stored/.exec(report)?.[1])
    if (stored !== states || !report.includes('errors: 0'))
      throw new Error(`Expected Spin to store ${states} states of ${name}, got:\n${report}`)
    return (secondsOf(stdout.trim().split('\n')[1]!) * 1e9) / (repeats * states)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** User and system time of the processes that bash has run, `0m1.234s 0m0.056s`. */
function secondsOf(times: string): number {
  let sum = 0
  for (const [, minutes, seconds] of times.matchAll(/(\d+)m([\d.]+)s/g))
    sum += Number(minutes) * 60 + Number(seconds)
  return sum
}
