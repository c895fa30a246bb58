/** Nanoseconds for one unit of work: `work` does some and returns how many; it is warmed up, then run for half a second. */
export function nanosecondsPer(work: () => number): number {
  const run = (milliseconds: number) => {
    const begin = process.hrtime.bigint()
    let units = 0
    let elapsed = 0
    do {
      units += work()
      elapsed = Number(process.hrtime.bigint() - begin)
    } while (elapsed < milliseconds * 1e6)
    return elapsed / units
  }
  run(300)
  return run(500)
}
