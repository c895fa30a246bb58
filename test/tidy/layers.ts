import { posix } from 'node:path'
import { type Complaint, complain, importsOf, type Source } from './syntax.ts'

/**
 * The layer rule, and the one place where it is written down: what stands in `src/` imports from its own folder
 * and from lower ranks only, never from an upper rank nor from a neighbour of its own.
 */
const rankOf: Readonly<Record<string, number>> = {
  kernel: 0,
  network: 1,
  storage: 1,
  node: 2,
  faults: 3,
  trace: 4,
  checkers: 5,
  problems: 6,
  protocols: 7,
  workloads: 7,
  simulation: 8,
  explore: 9,
  'index.ts': 10,
  corpus: 11,
  testing: 12,
  cli: 12,
  studio: 12,
}

/** The highest rank of the engine, which runs unchanged in a browser. */
const engineRank = 10

/** All that a protocol sees of the lower ranks: it could be run by another engine than the simulator. */
const protocolsSee = [
  'kernel/errors.ts',
  'kernel/time.ts',
  'kernel/logarithm.ts',
  'node/',
  'checkers/',
  'problems/',
]

const enginePackages = ['seedrandom', 'immer', '@noble/hashes']

/** Packages that each folder above the engine may import besides the engine's. */
const outerPackages: Readonly<Record<string, readonly string[]>> = {
  corpus: [],
  testing: ['fast-check', 'vitest'],
  cli: ['commander', 'jiti', 'rolldown', 'tinypool'],
  studio: ['preact', '@preact/signals', 'd3-selection', 'd3-zoom'],
}

/** Whether the layer rule counts the file to the engine. */
export function isEngine(path: string): boolean {
  return path.startsWith('src/') && (rankOf[unitOf(path)] ?? 0) <= engineRank
}

/** The imports of one file of `src/` that the layer rule forbids. */
export function layerComplaints(source: Source): Complaint[] {
  const unit = unitOf(source.path)
  const rank = rankOf[unit]
  if (rank === undefined)
    return [`${source.path} stands in src/${unit}, which has no rank; give it one in test/tidy/layers.ts`]
  return importsOf(source).flatMap(({ specifier, start }) => {
    const sentence = specifier.startsWith('.')
      ? relativeImport(source.path, unit, rank, posix.join(posix.dirname(source.path), specifier))
      : packageImport(unit, rank, specifier)
    return sentence === null ? [] : [complain(source, start, sentence)]
  })
}

function relativeImport(path: string, unit: string, rank: number, target: string): string | null {
  if (!target.startsWith('src/')) return `imports ${target}, which lies outside src/`
  const targetUnit = unitOf(target)
  const targetRank = rankOf[targetUnit]
  if (targetRank === undefined) return `imports ${target}, whose folder has no rank`
  if (targetUnit === unit) {
    return unit === 'protocols' && protocolOf(target) !== protocolOf(path)
      ? `imports ${target}: one protocol never imports another; what they share belongs to a lower rank`
      : null
  }
  if (targetRank > rank) return `imports ${target}: rank ${rank} (${unit}) never imports rank ${targetRank}`
  if (targetRank === rank) return `imports ${target}: folders of one rank (${rank}) never import each other`
  if (unit === 'protocols' && !protocolsSee.some((seen) => target.slice('src/'.length).startsWith(seen)))
    return `imports ${target}: a protocol sees only ${protocolsSee.join(', ')}`
  return null
}

function packageImport(unit: string, rank: number, specifier: string): string | null {
  if (rank > engineRank && specifier.startsWith('node:')) return null
  const allowed = [...enginePackages, ...(outerPackages[unit] ?? [])]
  return allowed.some((name) => specifier === name || specifier.startsWith(`${name}/`))
    ? null
    : `imports ${specifier}: of packages, ${unit} may import ${allowed.join(', ')}`
}

/** The folder of `src/` in which the file stands, or the file's own name where it stands in none. */
function unitOf(path: string): string {
  return path.split('/')[1] ?? ''
}

function protocolOf(path: string): string {
  return (path.split('/')[2] ?? '').replace(/\.ts$/, '')
}
