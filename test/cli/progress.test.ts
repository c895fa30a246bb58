import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BuiltCommand } from './built-command.ts'
import { ballGame } from './games.ts'
import { ctrlC, inTerminal } from './terminal.ts'

let command: BuiltCommand

beforeAll(() => {
  command = new BuiltCommand()
  command.write('ball.ts', ballGame)
})

afterAll(() => command.remove())

/** The texts that stood in the line, one after the other. */
function linesOf(screen: string): string[] {
  return screen
    .split('\r\x1b[2K')
    .slice(1)
    .map((text) => text.split('\n')[0]!.replace('^C', ''))
    .filter((text) => text !== '')
}

describe('in a terminal, a long run', () => {
  const many = ['run', 'ball.ts', '--seeds', '100000000', '--no-corpus']

  it('shows how far it is in one line, and ends with the report at Ctrl-C', async () => {
    let isStopped = false
    const { code, screen } = await inTerminal(command, many, {
      onScreen: (sofar, type) => {
        if (isStopped || linesOf(sofar).length < 4) return
        isStopped = true
        type(ctrlC)
      },
    })
    expect(code).toBe(130)
    const lines = linesOf(screen)
    const counts = lines.slice(0, 4).map((line) => {
      expect(line).toMatch(/^\d+\/100000000 runs, \d+\/s, 0 failed, \d+ faults fired, .* left: ball$/)
      return Number.parseInt(line, 10)
    })
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
    // The line is gone before the report comes.
    const report = screen.slice(screen.lastIndexOf('\r\x1b[2K'))
    expect(report).not.toMatch(/runs, \d+\/s/)
    expect(stripVTControlCharacters(report)).toMatch(/ball .*stopped/)
    expect(report).toMatch(/Stopped: \d+ of 100000000 runs were done\./)
  })

  it('keeps to the width of a narrow one', async () => {
    let isStopped = false
    const { screen } = await inTerminal(command, many, {
      columns: 30,
      onScreen: (sofar, type) => {
        if (isStopped || linesOf(sofar).length < 2) return
        isStopped = true
        type(ctrlC)
      },
    })
    for (const line of linesOf(screen).slice(0, 2)) {
      expect(line).toMatch(/^\d+\/100000000 runs, .*…$/)
      expect(line.length).toBeLessThan(30)
    }
  })

  it('has no such line elsewhere', async () => {
    const { err } = await command.run(['run', 'ball.ts', '--seeds', '300', '--no-corpus'])
    expect(err).toBe('')
  })
})
