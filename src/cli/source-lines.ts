import { Session } from 'node:inspector'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Finds out where functions are written; V8 alone knows, and tells debuggers. */
export class SourceLines {
  private readonly session = new Session()
  private readonly scripts = new Map<string, string>()

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
        const { scriptId, lineNumber } = (location?.value?.value ?? {}) as Partial<Location>
        const url = scriptId === undefined ? undefined : this.scripts.get(scriptId)
        if (url && lineNumber !== undefined) place = `${written(url)}:${lineNumber + 1}`
      })
    })
    delete world.lightconeHandler
    return place
  }

  close(): void {
    this.session.disconnect()
  }
}

interface Location {
  readonly scriptId: string
  /** From 0. */
  readonly lineNumber: number
}

function written(url: string): string {
  const path = url.startsWith('file:') ? fileURLToPath(url) : url
  const own = fileURLToPath(new URL('..', import.meta.url))
  return path.startsWith(own) ? `lightcone/${relative(own, path)}` : relative(process.cwd(), path)
}
