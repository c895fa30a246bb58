/**
 * `npm run bench [words of the rows to run] [--repeats 5] [--json file]`: what the engine costs, as ratios of figures
 * taken in one run, and a few figures that stand for themselves. Each is the median over interleaved repeats, each in a process of its own.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { rolldown } from 'rolldown'
import { type Row, rows } from './rows.ts'

const { values, positionals } = parseArgs({
  options: { repeats: { type: 'string', default: '5' }, json: { type: 'string' } },
  allowPositionals: true,
})
const repeats = Number(values.repeats)
const chosen = rows.filter(({ title }) => positionals.every((word) => title.includes(word)))
const measured = [
  ...new Set(
    chosen.flatMap(({ figure, against }) => (typeof against === 'string' ? [figure, against] : [figure])),
  ),
]

const folder = mkdtempSync(join(tmpdir(), 'lightcone-bench-'))
const unavailable = new Map<string, string>()
const samples = new Map<string, number[]>(measured.map((figure) => [figure, []]))
try {
  const program = join(folder, 'measure.mjs')
  const build = await rolldown({ input: resolve('bench/measure.ts'), platform: 'node' })
  await build.write({ file: program, format: 'esm' })
  await build.close()
  for (let repeat = 0; repeat < repeats; repeat++)
    for (const [index, figure] of measured.entries()) {
      progress(`${repeat * measured.length + index + 1}/${repeats * measured.length} ${figure}`)
      const printed = execFileSync(process.execPath, ['--expose-gc', program, ...figure.split(' ')], {
        encoding: 'utf8',
      })
      if (printed.startsWith('unavailable')) unavailable.set(figure, printed.trim())
      else samples.get(figure)!.push(Number(printed))
    }
} finally {
  progress('')
  rmSync(folder, { recursive: true })
}

const reasonOf = ({ figure, against }: Row) => unavailable.get(figure) ?? unavailable.get(String(against))
const results = chosen
  .filter((row) => reasonOf(row) === undefined)
  .map((row) => {
    const measure = { ...row, ...ratioOf(row) }
    return { ...measure, isMet: measure.ratio <= row.atMost }
  })
const width = Math.max(...chosen.map(({ title }) => title.length))
console.log(`${'what'.padEnd(width)}  ${'measured'.padStart(8)}  spread         target     figures`)
for (const { title, ratio, low, high, atMost, isMet, figure, against } of results) {
  const spread = `${short(low)}–${short(high)}`
  const shown = [figure, String(against)].flatMap(shownMedian)
  console.log(
    `${title.padEnd(width)}  ${short(ratio).padStart(8)}  ${spread.padEnd(13)}  ≤ ${short(atMost).padEnd(6)} ${isMet ? ' ' : '✗'} ${shown.join(' / ')}`,
  )
}
for (const row of chosen) {
  const reason = reasonOf(row)
  if (reason !== undefined) console.log(`${row.title.padEnd(width)}  NOT MEASURED, ${reason}`)
}
if (values.json) writeFileSync(values.json, `${JSON.stringify({ repeats, results }, null, 2)}\n`)

/** The ratio of the medians, and between which the ratios of single repeats lie. */
function ratioOf({ figure, against }: Row): { ratio: number; low: number; high: number } {
  const measured = samples.get(figure)!
  const base = typeof against === 'string' ? samples.get(against)! : measured.map(() => against)
  const ratios = measured.map((value, repeat) => value / base[repeat]!)
  return { ratio: median(measured) / median(base), low: Math.min(...ratios), high: Math.max(...ratios) }
}

function shownMedian(name: string): string[] {
  const measured = samples.get(name)
  return measured === undefined ? [] : [short(median(measured))]
}

function short(value: number): string {
  return value >= 1_000 ? value.toFixed(0) : String(Number(value.toPrecision(3)))
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1]!
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`)
}
