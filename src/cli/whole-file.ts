import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { UsageError } from '../kernel/errors.ts'

/** The longest piece that is written at once, bytes. */
const pieceLength = 1 << 28

/**
 * Writes a file of these pieces, which appears whole or not at all: it grows under another name beside it, is put on the
 * disk, and then takes the place of the one before. Until then that one is as it was, whoever is killed and whatever is
 * full; so there has to be room for both. What a killed process leaves, the next one overwrites.
 * @param what what is written, for a sentence: 'the search'
 * @throws UsageError saying what hindered it, what stands there now, and what to do.
 */
export function writeWhole(path: string, pieces: Iterable<Uint8Array>, what: string): void {
  const unfinished = unfinishedName(path)
  let written = 0
  try {
    const file = openSync(unfinished, 'w')
    try {
      for (const bytes of pieces)
        for (let at = 0; at < bytes.length; ) {
          const length = writeSync(file, bytes, at, Math.min(pieceLength, bytes.length - at))
          at += length
          written += length
        }
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(unfinished, path)
  } catch (error) {
    removeIfAny(unfinished)
    if (!isOfSystem(error)) throw error
    const hindered = `${hindrances[error.code] ?? 'the system refused it'} after ${written} bytes (${error.message})`
    const left = isFile(path) ? 'what was kept there before is as it was' : 'nothing is kept there'
    throw new UsageError(
      `Expected to keep ${what} in '${path}', but ${hindered}; ${left}. Make room there for that and for another of its kind, or name a file elsewhere.`,
    )
  }
}

/**
 * Tries whether a file can be made in the place of this one.
 * @param where who named it, for a sentence: '--checkpoint'
 * @throws UsageError when it can't.
 */
export function requireWritable(path: string, where: string): void {
  const folder = dirname(path)
  if (!existsSync(folder))
    throw new UsageError(
      `Expected ${where} to name a file in a folder that exists, got '${path}'; make the folder '${folder}', or name another.`,
    )
  if (existsSync(path) && !isFile(path))
    throw new UsageError(
      `Expected ${where} to name a file, got '${path}', which is a folder or a device; name a file in it.`,
    )
  const unfinished = unfinishedName(path)
  try {
    closeSync(openSync(unfinished, 'w'))
  } catch (error) {
    if (!isOfSystem(error)) throw error
    throw new UsageError(
      `Expected ${where} to name a file in a folder that can be written to, got '${path}': ${error.message}; name one elsewhere.`,
    )
  }
  removeIfAny(unfinished)
}

/** What the codes of the system mean, in words. */
const hindrances: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'no more of the disk may be used',
  EFBIG: 'the file may not grow larger',
  EIO: 'the disk fails',
  EROFS: 'the disk can only be read',
  EACCES: 'it may not be written',
  EPERM: 'it may not be written',
  ENOENT: 'its folder is gone',
  EISDIR: 'a folder stands in its place',
}

function unfinishedName(path: string): string {
  return `${path}.unfinished`
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

/** What hinders the writing may hinder this, too, and is told of. */
function removeIfAny(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch (error) {
    if (!isOfSystem(error)) throw error
  }
}

function isOfSystem(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
}
