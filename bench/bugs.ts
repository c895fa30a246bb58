/**
 * `npm run bench:bugs [words of the rows] [--repeats 3] [--seeds 10000] [--strategies random,swarm] [--shrink 30s]
 * [--json file] [--markdown file]`: how soon each strategy finds each planted bug, in the scenario made for it and under
 * chaos, and how small the failing plan gets. Ctrl-C ends it with what is known.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { ProgressLine } from '../src/cli/progress.ts'
import { parseStrategy, strategyNames } from '../src/explore/search/strategy-names.ts'
import { parseTime } from '../src/kernel/time.ts'
import type { Row, ShrunkPlan } from './bugs/row.ts'
import { markdownOf, rowLine, shrunkLine, summaryOf } from './bugs/scoreboard.ts'
import type { News, Work } from './bugs/scoring.ts'

const { values, positionals } = parseArgs({
  options: {
    repeats: { type: 'string', default: '3' },
    seeds: { type: 'string', default: '10000' },
    strategies: { type: 'string', default: strategyNames.join(',') },
    shrink: { type: 'string', default: '30s' },
    json: { type: 'string' },
    markdown: { type: 'string' },
  },
  allowPositionals: true,
})
const stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
const work: Work = {
  words: positionals,
  strategies: values.strategies.split(',').map(parseStrategy),
  repeats: Number(values.repeats),
  seeds: Number(values.seeds),
  shrinkFor: parseTime(values.shrink) / 1_000,
  stop,
}
const rows: Row[] = []
const shrunk: ShrunkPlan[] = []
const line = new ProgressLine(process.stderr)
process.once('SIGINT', () => Atomics.store(new Int32Array(stop), 0, 1))
const worker = new Worker(new URL('./bugs/scoring.ts', import.meta.url), { workerData: work })
worker.on('message', (news: News) => {
  if ('doing' in news) {
    line.show(() => news.doing)
    return
  }
  line.clear()
  if ('row' in news) {
    rows.push(news.row)
    console.log(rowLine(news.row))
  } else {
    shrunk.push(news.shrunk)
    console.log(shrunkLine(news.shrunk))
  }
})
worker.on('exit', () => {
  line.clear()
  console.log(['', ...summaryOf(rows, shrunk, work.seeds)].join('\n'))
  if (values.json)
    writeFileSync(
      values.json,
      `${JSON.stringify({ repeats: work.repeats, seeds: work.seeds, rows, shrunk }, null, 2)}\n`,
    )
  if (values.markdown) writeFileSync(values.markdown, markdownOf(rows, shrunk, work))
})
