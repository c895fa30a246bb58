import { type Browser, chromium, type Page } from 'playwright-core'
import { rolldown } from 'rolldown'
import { findChromium } from './chromium.ts'

/** A headless Chromium without a network; to be closed by whoever opens it. */
export async function openChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === undefined)
    throw new Error(
      'Expected a Chromium on this machine; install one, or name its path in LIGHTCONE_CHROMIUM.',
    )
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  return chromium.launch({ executablePath, args })
}

/**
 * One classic script for the browser, made of an ES module and all it imports; its exports become properties of
 * the global `bundled`.
 *
 * @param module source text in TypeScript; relative imports start from the root of the project
 * @throws Error when something imported is not there, or is a module of Node's.
 */
export async function bundle(module: string): Promise<string> {
  const entry = `${process.cwd()}/bundled-entry.ts`
  const build = await rolldown({
    input: entry,
    platform: 'browser',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => {
          if (id === entry) return entry
          if (id === 'lightcone') return `${process.cwd()}/src/index.ts`
          if (id.startsWith('node:')) throw new Error(`Expected nothing of Node's in the browser, got ${id}.`)
          return null
        },
        load: (id) => (id === entry ? { code: module, moduleType: 'ts' } : null),
      },
    ],
    onLog: (_level, log) => {
      throw new Error(log.message)
    },
  })
  try {
    const { output } = await build.generate({ format: 'iife', name: 'bundled' })
    return output[0].code
  } finally {
    await build.close()
  }
}

/** A blank page in which `bundled` is the exports of the module. */
export async function openPage(browser: Browser, module: string): Promise<Page> {
  const context = await browser.newContext({ offline: true })
  const page = await context.newPage()
  await page.addScriptTag({ content: await bundle(module) })
  return page
}
