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
  const { file, out } = await writtenReport(command, args)
  const context = await browser.newContext({ offline: true, viewport: { width, height } })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  const report = pathToFileURL(join(command.folder, file)).href
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(report) && !url.startsWith('data:')) complaints.push(url)
  })
  await page.goto(`${report}${hash}`)
  await page.waitForSelector('h1')
  return { page, complaints, out }
}

/** What the command printed for the reports that it has written, by its arguments. */
const written = new Map<string, { readonly file: string; readonly out: string }>()

async function writtenReport(command: BuiltCommand, args: readonly string[]) {
  const key = args.join(' ')
  const known = written.get(key)
  if (known) return known
  const file = `report-${written.size + 1}.html`
  const { out, err } = await command.run([...args, '--report', file])
  if (!out.includes(file)) throw new Error(`Expected a report, got ${out}${err}`)
  const report = { file, out }
  written.set(key, report)
  return report
}
