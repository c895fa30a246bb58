import type { History, Operation } from '../history.ts'
import {
  type AnomalyName,
  type ConsistencyModel,
  forbids,
  modelsRuledOutBy,
  strongestOf,
  weakestOf,
} from './consistency-model.ts'

/** Why one transaction comes after another. */
export interface Dependency {
  readonly kind: 'ww' | 'wr' | 'rw' | 'process' | 'realtime'
  /** Places of the two in the anomaly's operations. */
  readonly from: number
  readonly to: number
  readonly because: string
}

/** One thing that went wrong. */
export interface Anomaly {
  readonly name: AnomalyName
  /** Whether the requested level forbids it. */
  readonly forbidden: boolean
  /** The operations it consists of; for a cycle in the order of its dependencies. */
  readonly operations: readonly Operation[]
  /** The dependencies of a cycle, the last back to the first operation; empty for what is no cycle. */
  readonly cycle: readonly Dependency[]
  /** What happened, in words; several lines. */
  readonly explanation: string
}

/** The answer of an isolation checker. */
export interface IsolationResult {
  readonly verdict: 'valid' | 'invalid' | 'unknown'
  readonly level: ConsistencyModel
  /** One sentence: what makes the verdict so. */
  readonly reason: string
  /** Examples of every kind of anomaly found, those first that rule out most. */
  readonly anomalies: readonly Anomaly[]
  /** How often each kind of anomaly was found. */
  readonly counts: Readonly<Partial<Record<AnomalyName, number>>>
  /** The weakest models that the anomalies rule out; every stronger one is ruled out with them. */
  readonly ruledOut: readonly ConsistencyModel[]
  /** All those stronger ones. */
  readonly alsoRuledOut: readonly ConsistencyModel[]
  /** The strongest models not ruled out, of those that were looked into. */
  readonly strongestLeft: readonly ConsistencyModel[]
  /** `false` when the effort ended before the smallest cycles of every kind were found. */
  readonly complete: boolean
  /** `false` when the history is none that can be judged, and `reason` says why: a value was written twice, or `null`. */
  readonly judged: boolean
}

/** An anomaly by the numbers of its transactions. */
export interface Finding {
  readonly transactions: readonly number[]
  readonly cycle?: readonly Dependency[]
  readonly explanation: string
}

/** What else there is to say. */
export interface Conclusion {
  readonly level: ConsistencyModel
  readonly lookedInto: readonly ConsistencyModel[]
  readonly complete: boolean
  readonly judged: boolean
  readonly unknown: string | null
}

/** The anomalies found so far: all counted, the first few of each name kept. */
export class Findings {
  readonly #examples: number
  readonly #kept = new Map<AnomalyName, Finding[]>()
  readonly #counts = new Map<AnomalyName, number>()

  constructor(examples: number) {
    this.#examples = examples
  }

  /** Counts one more; tells it only if it is to be kept. */
  add(name: AnomalyName, tell: () => Finding): void {
    const count = this.#counts.get(name) ?? 0
    this.#counts.set(name, count + 1)
    if (count >= this.#examples) return
    const kept = this.#kept.get(name)
    if (kept === undefined) this.#kept.set(name, [tell()])
    else kept.push(tell())
  }

  /** The answer; `unknown` says why nothing can be said if no anomaly was found. */
  conclude(history: History, { level, lookedInto, complete, judged, unknown }: Conclusion): IsolationResult {
    const ruledOut = modelsRuledOutBy(this.#counts.keys())
    const weight = new Map([...this.#counts.keys()].map((name) => [name, modelsRuledOutBy([name]).length]))
    const names = [...this.#counts.keys()].sort((a, b) => weight.get(b)! - weight.get(a)!)
    const weakest = weakestOf(ruledOut)
    const forbidden = names.filter((name) => forbids(level, name))
    const verdict = forbidden.length > 0 ? 'invalid' : unknown === null ? 'valid' : 'unknown'
    const reason =
      verdict === 'invalid'
        ? `${level} forbids ${forbidden.map((name) => `${name} (${this.#counts.get(name)})`).join(', ')}.`
        : (unknown ?? `No anomaly that ${level} forbids was found.`)
    return {
      verdict,
      level,
      reason,
      anomalies: names.flatMap((name) =>
        this.#kept.get(name)!.map(({ transactions, cycle, explanation }) => ({
          name,
          forbidden: forbidden.includes(name),
          operations: transactions.map((transaction) => history[transaction]!),
          cycle: cycle ?? [],
          explanation,
        })),
      ),
      counts: Object.fromEntries(names.map((name) => [name, this.#counts.get(name)!])),
      ruledOut: weakest,
      alsoRuledOut: ruledOut.filter((model) => !weakest.includes(model)),
      strongestLeft: strongestOf(lookedInto.filter((model) => !ruledOut.includes(model))),
      complete,
      judged,
    }
  }
}
