/**
 * What the Trace Event Format asks of each kind of entry that we write ("Trace Event Format", Google, 2016: "Event
 * Descriptions", "Complete Events", "Flow Events", "Metadata Events"; docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU).
 */
const string = (value: unknown) => typeof value === 'string'
const integer = (value: unknown) => Number.isInteger(value)
/** Microseconds; fractions are allowed there, and not made by us. */
const time = (value: unknown) => Number.isFinite(value) && (value as number) >= 0
const object = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)

type Fields = Readonly<Record<string, (value: unknown) => boolean>>

const everywhere: Fields = { ph: string, name: string, pid: integer, tid: integer }
const metadata = ['process_name', 'process_labels', 'process_sort_index', 'thread_name', 'thread_sort_index']

/** The fields of each phase: all of them must be there, but for `args`. */
const phases: Readonly<Record<string, Fields>> = {
  X: { ...everywhere, cat: string, ts: time, dur: time, args: object },
  s: { ...everywhere, cat: string, ts: time, id: integer },
  f: { ...everywhere, cat: string, ts: time, id: integer, bp: (value) => value === 'e' },
  M: { ...everywhere, name: (value) => metadata.includes(value as string), args: object },
}

/** What an entry of `traceEvents` has that the format does not allow. */
export function formatComplaints(entry: Readonly<Record<string, unknown>>): string[] {
  const fields = phases[String(entry.ph)]
  if (fields === undefined) return [`the phase ${JSON.stringify(entry.ph)}`]
  return [
    ...Object.keys(entry).flatMap((name) => (name in fields ? [] : [`the field ${name}`])),
    ...Object.entries(fields).flatMap(([name, isRight]) =>
      isRight(entry[name]) ? [] : [`${name}: ${JSON.stringify(entry[name])}`],
    ),
  ].map((complaint) => `${complaint} in ${JSON.stringify(entry)}`)
}
