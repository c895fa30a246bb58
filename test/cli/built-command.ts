import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { builtPackage } from './built-package.ts'

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** The command line as it is built for users, in a folder of its own. */
export class BuiltCommand {
  /** Where the command runs, and its users' files stand. */
  readonly folder = mkdtempSync(join(tmpdir(), 'lightcone-cli-'))
  /** The file that Node runs. */
  readonly main = join(builtPackage(), 'dist/cli/main.js')

  write(path: string, text: string): void {
    const file = join(this.folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }

  read(path: string): Buffer {
    return readFileSync(join(this.folder, path))
  }

  /** Runs the command to its end; `onError` may act on it once it writes to standard error. */
  run(
    args: readonly string[],
    {
      input = '',
      head = false,
      deaf = false,
      coverage,
      largestFile,
      onError,
    }: {
      input?: string
      /** Whether its reader closes standard output as soon as something came through it. */
      head?: boolean
      /** Whether nobody reads standard error. */
      deaf?: boolean
      /** The folder in which Node notes what was loaded. */
      coverage?: string
      /** How large a file it may write, blocks of the shell: 512 or 1,024 bytes. */
      largestFile?: number
      onError?: (kill: (signal: NodeJS.Signals) => void) => void
    } = {},
  ): Promise<Ended> {
    const node = [process.execPath, this.main, ...args]
    const [program, ...rest] =
      largestFile === undefined ? node : ['sh', '-c', `ulimit -f ${largestFile}; exec "$0" "$@"`, ...node]
    const child = spawn(program!, rest, {
      cwd: this.folder,
      env: { ...process.env, ...(coverage !== undefined && { NODE_V8_COVERAGE: coverage }) },
    })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      if (head) child.stdout.destroy()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (err === '') onError?.((signal) => child.kill(signal))
      err += text
    })
    if (deaf) child.stderr.destroy()
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    return new Promise((done) => child.on('close', (code) => done({ code, out, err })))
  }

  /** The sources of the package's modules that a run has loaded, as it noted in its folder `coverage`. */
  loadedSources(coverage: string): string[] {
    const folder = join(this.folder, coverage)
    const dist = pathToFileURL(join(this.main, '../..')).href
    return readdirSync(folder).flatMap((file) => {
      const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
        readonly result: readonly { readonly url: string }[]
      }
      return result.flatMap(({ url }) => (url.startsWith(`${dist}/`) ? sourcesOf(fileURLToPath(url)) : []))
    })
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}

/** What a built module was made of, seen from `src`. */
function sourcesOf(module: string): string[] {
  const { sources } = JSON.parse(readFileSync(`${module}.map`, 'utf8')) as { readonly sources: string[] }
  return sources.map((source) => source.replace(/^.*\/src\//, ''))
}
