import type { Operation } from '../history.ts'
import type { CycleAnomaly } from './consistency-model.ts'
import type { Cycle } from './cycle.ts'
import { PROCESS, REALTIME, RW, WW } from './dependency-graph.ts'
import type { Dependency, Finding } from './findings.ts'
import { shown, type Transactions, WRITE } from './transaction.ts'

/** A key or value in a sentence: a plain word bare, a long list by its ends. */
export function word(value: unknown): string {
  if (typeof value === 'string' && /^[\p{L}\p{N}_.:/-]+$/u.test(value)) return value
  if (Array.isArray(value)) {
    const parts = value.map(word)
    const told = parts.length > 12 ? [...parts.slice(0, 3), '…', ...parts.slice(-6)] : parts
    return `[${told.join(', ')}]`
  }
  return shown(value)
}

/** What a transaction did, by its number in the history. */
export function transactionInWords(transactions: Transactions, transaction: number): string {
  const { operations, start, f, key, value, keys } = transactions
  const operation = operations[transaction]!
  const parts: string[] = []
  for (let row = start[transaction]!; row < start[transaction + 1]!; row++) {
    const name = word(keys[key[row]!])
    const written = operation.input as { readonly value: readonly (readonly unknown[])[] }
    const appends = written.value.some(([how]) => how === 'append')
    if (f[row] === WRITE)
      parts.push(appends ? `append ${word(value[row])} to ${name}` : `${name} := ${word(value[row])}`)
    else parts.push(operation.outcome === 'ok' ? `read ${name} = ${word(value[row])}` : `read ${name}`)
  }
  return `operation ${transaction} (process ${operation.process}${outcomeInWords(operation)}): ${parts.join(', ') || 'nothing'}`
}

function outcomeInWords({ outcome }: Operation): string {
  return outcome === 'ok' ? '' : `, ${outcome}`
}

/** Says why one transaction comes after another, by the names given to them. */
export type Reason = (from: number, to: number, kind: number, fromName: string, toName: string) => string

/** Tells a cycle edge by edge. */
export function cycleInWords(
  transactions: Transactions,
  name: CycleAnomaly,
  cycle: Cycle,
  reason: Reason,
): Finding {
  const members = cycle.map(({ from }) => from)
  const names = new Map(members.map((member, i) => [member, `T${i + 1}`]))
  const steps = cycle.map(({ from, to, kind }, i): Dependency => {
    const because =
      kind === PROCESS
        ? `process ${transactions.operations[to]!.process} ran ${names.get(from)} before ${names.get(to)}`
        : kind === REALTIME
          ? `${names.get(from)} returned before ${names.get(to)} was invoked`
          : reason(from, to, kind, names.get(from)!, names.get(to)!)
    return { kind: kindName(kind), from: i, to: (i + 1) % cycle.length, because }
  })
  const lines = [
    `${name}: ${meaning(name)}.`,
    ...ends(
      members.length,
      (i) => `${names.get(members[i]!)} is ${transactionInWords(transactions, members[i]!)}.`,
    ),
    ...ends(steps.length, (i) => {
      const { kind, from, to, because } = steps[i]!
      return `${i === steps.length - 1 ? 'But ' : ''}T${from + 1} precedes T${to + 1} (${kind}), for ${because}.`
    }),
  ]
  return { transactions: members, cycle: steps, explanation: lines.join('\n') }
}

/** The lines, or of many the first and the last. */
function ends(count: number, line: (index: number) => string): readonly string[] {
  const indices = [...Array(count).keys()]
  if (count <= 24) return indices.map(line)
  return [...indices.slice(0, 8).map(line), `… ${count - 16} more …`, ...indices.slice(-8).map(line)]
}

function kindName(kind: number): Dependency['kind'] {
  if (kind === WW) return 'ww'
  if (kind === RW) return 'rw'
  return kind === PROCESS ? 'process' : kind === REALTIME ? 'realtime' : 'wr'
}

const MEANINGS: Readonly<Record<string, string>> = {
  G0: 'each transaction overwrote the one before it, in a circle',
  G1c: 'information flowed in a circle',
  'G-single': 'a transaction saw some of the effects of others and missed some that came before those',
  'G-nonadjacent': 'transactions saw states in orders that contradict each other',
  'G2-item': 'each transaction missed what another wrote, in a circle',
}

function meaning(name: CycleAnomaly): string {
  const [, base, order] = /^(.*?)(?:-(process|realtime))?$/.exec(name)!
  const given = order === 'process' ? ', given the order of a session' : ', given the real-time order'
  return `${MEANINGS[base!]}${order === undefined ? '' : given}`
}
