/**
 * Nanoseconds for one unit of work: `work` does some and returns how many; it is warmed up, for 0.3 s unless told,
 * then run for as long and 0.2 s more.
 * The processor's time is taken, all threads of the process included, and not the clock's, which on a shared machine
 * tells of the others.
 */
export function nanosecondsPer(work: () => number, warmUp = 300): number {
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
  run(warmUp)
  return run(warmUp + 200)
}
