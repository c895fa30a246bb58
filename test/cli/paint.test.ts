import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BuiltCommand } from './built-command.ts'
import { ballGame } from './games.ts'
import { inTerminal } from './terminal.ts'

let command: BuiltCommand

beforeAll(() => {
  command = new BuiltCommand()
  command.write('ball.ts', ballGame)
})

afterAll(() => command.remove())

const commands = [
  ['run', 'ball.ts', '--seeds', '3', '--no-corpus'],
  ['replay', 'ball.ts', '--seed', '1'],
]

it.each(commands)('in a terminal, %s has colours', async (...args) => {
  expect((await inTerminal(command, args)).screen).toContain('\x1b[3')
})

it.each(commands)('in a terminal where NO_COLOR is set, %s has none', async (...args) => {
  const { screen } = await inTerminal(command, args, { env: { NO_COLOR: '1' } })
  const text = screen.replaceAll('\r\x1b[2K', '')
  expect(text).toBe(stripVTControlCharacters(text))
})

it.each(commands)('in a pipe, %s has none', async (...args) => {
  const { out, err } = await command.run(args)
  expect(out + err).toBe(stripVTControlCharacters(out + err))
})
