import type { Browser } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { kernelSamples } from './kernel-samples.ts'
import { bundle, openChromium, openPage } from './page.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openChromium()
  return () => browser.close()
})

test('random streams, samplers and the trace hash are the same in Chromium and in Node, to the last bit', async () => {
  const page = await openPage(browser, `export { kernelSamples } from './test/browser/kernel-samples.ts'`)
  const inChromium = await page.evaluate('bundled.kernelSamples()')
  expect(inChromium).toEqual(kernelSamples())
})

test('a fraction that differs in its last bit is told apart', async () => {
  const page = await openPage(browser, 'export const sum = (x: number): number => x + 2 ** -52')
  expect(await page.evaluate('bundled.sum(1)')).not.toBe(1)
})

test('the page has no network', async () => {
  const page = await openPage(browser, 'export const loaded = true')
  await expect(page.goto('http://127.0.0.1/')).rejects.toThrow('ERR_INTERNET_DISCONNECTED')
})

test('a module that reaches for Node, or for what is not there, is not bundled', async () => {
  await expect(bundle(`export * from 'node:crypto'`)).rejects.toThrow('node:crypto')
  await expect(bundle(`export * from './src/gone.ts'`)).rejects.toThrow('gone.ts')
})
