import type { TimedFault } from './fault.ts'
import { type FaultGenerator, type FaultOutlook, inOrder } from './generator.ts'
import { faultLabel } from './label.ts'

/**
 * Of a schedule that none of the generators has drawn as it stands, what they admit, in order of time: each fault
 * counts for the first generator that may draw its kind, and within that one's budget. Faults of nobody's kind are
 * left out.
 */
export function admitted(
  generators: readonly FaultGenerator[],
  schedule: readonly TimedFault[],
  outlook: FaultOutlook,
): TimedFault[] {
  const parts = new Map<FaultGenerator, TimedFault[]>(generators.map((generator) => [generator, []]))
  for (const timed of inOrder(schedule)) {
    const generator = generators.find(({ kinds }) => kinds.includes(faultLabel(timed.fault)))
    if (generator) parts.get(generator)!.push(timed)
  }
  return inOrder(
    generators.flatMap((generator) => {
      const part = parts.get(generator)!
      return generator.within ? generator.within(part, outlook) : part
    }),
  )
}
