import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BuiltCommand } from './built-command.ts'

let command: BuiltCommand

/** A lock whose server forgets its holder in a crash, unless it is told to remember. */
function lock(remembers: boolean, property = 'mutual exclusion'): string {
  return `
import { always, cluster, crashes, defineNode, defineProgram, ms, scenario, seconds, uniform } from 'lightcone'
const server = defineNode<{ holder: string | null }, { type: 'acquire' | 'granted' | 'release' }>('server', {
  initial: () => ({ holder: null }),
  ${remembers ? "persistent: ['holder']," : ''}
  on: {
    acquire(state, _message, ctx) {
      state.holder ??= ctx.from
      if (state.holder === ctx.from) ctx.reply({ type: 'granted' })
    },
    release(state, _message, ctx) { if (state.holder === ctx.from) state.holder = null },
  },
})
const client = defineProgram<{ holds: boolean }, { type: 'acquire' | 'granted' | 'release' }>('client', {
  initial: () => ({ holds: false }),
  *run(state, ctx) {
    for (;;) {
      yield* ctx.sleep(ms(10))
      state.holds = (yield* ctx.call('server', { type: 'acquire' }, ms(20))) !== null
      yield* ctx.sleep(ms(50))
      if (state.holds) ctx.send('server', { type: 'release' })
      state.holds = false
    }
  },
})
export default scenario({
  title: 'A lock server that crashes',
  nodes: { server: server(), ...cluster(2, client(), 'c') },
  network: { latency: uniform(ms(1), ms(4)) },
  faults: [crashes({ nodes: ['server'], every: ms(100), downFor: [ms(1), ms(5)] })],
  until: seconds(1),
  holds: [always('${property}', client, (clients) => clients.filter(({ holds }) => holds).length <= 1)],
})
`
}

beforeAll(() => {
  command = new BuiltCommand()
  command.write('lock.ts', lock(false))
}, 60_000)

afterAll(() => command.remove())

const files = () =>
  readdirSync(join(command.folder, 'corpus'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  )

describe('the corpus', () => {
  it('is lived: saved, shrunk, replayed first, mended, kept, and pruned when it fits no more', async () => {
    const first = await command.run(['run', 'lock.ts', '--seeds', '5'])
    expect(first.code).toBe(1)
    expect(first.out).toMatch(/Saved as corpus\/lock\/mutual-exclusion-\w{8}\.json, to be replayed first/)
    const [long] = files()

    const explained = await command.run(['explain', 'lock.ts', '--seed', '1'])
    expect(explained.out).toContain(`Removed corpus/${long}, of which it is the short form.`)
    const [short] = files()
    expect(files()).toHaveLength(1)
    expect(short).not.toBe(long)
    const kept = readFileSync(join(command.folder, 'corpus', short!), 'utf8')
    expect(JSON.parse(kept).plan.faults).toHaveLength(1)

    const again = await command.run(['run', 'lock.ts', '--seeds', '900..900', '--json'])
    expect(again.code).toBe(1)
    expect(again.out).toContain(`"path":"corpus/${short}"`)
    expect(again.err).toContain(`✗ corpus/${short}: mutual exclusion still does not hold`)

    command.write('lock.ts', lock(true))
    const mended = await command.run(['run', 'lock.ts', '--seeds', '5'])
    expect(mended.code).toBe(0)
    expect(mended.out).toContain('1 saved failure replayed first, as declared')
    const listed = await command.run(['corpus', 'list'])
    expect(listed).toMatchObject({ code: 0, err: '' })
    expect(listed.out).toBe(`✓ corpus/${short}  mutual exclusion holds now (1 fault)\n`)
    expect((await command.run(['corpus', 'prune'])).out).toBe('0 of 1 saved failures removed\n')

    command.write('lock.ts', 'export default scenario({ ')
    const broken = await command.run(['corpus', 'prune'])
    expect(broken.out).toBe('0 of 1 saved failures removed\n')
    expect((await command.run(['corpus', 'list'])).out).toMatch(/^\? .*In lock\.ts: /)

    command.write('lock.ts', lock(true, 'at most one holder'))
    const unfit = await command.run(['run', 'lock.ts', '--seeds', '5'])
    expect(unfit.code).toBe(2)
    expect(unfit.out).toContain("cannot be replayed: Expected lock to have the property 'mutual exclusion'")
    const dry = await command.run(['corpus', 'prune', '--dry-run'])
    expect(dry.out).toMatch(/would remove corpus\/lock.*\n1 of 1 saved failures would be removed\n/)
    expect(files()).toHaveLength(1)
    await command.run(['corpus', 'prune'])
    expect(files()).toHaveLength(0)
  })

  it('of which a file is broken or newer is named, and the file is left alone', async () => {
    command.write('odd/newer.json', '{"format": "lightcone-failure/2"}')
    command.write('lock.ts', lock(true))
    const { code, out } = await command.run(['run', 'lock.ts', '--seeds', '1', '--corpus', 'odd'])
    expect(code).toBe(2)
    expect(out).toContain('it needs a newer lightcone, and is left as it is')
    const listed = await command.run(['corpus', 'list', '--corpus', 'odd'])
    expect(listed).toMatchObject({ code: 64, out: 'No failure is saved in odd.\n' })
    expect(existsSync(join(command.folder, 'odd/newer.json'))).toBe(true)
  })

  it('is neither read nor written with --no-corpus', async () => {
    command.write('lock.ts', lock(false))
    const { out } = await command.run(['run', 'lock.ts', '--seeds', '3', '--no-corpus'])
    expect(out).not.toContain('Saved')
    await command.run(['explain', 'lock.ts', '--seed', '1', '--no-corpus'])
    expect(files()).toHaveLength(0)
  })

  it('says where a saved failure hangs, and goes on with the next', async () => {
    const loops = lock(false).replace(
      'state.holder ??= ctx.from',
      'if (ctx.from === "c2") for (;;); state.holder ??= ctx.from',
    )
    command.write('lock.ts', lock(false))
    await command.run(['run', 'lock.ts', '--seeds', '1', '--corpus', 'two'])
    command.write('lock.ts', loops)
    const { code, out } = await command.run(['corpus', 'list', '--corpus', 'two', '--stall', '500ms'])
    expect(code).toBe(0)
    expect(out).toMatch(/^\? two\/lock.*server has been busy with one event for 0\.5 s/)
  })
})
