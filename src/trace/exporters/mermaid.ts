import { formatTime } from '../../kernel/time.ts'
import type { TraceEvent } from '../journal.ts'
import { shortJson } from '../short-json.ts'
import { describeEvent } from '../transcript.ts'

/**
 * A trace as a sequence diagram of Mermaid (mermaid.js.org/syntax/sequenceDiagram.html): messages where they are
 * handled, those that were lost with a cross, everything else as notes. Meant for a few dozen events.
 */
export function* mermaidDiagram(events: Iterable<TraceEvent>, nodes: readonly string[]): Generator<string> {
  const participant = (node: string) => `p${nodes.indexOf(node)}`
  const everyone = nodes.length > 1 ? `p0,p${nodes.length - 1}` : 'p0'
  yield 'sequenceDiagram'
  for (const node of nodes) yield `  participant ${participant(node)} as ${escaped(node)}`
  for (const event of events) {
    const { kind, node, peer, at, detail } = event
    const arrow = arrows[kind]
    const message = kind === 'lost' ? (detail as { message: unknown }).message : detail
    if (arrow && node !== null && peer !== null && message !== null)
      yield `  ${participant(peer)}${arrow}${participant(node)}: ${escaped(`${formatTime(at)} ${inWords(message)}`)}`
    else {
      const text = escaped(`${formatTime(at)} ${describeEvent(event)}`)
      yield `  Note over ${node === null ? everyone : participant(node)}: ${text}`
    }
  }
}

const arrows: Readonly<Record<string, string>> = { deliver: '->>', corrupted: '-->>', lost: '-x' }

function inWords(message: unknown): string {
  const { type, ...payload } = message as { type: string }
  return Object.keys(payload).length === 0 ? type : `${type} ${shortJson(payload, 60)}`
}

/** On one line, with entity codes for what the grammar or HTML would take for its own. */
function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[#;%<>]/g, (character) => `#${character.charCodeAt(0)};`)
}
