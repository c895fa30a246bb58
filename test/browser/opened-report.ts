import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import type { BuiltCommand } from '../cli/built-command.ts'

/** A report in Chromium, opened from disk, and all that it complained of or asked the network for. */
export interface OpenedReport {
  readonly page: Page
  readonly complaints: readonly string[]
  /** What the command printed as it wrote the report. */
  readonly out: string
}

/** Has the command write a report, and opens it. @throws Error when it was not written. */
export async function openReport(
  browser: Browser,
  command: BuiltCommand,
  args: readonly string[],
  { hash = '', width = 1280, height = 800 } = {},
): Promise<OpenedReport> {
  const { out, err } = await command.run([...args, '--report', 'report.html'])
  if (!out.includes('report.html')) throw new Error(`Expected a report, got ${out}${err}`)
  const context = await browser.newContext({ offline: true, viewport: { width, height } })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  const report = pathToFileURL(join(command.folder, 'report.html')).href
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(report) && !url.startsWith('data:')) complaints.push(url)
  })
  await page.goto(`${report}${hash}`)
  await page.waitForSelector('h1')
  return { page, complaints, out }
}
