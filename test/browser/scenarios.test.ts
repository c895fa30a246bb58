import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { outcomes } from './outcome.ts'
import { openChromium, openPage } from './page.ts'
import { rumourWorld } from './rumour-world.ts'

const seeds = [1, 2, 3, 4, 5]
const scenarios = existsSync('scenarios')
  ? readdirSync('scenarios', { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => `./scenarios/${path.replaceAll('\\', '/')}`)
      .sort()
  : []

let page: Page
beforeAll(async () => {
  const browser: Browser = await openChromium()
  const imports = scenarios.map((path, index) => `import scenario${index} from '${path}'`)
  const entries = scenarios.map((path, index) => `'${path}': scenario${index}`)
  page = await openPage(
    browser,
    [
      ...imports,
      `import { rumourWorld } from './test/browser/rumour-world.ts'`,
      `import { outcomes } from './test/browser/outcome.ts'`,
      `const scenarios = { rumourWorld, ${entries.join(', ')} }`,
      `export const run = (name, seeds) => outcomes(scenarios[name], seeds)`,
    ].join('\n'),
  )
  return () => browser.close()
}, 60_000)

function inChromium(name: string): Promise<unknown> {
  return page.evaluate(`bundled.run(${JSON.stringify(name)}, ${JSON.stringify(seeds)})`)
}

test('a run through every part of the engine that computes is the same in Chromium as in Node', async () => {
  const inNode = outcomes(rumourWorld, seeds)
  expect(await inChromium('rumourWorld')).toEqual(inNode)
  expect(new Set(inNode.map(({ hash }) => hash)).size).toBe(seeds.length)
})

test.each(scenarios)(
  '%s is the same in Chromium as in Node',
  async (path) => {
    const { default: scenario } = await import(resolve(path))
    expect(await inChromium(path)).toEqual(outcomes(scenario, seeds))
  },
  60_000,
)
