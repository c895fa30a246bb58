import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import mermaid from 'mermaid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readHistory } from '../../src/checkers/formats/history-reader.ts'
import { formatComplaints } from '../trace/exporters/trace-event-format.ts'
import { BuiltCommand } from './built-command.ts'
import { ballGame } from './games.ts'

let command: BuiltCommand

beforeAll(() => {
  command = new BuiltCommand()
  command.write('ball.ts', ballGame)
  mkdirSync(join(command.folder, 'folder.json'))
})

afterAll(() => command.remove())

const read = (path: string) => readFileSync(join(command.folder, path), 'utf8')

/** Runs a seed with `--export`, and gives the file that it wrote. */
async function exported(path: string, ...args: string[]): Promise<string> {
  const { err } = await command.run(['run', 'ball.ts', '--seed', '7', '--export', path, ...args])
  expect(err).toMatch(/^Exported seed 7 of ball \(\d+ events\) as \w+: /m)
  return read(path)
}

describe('run --export', () => {
  it('writes the events as JSON Lines, as many as the transcript has', async () => {
    const lines = (await exported('run.jsonl')).trim().split('\n')
    const { out } = await command.run(['replay', 'ball.ts', '--seed', '7'])
    expect(lines.length).toBe(
      out.indexOf('\n\n') < 0 ? 0 : out.slice(0, out.indexOf('\n\n')).split('\n').length,
    )
    expect(JSON.parse(lines[0]!)).toMatchObject({ index: 0, at: 0, kind: 'boot', node: 'n1' })
  })

  it('writes a log for ShiViz, of which its default parser reads every event', async () => {
    const [parser, delimiter, ...log] = (await exported('run.log')).trim().split('\n')
    expect(delimiter).toBe('')
    const matches = [...log.join('\n').matchAll(new RegExp(parser!, 'g'))]
    expect(matches.length).toBe(log.length / 2)
  })

  it('writes a trace for Chrome and Perfetto', async () => {
    const { traceEvents } = JSON.parse(await exported('run.trace.json'))
    expect(traceEvents.length).toBeGreaterThan(100)
    expect(traceEvents.flatMap(formatComplaints)).toEqual([])
  })

  it('writes a diagram that Mermaid reads', async () => {
    const text = await exported('run.mmd', '--until', '100ms')
    await expect(mermaid.parse(text)).resolves.toMatchObject({ diagramType: 'sequence' })
  })

  it('writes the history in EDN, which check-history reads', async () => {
    expect(readHistory(await exported('run.edn')).length).toBeGreaterThan(50)
    const args = ['check-history', 'run.edn', '--model', 'register', '--json']
    expect(JSON.parse((await command.run(args)).out)).toMatchObject({ verdict: 'invalid' })
  })

  it('takes the format from --format, whatever the name', async () => {
    expect(await exported('run.txt', '--format', 'mermaid')).toMatch(/^sequenceDiagram\n/)
  })

  it('writes the first failing seed of many', async () => {
    const args = ['run', 'ball.ts', '--seeds', '4..9', '--export', 'many.jsonl', '--json']
    const { out, err } = await command.run(args)
    expect(err).toContain('Exported seed 4 of ball')
    for (const line of out.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
  })
})

describe('replay --export', () => {
  it('writes the same file as run does', async () => {
    const { out } = await command.run(['replay', 'ball.ts', '--seed', '7', '--export', 'again.jsonl'])
    expect(out).toMatch(/\nExported the run \(\d+ events\) as jsonl: again\.jsonl\n/)
    expect(read('again.jsonl')).toBe(await exported('run.jsonl'))
  })
})

describe('a file that cannot be written', () => {
  it.each([
    [['--export', 'run.trc'], 'Expected --export to name a file that ends in .jsonl (jsonl), .log (shiviz)'],
    [['--export', 'run.log', '--format', 'svg'], 'Expected --format to be one of jsonl, shiviz, chrome'],
    [['--export', 'folder.json'], "Expected --export to name a file, got the folder 'folder.json'"],
    [['--export', 'none/run.log'], "got 'none/run.log'; make the folder 'none' first"],
    [['--export', 'ball.ts/run.log'], 'run.log'],
    [['--format', 'edn'], 'Expected --export with the file to write, got --format alone'],
    [['--seed', 'x'], "Expected --seed to be a whole number, such as 17, got 'x'"],
  ])('%j is refused before anything is run', async (args, sentence) => {
    const { code, out, err } = await command.run(['run', 'ball.ts', ...args])
    expect(err).toContain(sentence)
    expect([code, out]).toEqual([64, ''])
  })

  it('as its system will not have it, is a mistake of the user', async () => {
    const path = `${'x'.repeat(300)}.log`
    const { code, err } = await command.run(['replay', 'ball.ts', '--seed', '1', '--export', path])
    expect(code).toBe(64)
    expect(err).toContain(`Expected to write '${path}', but ENAMETOOLONG`)
  })
})
