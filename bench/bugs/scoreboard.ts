import type { Row, ShrunkPlan } from './row.ts'
import type { Work } from './scoring.ts'
import { publishedDepth } from './targets.ts'

/** A line for a terminal. */
export function rowLine({ protocol, id, bug, world, strategy, repeats, found, ...row }: Row): string {
  const name = `${protocol} ${id} ${bug}, ${world}`
  const finds =
    row.seeds === null
      ? `not found (${found} of ${repeats})`
      : `${row.seeds} seeds, ${row.events!.toLocaleString('en')} events`
  return `${name.padEnd(58)} ${strategy.padEnd(10)} ${finds.padEnd(34)} ${(row.time / 1000).toFixed(1)} s  ${row.property ?? ''}`
}

/** The same of a shrunk plan. */
export function shrunkLine({ protocol, id, bug, world, ...plan }: ShrunkPlan): string {
  const name = `${protocol} ${id} ${bug}, ${world}`
  const depth = publishedDepth[id]
  return `${name.padEnd(58)} shrunk to ${plan.anomalies} faults and anomalies, ${plan.operations} operations, ${plan.nodes} nodes${depth === undefined ? '' : ` (published depth ${depth})`}${plan.minimal ? '' : ', out of time'}, ${(plan.time / 1000).toFixed(1)} s`
}

/** How well the zoo is found, and how small its failures get. */
export function summaryOf(rows: readonly Row[], shrunk: readonly ShrunkPlan[], seeds: number): string[] {
  const lines: string[] = []
  for (const world of ['crafted', 'chaos'] as const) {
    const best = bestOf(rows.filter((row) => row.world === world))
    if (best.size === 0) continue
    const found = [...best.values()].filter((plans) => plans !== null)
    const soon = found.filter((plans) => plans <= 500)
    lines.push(
      `${world}: of ${best.size} bugs, some strategy finds ${found.length} within ${seeds} seeds and ${soon.length} within 500 (medians)`,
    )
    for (const [bug, plans] of best) if (plans === null) lines.push(`  not found: ${bug}`)
  }
  if (shrunk.length > 0) {
    const sizes = shrunk.map(({ anomalies }) => anomalies).sort((a, b) => a - b)
    lines.push(
      `shrunk: ${sizes[sizes.length >> 1]} faults and anomalies in the median, ${sizes.at(-1)} at most, over ${sizes.length} failures`,
    )
  }
  return lines
}

/** By bug, the fewest plans that any strategy takes; `null` when none finds it. */
function bestOf(rows: readonly Row[]): Map<string, number | null> {
  const best = new Map<string, number | null>()
  for (const { id, bug, seeds } of rows) {
    const name = `${id} ${bug}`
    const before = best.get(name) ?? null
    best.set(name, before === null ? seeds : seeds === null ? before : Math.min(before, seeds))
  }
  return best
}

/** The whole scoreboard as a page. */
export function markdownOf(
  rows: readonly Row[],
  shrunk: readonly ShrunkPlan[],
  { repeats, seeds, words, shrinkFor }: Pick<Work, 'repeats' | 'seeds' | 'words' | 'shrinkFor'>,
): string {
  const strategies = [...new Set(rows.map(({ strategy }) => strategy))]
  const targets = [...new Set(rows.map(targetOf))]
  const table = targets.map((target) => {
    const own = rows.filter((row) => targetOf(row) === target)
    const { id, bug, world } = own[0]!
    const cells = strategies.map((strategy) => {
      const row = own.find((one) => one.strategy === strategy)
      if (row === undefined) return ''
      return row.seeds === null ? `– (${row.found}/${row.repeats})` : String(row.seeds)
    })
    const fewest = own.reduce<Row | null>(
      (a, b) => (b.seeds !== null && (a === null || b.seeds < a.seeds!) ? b : a),
      null,
    )
    const left = shrunk.find((one) => targetOf(one) === target)
    return [
      id,
      bug,
      world,
      ...cells,
      fewest === null ? '' : fewest.events!.toLocaleString('en'),
      fewest === null ? '' : `${(fewest.time / 1000).toFixed(2)} s`,
      left === undefined
        ? ''
        : `${left.anomalies}, ${left.operations}${left.minimal ? '' : ' (out of time)'}`,
      publishedDepth[id] ?? '',
    ]
  })
  const head = [
    'id',
    'bug',
    'world',
    ...strategies.map((strategy) => `${strategy}: seeds`),
    'events',
    'time',
    'shrunk',
    'published depth',
  ]
  return [
    '# How soon the planted bugs are found',
    '',
    `Written by \`npm run bench:bugs -- ${[...words, ''].join(' ')}--repeats ${repeats} --seeds ${seeds} --shrink ${shrinkFor / 1_000}s\`. Seeds to the first violation, in the`,
    `median over ${repeats} repeats; – where most repeats found none among ${seeds} seeds, with how many of those that were run did (once the`,
    'median is known to be – the others are left out); an empty cell was not run. *Crafted* is the',
    "bug's own scenario, *chaos* one of its protocol in which nothing is aimed at it (`bench/bugs/chaos.ts`). Events and time are those of",
    'the strategy with the fewest seeds. *Shrunk* is what is left of its failing plan: faults and pinned messages together, then operations.',
    'The published depth is that of the shortest counterexample in steps, found by breadth-first search.',
    '',
    tableLine(head),
    tableLine(head.map(() => '---')),
    ...table.map(tableLine),
    '',
    ...summaryOf(rows, shrunk, seeds).map((line) => `- ${line.trim()}`),
    '',
    '## What is left of the failures',
    ...shrunk.flatMap(({ id, bug, property, script }) => [
      '',
      `${id} ${bug}, which violates ${property}:`,
      '',
      ...script.slice(0, mostLines).map((text) => `    ${text}`),
      ...(script.length > mostLines ? [`    … ${script.length - mostLines} lines more`] : []),
    ]),
    '',
  ].join('\n')
}

/** So much of a script is shown. */
const mostLines = 16

const targetOf = ({ bug, world }: Pick<Row, 'bug' | 'world'>) => `${bug}/${world}`

const tableLine = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
