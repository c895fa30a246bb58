/**
 * Nanoseconds for one unit of work: `work` does some and returns how many; it is warmed up, then run for half a second.
 * The processor's time is taken, all threads of the process included, and not the clock's, which on a shared machine
 * tells of the others.
 */
export function nanosecondsPer(work: () => number): number {
  const run = (milliseconds: number) => {
    const begin = process.cpuUsage()
    let units = 0
    let elapsed = 0
    do {
      units += work()
      const { user, system } = process.cpuUsage(begin)
      elapsed = (user + system) * 1e3
    } while (elapsed < milliseconds * 1e6)
    return elapsed / units
  }
  run(300)
  return run(500)
}
