import { spawn } from 'node:child_process'
import type { BuiltCommand } from './built-command.ts'

export interface TerminalSession {
  readonly code: number | null
  /** All that was written to the terminal, as it was written. */
  readonly screen: string
}

export interface TerminalOptions {
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
  /** Called with all that is on the screen whenever something is added; what is typed goes to the command. */
  readonly onScreen?: (screen: string, type: (keys: string) => void) => void
}

/** What Ctrl-C types. */
export const ctrlC = '\x03'

/** Runs the command in a terminal, which script(1) makes. */
export function inTerminal(
  { main, folder }: BuiltCommand,
  args: readonly string[],
  { columns = 100, env = {}, onScreen }: TerminalOptions = {},
): Promise<TerminalSession> {
  const words = [process.execPath, main, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`)
  const line = `stty cols ${columns}; exec ${words.join(' ')}`
  const script =
    process.platform === 'darwin' ? ['-q', '/dev/null', 'sh', '-c', line] : ['-qefc', line, '/dev/null']
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env
  const child = spawn('script', script, { cwd: folder, env: { ...inherited, SHELL: '/bin/sh', ...env } })
  let screen = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    onScreen?.(screen, (keys) => child.stdin.write(keys))
  })
  child.stdin.on('error', () => undefined)
  return new Promise((done, failed) => {
    child.on('error', failed)
    child.on('close', (code) => done({ code, screen }))
  })
}
