import { expect, it } from 'vitest'
import { mermaidDiagram } from '../../../src/trace/exporters/mermaid.ts'
import { Journal } from '../../../src/trace/journal.ts'
import { events, nodes } from './recorded.ts'

/** The statements that we use of mermaid.js.org/syntax/sequenceDiagram.html; a text has `#` and `;` only in entity codes. */
const text = String.raw`(?:[^#;\n]|#\d+;)+`
const statement = new RegExp(
  String.raw`^  (?:participant p\d+ as ${text}|p\d+(?:->>|-->>|-x)p\d+: ${text}|Note over p\d+(?:,p\d+)?: ${text})$`,
)

it('a diagram is of the grammar, with a statement for each node and each event', () => {
  const [header, ...statements] = [...mermaidDiagram(events, nodes)]
  expect(header).toBe('sequenceDiagram')
  expect(statements.filter((line) => !statement.test(line))).toEqual([])
  expect(statements.length).toBe(nodes.length + events.length)
})

it('what the grammar would take for its own is written as entity codes', () => {
  const journal = new Journal(['a', 'b'])
  journal.add('deliver', 1_500, 1, 0, -1, { type: 'set', to: 'x;#<y>%%' })
  journal.add('note', 2_000, 0, -1, -1, 'two\nlines')
  expect([...mermaidDiagram(journal, ['a', 'b'])]).toEqual([
    'sequenceDiagram',
    '  participant p0 as a',
    '  participant p1 as b',
    '  p0->>p1: 1.5 ms set {to: "x#59;#35;#60;y#62;#37;#37;"}',
    '  Note over p0: 2 ms a note: two lines',
  ])
})
