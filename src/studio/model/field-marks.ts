import { shortJson } from '../../trace/short-json.ts'
import { type Field, fieldChanges } from './field-changes.ts'
import type { Mark } from './marks.ts'
import type { ShownRun } from './shown-run.ts'

/** What a field was at every node that has it, as marks of their lanes: equal values look alike everywhere. */
export function fieldMarks(run: ShownRun, { path }: Field): Mark[][] {
  const numbers = new Map<string, number>()
  return run.recording.nodes.map((_, node) =>
    fieldChanges(run, { node, path })
      .filter(({ value }) => value !== undefined)
      .map(({ entry, value }) => {
        const role = shortJson(value, 24)
        const number = numbers.get(role) ?? numbers.size
        numbers.set(role, number)
        return { from: run.timeline.times[entry]!, entry, role, epoch: '', strong: false, colour: number }
      }),
  )
}
