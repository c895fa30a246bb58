import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'
import { findChromium, requireChromium } from './test/browser/chromium.ts'

const withBrowser = findChromium() !== undefined || process.env[requireChromium] === '1'
if (!withBrowser)
  process.once('exit', () => {
    console.warn(
      '!!! No Chromium was found, so the tests in test/browser/ DID NOT RUN: that a run has the same hashes in a\n' +
        '!!! browser as in Node is unproven here. Install Chromium, or name its path in LIGHTCONE_CHROMIUM.',
    )
  })

export default defineConfig({
  // Scenarios import the library as its users do; tests run them over the sources.
  resolve: { alias: { lightcone: fileURLToPath(new URL('src/index.ts', import.meta.url)) } },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/fast-check-seed.ts'],
    // One for each core: most tests wait for processes that they have started.
    maxWorkers: '100%',
    // A machine may be slow, and no test is about time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    exclude: [...configDefaults.exclude, ...(withBrowser ? [] : ['test/browser/**'])],
  },
})
