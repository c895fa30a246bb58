import { spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { requireWritable, writeWhole } from '../../src/cli/whole-file.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lightcone-whole-'))
  path = join(folder, 'kept')
})
afterEach(() => rmSync(folder, { recursive: true }))

const old = Buffer.from('as it was')
const pieces = (count: number, length: number) => Array.from({ length: count }, () => new Uint8Array(length))

/** What another process does with these functions, and `path`. */
function script(code: string): string[] {
  const loader = new URL('../../node_modules/jiti/lib/jiti-register.mjs', import.meta.url)
  const module = new URL('../../src/cli/whole-file.ts', import.meta.url)
  const text = `
    const { requireWritable, writeWhole } = (await import(${JSON.stringify(module.href)})).default
    const path = ${JSON.stringify(path)}
    try { ${code} } catch (error) { console.log(error.name + ': ' + error.message) }`
  return ['--import', loader.href, '--input-type=module', '--eval', text]
}

describe('a file that appears whole or not at all', () => {
  it('takes the place of the one before, and leaves nothing beside it', () => {
    writeFileSync(path, old)
    writeWhole(path, [Buffer.from('some'), Buffer.from('thing')], 'it')
    expect(readFileSync(path, 'utf8')).toBe('something')
    expect(readdirSync(folder)).toEqual(['kept'])
  })

  it('leaves the one before as it was when a limit on its size stops it half-way', () => {
    writeFileSync(path, old)
    const node = script(`writeWhole(path, [new Uint8Array(3000), new Uint8Array(900_000)], 'the search')`)
    // Blocks of 512 or 1,024 bytes, by the shell.
    const { stdout } = spawnSync('sh', ['-c', 'ulimit -f 64; exec "$0" "$@"', process.execPath, ...node])
    const told = stdout.toString()
    expect(told).toMatch(
      /^UsageError: Expected to keep the search in '.*kept', but the file may not grow larger after \d+ bytes \(EFBIG: .*\); what was kept there before is as it was\. Make room there /,
    )
    expect([32_768, 65_536]).toContain(Number(/after (\d+) bytes/.exec(told)![1]))
    expect(readFileSync(path)).toEqual(old)
    expect(readdirSync(folder)).toEqual(['kept'])
  }, 20_000)

  it('leaves the one before as it was when the disk is full', () => {
    const full = () => symlinkSync('/dev/full', `${path}.unfinished`)
    full()
    expect(() => writeWhole(path, pieces(1, 9), 'it')).toThrow(
      /but the disk is full after 0 bytes \(ENOSPC: .*\); nothing is kept there\. Make room there/,
    )
    writeFileSync(path, old)
    full()
    expect(() => writeWhole(path, pieces(1, 9), 'it')).toThrow(/; what was kept there before is as it was\./)
    expect(readFileSync(path)).toEqual(old)
    expect(readdirSync(folder)).toEqual(['kept'])
  })

  it('leaves the one before as it was when its process is killed half-way, and overwrites what that left', async () => {
    writeFileSync(path, old)
    const unfinished = `${path}.unfinished`
    const length = 400 << 20
    const child = spawn(
      process.execPath,
      // So many pieces that it is met among them.
      script(`writeWhole(path, Array(400).fill(new Uint8Array(${length / 400})), 'it'); console.log('done')`),
    )
    let out = ''
    child.stdout.on('data', (text: Buffer) => {
      out += text.toString()
    })
    const closed = new Promise((done) => child.on('close', (_, signal) => done(signal)))
    while (child.exitCode === null && (!existsSync(unfinished) || statSync(unfinished).size === 0))
      await setTimeout(1)
    child.kill('SIGKILL')
    expect(await closed).toBe('SIGKILL')
    expect(out).toBe('')
    expect(statSync(unfinished).size).toBeGreaterThan(0)
    expect(statSync(unfinished).size).toBeLessThan(length)
    expect(readFileSync(path)).toEqual(old)
    writeWhole(path, [Buffer.from('new')], 'it')
    expect(readFileSync(path, 'utf8')).toBe('new')
    expect(readdirSync(folder)).toEqual(['kept'])
  }, 20_000)

  it('leaves the one before as it was when what is to be written fails', () => {
    writeFileSync(path, old)
    function* failing() {
      yield Buffer.from('some')
      throw new RangeError('no more')
    }
    expect(() => writeWhole(path, failing(), 'it')).toThrow(new RangeError('no more'))
    expect(readFileSync(path)).toEqual(old)
    expect(readdirSync(folder)).toEqual(['kept'])
  })

  it('does not take the place of a folder', () => {
    mkdirSync(path)
    expect(() => writeWhole(path, pieces(1, 9), 'it')).toThrow(/'.*kept', but .*; nothing is kept there/)
    expect(readdirSync(folder)).toEqual(['kept'])
  })
})

describe('a place for a file', () => {
  it('is as it was after it was tried', () => {
    requireWritable(path, '--checkpoint')
    expect(readdirSync(folder)).toEqual([])
    writeFileSync(path, old)
    requireWritable(path, '--checkpoint')
    expect(readFileSync(path)).toEqual(old)
  })

  it('is refused where there is no folder, and where it is one', () => {
    expect(() => requireWritable(join(path, 'deeper'), '--checkpoint')).toThrow(
      /Expected --checkpoint to name a file in a folder that exists, got '.*deeper'; make the folder/,
    )
    expect(() => requireWritable(folder, '--checkpoint')).toThrow(/got '.*', which is a folder or a device/)
  })

  it('is refused in a folder that may not be written to', () => {
    // Whoever may do anything gives that up first.
    const code = `
      const { chmodSync } = await import('node:fs')
      chmodSync(${JSON.stringify(folder)}, 0o555)
      if (process.getuid() === 0) process.setuid(65534)
      for (const act of [() => requireWritable(path, '--checkpoint'), () => writeWhole(path, [], 'it')])
        try { act() } catch (error) { console.log(error.message) }`
    const { stdout } = spawnSync(process.execPath, script(code))
    expect(stdout.toString()).toMatch(
      /Expected --checkpoint to name a file in a folder that can be written to, got '.*kept': EACCES: .*; name one elsewhere\.\n.*but it may not be written after 0 bytes \(EACCES: .*\); nothing is kept there/,
    )
  })
})
