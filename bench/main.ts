/**
 * `npm run bench [words of the rows to run] [--repeats 5] [--json file]`: what the engine costs, as ratios of figures
 * taken in one run. Each figure is the median over interleaved repeats, each in a process of its own.
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
const measured = [...new Set(chosen.flatMap(({ figure, against }) => [figure, against]))]

const folder = mkdtempSync(join(tmpdir(), 'lightcone-bench-'))
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
      samples.get(figure)!.push(Number(printed))
    }
} finally {
  progress('')
  rmSync(folder, { recursive: true })
}

const results = chosen.map((row) => ({ ...row, ...ratioOf(row) }))
const width = Math.max(...results.map(({ title }) => title.length))
console.log(`${'what'.padEnd(width)}  ${'ratio'.padStart(7)}  spread         target    figures`)
for (const { title, ratio, low, high, atMost, figure, against } of results) {
  const spread = `${low.toFixed(2)}–${high.toFixed(2)}`
  const verdict = ratio <= atMost ? ' ' : '✗'
  const figures = [figure, against].map((name) => median(samples.get(name)!).toPrecision(3)).join(' / ')
  console.log(
    `${title.padEnd(width)}  ${ratio.toFixed(2).padStart(7)}  ${spread.padEnd(13)}  ≤ ${String(atMost).padEnd(5)} ${verdict} ${figures}`,
  )
}
if (values.json) writeFileSync(values.json, `${JSON.stringify({ repeats, results }, null, 2)}\n`)

/** The ratio of the medians, and between which the ratios of single repeats lie. */
function ratioOf({ figure, against }: Row): { ratio: number; low: number; high: number } {
  const [a, b] = [samples.get(figure)!, samples.get(against)!]
  const ratios = a.map((value, repeat) => value / b[repeat]!)
  return { ratio: median(a) / median(b), low: Math.min(...ratios), high: Math.max(...ratios) }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1]!
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`)
}
