import type { Happening } from '../explore/verify/step.ts'
import { shortJson } from '../trace/short-json.ts'

/** What happens in a step, on one line. */
export function stepText({ type, node, from, message, timer }: Happening): string {
  if (message !== undefined) return `${type} ${from} → ${node} ${shortJson(message)}`
  if (timer !== undefined) return `${type} ${node} ${timer.replace('\n', ' of ')}`
  return `${type} ${node}`
}
