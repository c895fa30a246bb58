import { existsSync, readFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Finds out where functions are written; V8 alone knows, and tells debuggers. */
export class SourceLines {
  private readonly session = new Session()
  private readonly scripts = new Map<string, string>()
  /** Of lightcone's own modules, by their paths; `null` of one that is not built. */
  private readonly maps = new Map<string, SourceMap | null>()

  constructor() {
    this.session.connect()
    this.session.on('Debugger.scriptParsed', ({ params }) => {
      this.scripts.set(params.scriptId, params.url)
    })
    this.session.post('Debugger.enable')
  }

  /** `lock.ts:12`, seen from where the command runs; `null` when nothing is known. */
  of(handler: unknown): string | null {
    const world = globalThis as { lightconeHandler?: unknown }
    world.lightconeHandler = handler
    let place: string | null = null
    // Within one thread the answers come before `post` returns.
    this.session.post('Runtime.evaluate', { expression: 'lightconeHandler' }, (_error, found) => {
      const objectId = found?.result.objectId
      if (objectId === undefined) return
      this.session.post('Runtime.getProperties', { objectId, ownProperties: true }, (_failed, properties) => {
        const location = properties?.internalProperties?.find(({ name }) => name === '[[FunctionLocation]]')
        const found = location?.value?.value as Location | undefined
        const url = found && this.scripts.get(found.scriptId)
        if (url) place = this.written(url, found)
      })
    })
    delete world.lightconeHandler
    return place
  }

  close(): void {
    this.session.disconnect()
  }

  private written(url: string, { lineNumber, columnNumber }: Location): string {
    const path = url.startsWith('file:') ? fileURLToPath(url) : url
    if (!path.startsWith(own)) return `${relative(process.cwd(), path)}:${lineNumber + 1}`
    const source = this.mapOf(path)?.findEntry(lineNumber, columnNumber)
    return source !== undefined && 'originalSource' in source
      ? `lightcone/${relative(sources, resolve(dirname(path), source.originalSource))}:${source.originalLine + 1}`
      : `lightcone/${relative(own, path)}:${lineNumber + 1}`
  }

  private mapOf(path: string): SourceMap | null {
    let map = this.maps.get(path)
    if (map === undefined) {
      const file = `${path}.map`
      map = existsSync(file)
        ? new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload)
        : null
      this.maps.set(path, map)
    }
    return map
  }
}

/** Where lightcone's modules are, as they are or as they are built. */
const own = fileURLToPath(new URL('..', import.meta.url))
const sources = resolve(own, '../src')

interface Location {
  readonly scriptId: string
  /** From 0. */
  readonly lineNumber: number
  /** From 0. */
  readonly columnNumber: number
}
