import type { Fault, TimedFault } from '../../faults/fault.ts'
import { type Micros, ms, seconds } from '../../kernel/time.ts'
import type { Pin } from '../../simulation/pinned-network.ts'
import type { TimerPin } from '../../simulation/timer-pins.ts'

/** Times that are simpler than `time`, the simplest first: none, and round ones of its size. */
export function simplerTimes(time: Micros): Micros[] {
  const units = [seconds(10), seconds(1), ms(100), ms(50), ms(10), ms(5), ms(1), 100]
  const round = units.flatMap((unit) => [Math.floor(time / unit) * unit, Math.ceil(time / unit) * unit])
  const halves = [Math.floor(time / 8), Math.floor(time / 4), Math.floor(time / 2)].map(
    (half) => units.map((unit) => Math.floor(half / unit) * unit).find((value) => value > 0) ?? 0,
  )
  const known = new Set([time])
  return [0, ...halves, ...round].filter((candidate) => {
    const isNew = candidate >= 0 && !known.has(candidate) && isSimpler(candidate, time)
    known.add(candidate)
    return isNew
  })
}

/** Fewer digits, or as many and shorter: an order without cycles, so that simplifying ends. */
function isSimpler(a: Micros, b: Micros): boolean {
  const digits = (time: Micros) => String(time).replace(/0+$/, '').length
  return digits(a) < digits(b) || (digits(a) === digits(b) && a < b)
}

/** The same fault, simpler in one respect each: for ever, for a rounder time, at a rounder time. */
export function simplerFaults({ at, fault }: TimedFault): TimedFault[] {
  const variants: TimedFault[] = []
  if ('lasts' in fault && fault.lasts !== undefined) {
    const { lasts, ...forEver } = fault
    if (fault.type !== 'upgrade') variants.push({ at, fault: forEver as Fault })
    for (const time of simplerTimes(lasts))
      if (time > 0) variants.push({ at, fault: { ...fault, lasts: time } })
  }
  for (const time of simplerTimes(at)) variants.push({ at: time, fault })
  return variants
}

/** The same operation after a simpler and shorter pause, for clients that plan theirs as `{ after, … }`. */
export function simplerOperations(operation: unknown): unknown[] {
  const after = (operation as { after?: unknown } | null)?.after
  if (typeof after !== 'number') return []
  // Never a longer one: put off to the end of the run, an operation would fail to return whatever the protocol does.
  const sooner = simplerTimes(after).filter((time) => time < after)
  return sooner.map((time) => ({ ...(operation as object), after: time }))
}

/** The same message with less of a fate: undamaged, once, after a rounder time. */
export function simplerPins(pin: Pin): Pin[] {
  const variants: Pin[] = []
  const { damage, ...whole } = pin
  if (damage !== undefined) variants.push(whole)
  if (pin.arrivals.length > 1)
    for (const [copy] of pin.arrivals.entries())
      variants.push({ ...pin, arrivals: pin.arrivals.filter((_, other) => other !== copy) })
  for (const [copy, after] of pin.arrivals.entries())
    for (const time of simplerTimes(after))
      variants.push({ ...pin, arrivals: pin.arrivals.map((other, index) => (index === copy ? time : other)) })
  return variants
}

/** The same setting of a timer, firing after a rounder time. */
export function simplerTimers(pin: TimerPin): TimerPin[] {
  return simplerTimes(pin.after).map((after) => ({ ...pin, after }))
}
