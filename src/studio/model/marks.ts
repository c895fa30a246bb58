import type { RecordedNode } from '../../explore/recording/recording.ts'
import type { Micros } from '../../kernel/time.ts'
import { shortJson } from '../../trace/short-json.ts'
import type { ShownRun } from './shown-run.ts'

/** What a node is for a while, as its lane shows it. */
export interface Mark {
  readonly from: Micros
  readonly entry: number
  /** Such as `leader`. */
  readonly role: string
  /** The term, ballot or view in which it is that; empty without one. */
  readonly epoch: string
  /** Whether it leads, or has decided: drawn strongly. */
  readonly strong: boolean
  /** Of which colour of the epochs' it is; by the epoch, when left out. */
  readonly colour?: number
}

/** What a lane shows of a state. */
export type Standing = Pick<Mark, 'role' | 'epoch' | 'strong'>

/** What each node is, from when on; found by going through the whole run once. */
export function marksOf(
  { timeline, rewinder, recording }: ShownRun,
  standing: (node: RecordedNode, state: unknown) => Standing | null,
): Mark[][] {
  const marks: Mark[][] = recording.nodes.map(() => [])
  if (rewinder === null) return marks
  let looked = -1
  for (let entry = 0; entry < timeline.length; entry++) {
    const node = timeline.nodeOf[entry]!
    const key = timeline.stepOf[entry]! * recording.nodes.length + node
    if (node < 0 || key === looked) continue
    looked = key
    const seen = rewinder.peek(timeline.stepOf[entry]!, node, (state) =>
      standing(recording.nodes[node]!, state),
    )
    const last = marks[node]!.at(-1)
    if (seen === null || (last && last.role === seen.role && last.epoch === seen.epoch)) continue
    marks[node]!.push({ ...seen, from: timeline.times[entry]!, entry })
  }
  return marks
}

/** The mark of a node at a time. */
export function markAt(marks: readonly Mark[], time: Micros): Mark | null {
  let found: Mark | null = null
  for (const mark of marks) {
    if (mark.from > time) break
    found = mark
  }
  return found
}

/** A node's role and epoch by the fields that its protocol names. */
export function standingByFields([role, epoch]: NonNullable<RecordedNode['lane']>, state: unknown): Standing {
  const fields = (state ?? {}) as Readonly<Record<string, unknown>>
  const name = nameOf(fields[role]) ?? shortJson(fields[role])
  return { role: name, epoch: epoch === undefined ? '' : shortJson(fields[epoch]), strong: leads(name) }
}

function leads(role: string): boolean {
  return /leader|primary|master|coordinat/i.test(role)
}

/** A node's role and epoch by the names that the literature gives them. */
export function usualStanding(state: unknown): Standing | null {
  if (typeof state !== 'object' || state === null) return null
  const fields = state as Readonly<Record<string, unknown>>
  const role = nameOf(fields.role ?? fields.status ?? fields.phase)
  const epoch = fields.currentTerm ?? fields.term ?? fields.view ?? fields.epoch ?? fields.ballot
  if (role === null) return null
  const isNamed = typeof epoch === 'number' || typeof epoch === 'string'
  return { role, epoch: isNamed ? String(epoch) : '', strong: leads(role) }
}

function nameOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || !('type' in value)) return null
  return typeof value.type === 'string' ? value.type : null
}
