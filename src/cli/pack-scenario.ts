import { rolldown } from 'rolldown'
import { ownModule } from './own-module.ts'

/** The scenario's code and the engine's as one module for a browser, or why that cannot be. */
export type PackedScenario =
  | { readonly code: string; readonly problem: null }
  | { readonly code: null; readonly problem: string }

const entry = '\0lightcone-live'

/**
 * Packs a scenario file with all it imports. The module sets the global `lightconeLive`.
 *
 * @param property the only one that the page judges by; all of the scenario's when `null`
 */
export async function packScenario(path: string, property: string | null): Promise<PackedScenario> {
  const code = [
    `import * as module from ${JSON.stringify(path)}`,
    `import { liveScenario } from ${JSON.stringify(ownModule('explore/recording/live-scenario'))}`,
    `globalThis.lightconeLive = liveScenario(module.default ?? module, ${JSON.stringify(property)})`,
  ].join('\n')
  try {
    const build = await rolldown({
      input: entry,
      platform: 'browser',
      plugins: [
        {
          name: 'lightcone-live',
          resolveId: (id) => {
            if (id === entry) return entry
            if (id === 'lightcone') return ownModule('index')
            if (id.startsWith('node:')) throw new Error(`it imports ${id}, which no browser has`)
            return null
          },
          load: (id) => (id === entry ? code : null),
        },
      ],
      onLog: (level, log) => {
        if (level === 'warn' && log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message)
      },
    })
    try {
      const { output } = await build.generate({ format: 'es', minify: true })
      return { code: output[0].code, problem: null }
    } finally {
      await build.close()
    }
  } catch (error) {
    return { code: null, problem: `The code could not be packed into the page: ${sentenceOf(error)}.` }
  }
}

function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const inner = /Error: (it imports .*)$/m.exec(message)?.[1]
  return inner ?? message.split('\n').find((line) => line.trim() !== '') ?? 'for an unknown reason'
}
