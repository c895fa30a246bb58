import type { Micros } from '../../../kernel/time.ts'

/** What stands between a timer's label and how long it was set for, where that matters. */
const separator = '\n\n'

/** A timer that is set, as local states keep it; `wait` is left out where any timer may fire at any moment. */
export function setTimer(label: string, wait: Micros | null): string {
  return wait === null ? label : `${label}${separator}${wait}`
}

/** The timer's name and, behind a line break, its key if it has one; and for how long it was set, 0 where left out, µs. */
export function readTimer(timer: string): readonly [label: string, wait: Micros] {
  const [label, wait = '0'] = timer.split(separator) as [string, string?]
  return [label, Number(wait)]
}
