import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { corpusPath, readCorpus, removeFailure, saveFailure } from '../../src/corpus/corpus.ts'
import { type FailureRecord, failureFormat } from '../../src/explore/replay/failure-record.ts'
import { UsageError } from '../../src/kernel/errors.ts'

const failure: FailureRecord = {
  format: failureFormat,
  engine: '0.1.0',
  scenario: 'raft/votes-forgotten',
  property: 'election safety (§5.2)',
  hash: '0123456789abcdef',
  plan: { seed: '17', faults: [], conditions: [], operations: {} },
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lightcone-corpus-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the corpus', () => {
  it('gives back what was saved, by scenario, property and hash', () => {
    const { path, isNew } = saveFailure(folder, failure)
    expect(isNew).toBe(true)
    expect(relative(folder, path)).toBe(join('raft', 'votes-forgotten', 'election-safety-5-2-01234567.json'))
    expect(readCorpus(folder)).toEqual({ saved: [{ path, failure }], unreadable: [] })
  })

  it('saves the same failure once, and leaves the file as it is', () => {
    const { path } = saveFailure(folder, failure)
    const text = readFileSync(path, 'utf8')
    expect(saveFailure(folder, { ...failure, message: 'in other words' })).toEqual({ path, isNew: false })
    expect(readFileSync(path, 'utf8')).toBe(text)
    expect(readdirSync(folder, { recursive: true })).toHaveLength(3)
  })

  it('names a file that is broken or of a newer format, and leaves it alone', () => {
    saveFailure(folder, failure)
    writeFileSync(join(folder, 'broken.json'), '{"format": ')
    writeFileSync(join(folder, 'newer.json'), '{"format": "lightcone-failure/99"}')
    writeFileSync(join(folder, 'notes.txt'), 'no failure')
    const { saved, unreadable } = readCorpus(folder)
    expect(saved).toHaveLength(1)
    expect(unreadable.map(({ path }) => relative(folder, path))).toEqual(['broken.json', 'newer.json'])
    expect(unreadable[1]!.reason).toMatch(/needs a newer lightcone, and is left as it is/)
    expect(existsSync(join(folder, 'newer.json'))).toBe(true)
  })

  it('is empty where there is no folder, and refuses a file in its place', () => {
    expect(readCorpus(join(folder, 'none'))).toEqual({ saved: [], unreadable: [] })
    writeFileSync(join(folder, 'file'), '')
    expect(() => readCorpus(join(folder, 'file'))).toThrow(UsageError)
  })

  it('removes what it is told to', () => {
    mkdirSync(join(folder, 'raft'))
    const { path } = saveFailure(folder, failure)
    removeFailure({ path })
    expect(readCorpus(folder).saved).toEqual([])
  })

  it('never saves outside of its folder', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('..', '.', '', 'raft', '...'), { minLength: 1 }),
        fc.string(),
        (parts, property) => {
          const path = corpusPath('corpus', { ...failure, scenario: parts.join('/'), property })
          expect(path.split('/')[0]).toBe('corpus')
          expect(path.split('/')).not.toContain('..')
        },
      ),
    )
  })
})
