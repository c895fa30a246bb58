import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import {
  type CheckpointHeader,
  readCheckpoint,
  readCheckpointHeader,
  requireSame,
  writeCheckpoint,
} from '../../src/cli/checkpoint-file.ts'
import type { SearchState } from '../../src/cli/sharded-verify.ts'

const folder = mkdtempSync(join(tmpdir(), 'lightcone-checkpoint-'))
const path = join(folder, 'search.checkpoint')
afterAll(() => rmSync(folder, { recursive: true }))

const header: CheckpointHeader = {
  engine: '0.1.0',
  scenario: 'raft/large',
  source: 'abc',
  seed: '1',
  reductions: 'symmetry, idle',
  took: 61_000,
  states: 3,
}

const ints = (...items: number[]) => new Int32Array(items)

const state: SearchState = {
  levels: {
    violations: [],
    reached: [{ property: 'elected', message: '', depth: 1, states: [{ high: -1, low: 7 }] }],
    generated: 9,
    states: 3,
    queued: 1,
    ends: 0,
    handlerRuns: 4,
    levels: [1, 2],
    depth: 1,
    level: 1,
    isLevelDone: false,
  },
  parts: [
    {
      high: ints(1, -2, 3),
      low: ints(4, 5, -6),
      parents: ints(-1, 0, 0),
      parentHigh: ints(1),
      parentLow: ints(4),
      waiting: [
        {
          // What JSON has no words for.
          definitions: [
            { numbers: [2], values: [{ bytes: new Uint8Array([1, 2]), none: undefined, least: -0 }] },
            { numbers: [], values: [] },
          ],
          current: ints(),
          next: ints(2, 2, 3, -6, 2, 0),
          currentAsleep: ints(),
          nextAsleep: ints(1, 2, 7),
        },
      ],
      violations: [],
      reached: [],
    },
  ],
}

function changed(change: (bytes: Buffer) => Buffer): string {
  writeCheckpoint(path, header, state)
  const other = join(folder, 'changed.checkpoint')
  writeFileSync(other, change(readFileSync(path)))
  return other
}

describe('checkpoints', () => {
  it('bring back what was written, and say what they are about', () => {
    writeCheckpoint(path, header, state)
    expect(readCheckpoint(path)).toEqual(state)
    expect(readCheckpointHeader(path)).toMatchObject(header)
    expect(existsSync(`${path}.unfinished`)).toBe(false)
  })

  it('leave the one before as it was when they cannot be written', () => {
    const nowhere = join(folder, 'nowhere', 'search.checkpoint')
    expect(() => writeCheckpoint(nowhere, header, state)).toThrow(
      /but its folder is gone after 0 bytes \(ENOENT: .*nothing is kept there/,
    )
    writeCheckpoint(path, header, state)
    const cyclic = { ...state, levels: { ...state.levels, violations: [() => 0] as never } }
    expect(() => writeCheckpoint(path, header, cyclic)).toThrow(/could not be cloned/)
    expect(readCheckpoint(path)).toEqual(state)
  })

  it('are refused when they are cut short, changed, of another layout, or none', () => {
    const cut = changed((bytes) => bytes.subarray(0, bytes.length - 5))
    expect(() => readCheckpoint(cut)).toThrow(/as it was written, but it is cut short/)
    const bitten = changed((bytes) => {
      bytes[bytes.length - 40]! ^= 1
      return bytes
    })
    expect(() => readCheckpoint(bitten)).toThrow(/but its checksum is another/)
    const newer = changed((bytes) =>
      Buffer.from(bytes.toString('latin1').replace('"version":2', '"version":9'), 'latin1'),
    )
    expect(() => readCheckpointHeader(newer)).toThrow(/to be of layout 2 \([LB]E\), got 9/)
    const none = changed(() => Buffer.from('export default 1\n'))
    expect(() => readCheckpointHeader(none)).toThrow(/to be a checkpoint that --checkpoint has written/)
    expect(() => readCheckpointHeader(join(folder, 'gone'))).toThrow(/which is not there/)
    expect(() => readCheckpointHeader(folder)).toThrow(/which is a folder/)
  })

  it.each([
    ['engine', /the version of lightcone was another: '0\.1\.0', not 'other'/],
    ['scenario', /the scenario was another: 'raft\/large', not 'other'/],
    ['source', /the code of the scenario and what it imports, its bounds included, was another/],
    ['reductions', /the set of reductions was another: 'symmetry, idle', not 'other'/],
    ['seed', /the seed was another: '1', not 'other'/],
  ] as const)('are refused for a search with another %s', (name, message) => {
    expect(() => requireSame(path, header, { ...header, [name]: 'other' })).toThrow(message)
    expect(() => requireSame(path, header, { ...header })).not.toThrow()
  })
})
