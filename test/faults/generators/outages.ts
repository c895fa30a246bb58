import type { TimedFault } from '../../../src/faults/fault.ts'

/**
 * How many nodes a schedule stops at most at one time, counted the plain way: at each fault, who lies in the closed
 * interval of a crash, wipe, upgrade or pause. A crash ends the pause in which it strikes, a restart the crash.
 */
export function mostDown(schedule: readonly TimedFault[]): number {
  const stops = schedule.flatMap(({ at, fault }, index) => {
    const { type } = fault
    if (type !== 'crash' && type !== 'wipe' && type !== 'upgrade' && type !== 'pause') return []
    const ends = schedule.slice(index + 1).find((later) => {
      if (!('node' in later.fault) || later.fault.node !== fault.node) return false
      const ending = type === 'pause' ? ['crash', 'wipe', 'upgrade', 'resume'] : ['restart']
      return ending.includes(later.fault.type)
    })
    return [{ node: fault.node, at, until: Math.min(at + (fault.lasts ?? Infinity), ends?.at ?? Infinity) }]
  })
  const downAt = (time: number) =>
    new Set(stops.filter(({ at, until }) => at <= time && time <= until).map(({ node }) => node)).size
  return Math.max(0, ...stops.map(({ at }) => downAt(at)))
}
