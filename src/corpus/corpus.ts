import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type FailureRecord, parseFailure } from '../explore/replay/failure-record.ts'
import { UsageError } from '../kernel/errors.ts'
import { failureText } from './failure-text.ts'

/** A file of the corpus. */
export interface SavedFailure {
  readonly path: string
  readonly failure: FailureRecord
}

/** A file of the corpus that is no saved failure, or one of a newer format: it is left alone. */
export interface UnreadableFile {
  readonly path: string
  readonly reason: string
}

export interface Corpus {
  /** Sorted by path. */
  readonly saved: readonly SavedFailure[]
  readonly unreadable: readonly UnreadableFile[]
}

/** All failures saved under a folder; none when there is no such folder. @throws UsageError when it is a file. */
export function readCorpus(folder: string): Corpus {
  if (!existsSync(folder)) return { saved: [], unreadable: [] }
  if (!statSync(folder).isDirectory())
    throw new UsageError(`Expected the corpus to be a folder of saved failures, got the file '${folder}'.`)
  const saved: SavedFailure[] = []
  const unreadable: UnreadableFile[] = []
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  )
  for (const name of names.sort()) {
    const path = join(folder, name)
    try {
      saved.push({ path, failure: parseFailure(readFileSync(path, 'utf8'), path) })
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      unreadable.push({ path, reason: error.message })
    }
  }
  return { saved, unreadable }
}

/** Where a failure is saved: by its scenario, its property and the hash of its run. */
export function corpusPath(folder: string, { scenario, property, hash }: FailureRecord): string {
  // A scenario that stands beside or above the folder must not be saved there.
  const parts = scenario.split('/').map((part) => (/^\.*$/.test(part) ? '_' : part))
  const slug = property
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return join(folder, ...parts, `${slug}-${hash.slice(0, 8)}.json`)
}

/** Saves a failure; true when it was not saved yet. The file appears whole or not at all. */
export function saveFailure(
  folder: string,
  failure: FailureRecord,
): { readonly path: string; readonly isNew: boolean } {
  const path = corpusPath(folder, failure)
  if (existsSync(path)) return { path, isNew: false }
  mkdirSync(dirname(path), { recursive: true })
  const unfinished = `${path}.${process.pid}.unfinished`
  writeFileSync(unfinished, failureText(failure))
  renameSync(unfinished, path)
  return { path, isNew: true }
}

/** Removes a saved failure from the corpus. */
export function removeFailure({ path }: Pick<SavedFailure, 'path'>): void {
  rmSync(path)
}
