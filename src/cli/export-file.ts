import { createWriteStream, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ednLinesOf } from '../checkers/formats/edn-lines.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Run } from '../simulation/run.ts'
import { chromeTrace } from '../trace/exporters/chrome.ts'
import { traceJsonLines } from '../trace/exporters/json-lines.ts'
import { mermaidDiagram } from '../trace/exporters/mermaid.ts'
import { shivizLog } from '../trace/exporters/shiviz.ts'

interface ExportFormat {
  /** How names of such files end. */
  readonly extension: string
  readonly lines: (run: Run) => Iterable<string>
}

const formats = {
  jsonl: { extension: '.jsonl', lines: ({ trace }) => traceJsonLines(trace!.events) },
  shiviz: { extension: '.log', lines: (run) => shivizLog(run.trace!.events, nodesOf(run)) },
  chrome: { extension: '.json', lines: (run) => chromeTrace(run.trace!.events, nodesOf(run)) },
  mermaid: { extension: '.mmd', lines: (run) => mermaidDiagram(run.trace!.events, nodesOf(run)) },
  edn: { extension: '.edn', lines: ({ history }) => ednLinesOf(history) },
} satisfies Record<string, ExportFormat>

/** A file to write a run to. */
export interface ExportTarget {
  readonly path: string
  readonly format: keyof typeof formats
}

/**
 * The file that `--export` names, in the format that `--format` or its extension says; `null` without `--export`.
 * @throws UsageError when neither says one, or no such file can be written.
 */
export function exportTarget({
  export: path,
  format,
}: {
  readonly export?: string
  readonly format?: string
}): ExportTarget | null {
  if (path === undefined) {
    if (format === undefined) return null
    throw new UsageError(`Expected --export with the file to write, got --format alone.`)
  }
  const names = Object.keys(formats) as (keyof typeof formats)[]
  const found =
    format === undefined
      ? names.find((name) => path.endsWith(formats[name].extension))
      : names.find((name) => name === format)
  if (found === undefined) {
    const known = names.map((name) => `${formats[name].extension} (${name})`).join(', ')
    throw new UsageError(
      format === undefined
        ? `Expected --export to name a file that ends in ${known}, got '${path}'; name another, or the format with --format.`
        : `Expected --format to be one of ${names.join(', ')}, got '${format}'.`,
    )
  }
  if (existsSync(path) && statSync(path).isDirectory())
    throw new UsageError(`Expected --export to name a file, got the folder '${path}'.`)
  if (!existsSync(dirname(path)) || !statSync(dirname(path)).isDirectory())
    throw new UsageError(
      `Expected --export to name a file in a folder that exists, got '${path}'; make the folder '${dirname(path)}' first.`,
    )
  return { path, format: found }
}

/**
 * Writes a recorded run to a file, a portion of lines at a time.
 * @param written told after each portion
 * @throws UsageError when the file cannot be written.
 */
export async function writeExport(
  run: Run,
  { path, format }: ExportTarget,
  written: () => void,
): Promise<void> {
  try {
    const portions = Readable.from(portionsOf(formats[format].lines(run), written), { objectMode: true })
    await pipeline(portions, createWriteStream(path))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new UsageError(`Expected to write '${path}', but ${message}.`)
  }
}

const portionLength = 65_536

function* portionsOf(lines: Iterable<string>, written: () => void): Generator<string> {
  let portion = ''
  for (const line of lines) {
    portion += `${line}\n`
    if (portion.length < portionLength) continue
    yield portion
    written()
    portion = ''
  }
  yield portion
}

function nodesOf({ plan, trace }: Run): readonly string[] {
  return plan.nodes ?? Object.keys(trace!.scenario.nodes)
}
