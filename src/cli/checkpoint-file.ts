import { createHash } from 'node:crypto'
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { endianness } from 'node:os'
import { deserialize, serialize } from 'node:v8'
import type { SavedLevels } from '../explore/verify/shards/levels.ts'
import { mapArrays, type PartWithArrays } from '../explore/verify/shards/shard-part.ts'
import { UsageError } from '../kernel/errors.ts'
import type { SearchState } from './sharded-verify.ts'
import { writeWhole } from './whole-file.ts'

/** What a search is about; it can go on only where that is the same. */
export interface CheckpointSubject {
  /** The version of lightcone. */
  readonly engine: string
  readonly scenario: string
  /** The SHA-256 of the scenario's code and all that it imports, but for lightcone. */
  readonly source: string
  readonly seed: string
  /** The reductions that it makes, by name. */
  readonly reductions: string
}

export interface CheckpointHeader extends CheckpointSubject {
  /** How long the search has taken so far, ms of real time. */
  readonly took: number
  readonly states: number
}

/** Which file this is, and how it is laid out. */
interface Layout {
  readonly format: typeof format
  readonly version: typeof layoutVersion
  readonly endianness: 'BE' | 'LE'
  /** How many bytes the values take, and how many integers each array has. */
  readonly values: number
  readonly arrays: readonly number[]
}

/** What stands in the file besides arrays of integers. */
interface Values {
  readonly levels: SavedLevels
  /** Whose arrays stand behind the values. */
  readonly parts: readonly PartWithArrays<Place>[]
}

const format = 'lightcone checkpoint'
const layoutVersion = 2
const digestLength = 32
const headerLimit = 1 << 20

/**
 * Writes a search to a file, from which it can go on. The file is a line of JSON (a header and a layout), then the
 * values as Node's structured clone writes them (counts, findings, and what the numbers in vectors stand for), then
 * all arrays of 32-bit integers (fingerprints, parents, the states that wait and what sleeps there), and at last the SHA-256 of everything
 * before. It appears whole or not at all.
 * @throws UsageError when it can't be written, with what stands there then.
 */
export function writeCheckpoint(
  path: string,
  header: CheckpointHeader,
  { levels, parts }: SearchState,
): void {
  const arrays: Int32Array[] = []
  const place = (array: Int32Array): Place => ({ array: arrays.push(array) - 1 })
  const places = parts.map((part) => mapArrays(part, place))
  const values = serialize({ levels, parts: places } satisfies Values)
  const layout: Layout = {
    format,
    version: layoutVersion,
    endianness: endianness(),
    values: values.length,
    arrays: arrays.map(({ length }) => length),
  }
  const text = Buffer.from(`${JSON.stringify({ ...layout, ...header })}\n`)
  writeWhole(
    path,
    withDigest([
      text,
      values,
      ...arrays.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
    ]),
    'the search',
  )
}

/** @throws UsageError when the file is no checkpoint. */
export function readCheckpointHeader(path: string): CheckpointHeader {
  return new CheckpointReader(path).readHeader()
}

/** @throws UsageError when the file is no checkpoint, or broken. */
export function readCheckpoint(path: string): SearchState {
  return new CheckpointReader(path).readState()
}

/** @throws UsageError, naming what differs, when a checkpoint is of another search. */
export function requireSame(path: string, saved: CheckpointSubject, now: CheckpointSubject): void {
  const names = {
    scenario: 'the scenario',
    seed: 'the seed',
    reductions: 'the set of reductions',
    engine: 'the version of lightcone',
    source: 'the code of the scenario and what it imports, its bounds included,',
  } as const
  for (const name of ['scenario', 'seed', 'reductions', 'engine', 'source'] as const)
    if (saved[name] !== now[name])
      throw new UsageError(
        `Expected the checkpoint '${path}' to be of this search, but ${names[name]} was another: ${name === 'source' ? `its digest was ${saved.source.slice(0, 12)}, and is ${now.source.slice(0, 12)}` : `'${saved[name]}', not '${now[name]}'`}. Only --depth, --states, --memory and --time may be others; begin anew without --resume.`,
      )
}

class CheckpointReader {
  private readonly path: string

  constructor(path: string) {
    this.path = path
    if (!existsSync(path))
      throw new UsageError(`Expected --resume to name a checkpoint, got '${path}', which is not there.`)
    if (statSync(path).isDirectory())
      throw new UsageError(`Expected --resume to name a checkpoint, got '${path}', which is a folder.`)
  }

  readHeader(): CheckpointHeader {
    return this.open((file) => this.headerOf(file).header)
  }

  readState(): SearchState {
    return this.open((file) => {
      const { header: layout, text } = this.headerOf(file)
      const digest = createHash('sha256').update(text)
      const size = layout.values + layout.arrays.reduce((sum, length) => sum + 4 * length, 0)
      if (fstatSync(file).size !== text.length + size + digestLength) throw this.broken('it is cut short')
      let at = text.length
      const next = (length: number) => {
        const bytes = new Uint8Array(length)
        readAll(file, bytes, at)
        at += length
        return bytes
      }
      const bytes = next(layout.values)
      digest.update(bytes)
      const arrays = layout.arrays.map((length) => {
        const part = next(4 * length)
        digest.update(part)
        return new Int32Array(part.buffer)
      })
      if (!digest.digest().equals(next(digestLength))) throw this.broken('its checksum is another')
      const { levels, parts } = deserialize(bytes) as Values
      const arrayAt = ({ array }: Place) => arrays[array]!
      return { levels, parts: parts.map((part) => mapArrays(part, arrayAt)) }
    })
  }

  private headerOf(file: number): { header: CheckpointHeader & Layout; text: Buffer } {
    const start = Buffer.alloc(Math.min(headerLimit, fstatSync(file).size))
    readAll(file, start, 0)
    const end = start.indexOf('\n')
    const text = start.subarray(0, end + 1)
    const header = parsed(text.toString()) as Partial<CheckpointHeader & Layout> | null
    if (header?.format !== format)
      throw new UsageError(
        `Expected '${this.path}' to be a checkpoint that --checkpoint has written, got another file.`,
      )
    if (header.version !== layoutVersion || header.endianness !== endianness())
      throw new UsageError(
        `Expected the checkpoint '${this.path}' to be of layout ${layoutVersion} (${endianness()}), got ${header.version} (${header.endianness}); it can be resumed by the version and on a machine of the kind that wrote it.`,
      )
    return { header: header as CheckpointHeader & Layout, text }
  }

  private broken(why: string): UsageError {
    return new UsageError(
      `Expected the checkpoint '${this.path}' as it was written, but ${why}; begin anew without --resume.`,
    )
  }

  private open<Result>(read: (file: number) => Result): Result {
    const file = openSync(this.path, 'r')
    try {
      return read(file)
    } finally {
      closeSync(file)
    }
  }
}

/** In the place of an array: which of those behind the values it is. */
interface Place {
  readonly array: number
}

/** The longest piece that is read at once, bytes. */
const pieceLength = 1 << 28

/** These pieces and, behind them, their SHA-256. */
function* withDigest(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  const digest = createHash('sha256')
  for (const bytes of pieces) {
    digest.update(bytes)
    yield bytes
  }
  yield digest.digest()
}

function readAll(file: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(file, bytes, at, Math.min(pieceLength, bytes.length - at), position + at)
    if (read === 0) return
    at += read
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
