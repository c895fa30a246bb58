import mermaid from 'mermaid'
import { expect, it } from 'vitest'
import { formatTime } from '../../../src/kernel/time.ts'
import { mermaidDiagram } from '../../../src/trace/exporters/mermaid.ts'
import { Journal } from '../../../src/trace/journal.ts'
import { events, nodes } from './recorded.ts'

/** What Mermaid itself reads: who takes part, and each arrow and note with its text. */
async function read(lines: Iterable<string>) {
  const text = [...lines].join('\n')
  await mermaid.parse(text)
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text)
  const { LINETYPE: kinds } = db as unknown as { LINETYPE: Record<string, number> }
  const { getActors, getMessages } = db as unknown as {
    getActors(): Map<string, { description: string }>
    getMessages(): { from: string; to: string; message: string; type: number }[]
  }
  const nameOf = (type: number) => Object.keys(kinds).find((name) => kinds[name] === type)
  return {
    actors: [...getActors.call(db).values()].map(({ description }) => description),
    messages: getMessages.call(db).map(({ type, ...message }) => ({ ...message, type: nameOf(type) })),
  }
}

it('Mermaid reads a diagram with all nodes and all events, in order', async () => {
  const { actors, messages } = await read(mermaidDiagram(events, nodes))
  expect(actors).toEqual(nodes)
  expect(messages.length).toBe(events.length)
  const arrows = { deliver: 'SOLID', lost: 'SOLID_CROSS', corrupted: 'DOTTED' } as const
  for (const [index, { type, from, to, message }] of messages.entries()) {
    const { kind, node, peer } = events[index]!
    expect(type).toBe(node && peer && kind in arrows ? arrows[kind as keyof typeof arrows] : 'NOTE')
    if (type === 'SOLID')
      expect([nodes[Number(from.slice(1))], nodes[Number(to.slice(1))]]).toEqual([peer, node])
    expect(message).toContain(formatTime(events[index]!.at))
  }
})

it('Mermaid reads what looks like its own as text', async () => {
  const journal = new Journal(['a', 'b'])
  journal.add('note', 0, 0, -1, -1, 'end')
  journal.add('note', 0, 0, -1, -1, 'x: y ; z # %% <b> "c" \\ -->> \n loop for ever')
  journal.add('deliver', 0, 1, 0, -1, { type: 'end', to: 'all: ; %%{init: {}}%%' })
  const { messages } = await read(mermaidDiagram(journal, ['a', 'b']))
  expect(messages.map(({ type }) => type)).toEqual(['NOTE', 'NOTE', 'SOLID'])
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
