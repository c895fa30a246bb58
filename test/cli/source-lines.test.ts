import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadScenario } from '../../src/cli/scenario-files.ts'
import { SourceLines } from '../../src/cli/source-lines.ts'

const folder = mkdtempSync(join(tmpdir(), 'lightcone-lines-'))
const path = join(folder, 'echo.ts')
writeFileSync(
  path,
  `import { defineNode, scenario, seconds, type Context } from 'lightcone'

type Message =
  | { type: 'ping' }
  | { type: 'pong' }

interface State {
  pings: number
}

function onPing(state: State, _message: Message, ctx: Context<Message>): void {
  state.pings++
  ctx.reply({ type: 'pong' })
}

const echo = defineNode<State, Message>('echo', {
  initial: () => ({ pings: 0 }),
  on: {
    ping: onPing,
    pong(state) {
      state.pings--
    },
  },
})

export default scenario({ title: 'Echo', nodes: { n1: echo() }, until: seconds(1) })
`,
)
afterAll(() => rmSync(folder, { recursive: true }))

describe('SourceLines', () => {
  it("knows where the handlers of a user's TypeScript are written", async () => {
    const { nodes } = await loadScenario({ name: 'echo', path })
    const lines = new SourceLines()
    const { on } = nodes.n1!.definition
    const text = readFileSync(path, 'utf8').split('\n')
    for (const [type, begin] of [
      ['ping', 'function onPing'],
      ['pong', '    pong(state)'],
    ] as const) {
      const line = text.findIndex((one) => one.startsWith(begin)) + 1
      expect(line).toBeGreaterThan(0)
      expect(basename(lines.of(on.get(type))!)).toBe(`echo.ts:${line}`)
    }
    lines.close()
  })

  it('knows nothing of what is no function of a file', () => {
    const lines = new SourceLines()
    for (const thing of [null, 7, 'text', {}, Math.max]) expect(lines.of(thing)).toBeNull()
    lines.close()
  })
})
