import type { History } from '../history.ts'
import { CONSISTENCY_MODELS, type ConsistencyModel, consistencyModel, ordersOf } from './consistency-model.ts'
import type { Effort, Order } from './cycle-search.ts'
import { findCycles } from './cycles.ts'
import { type DependencyGraphBuilder, PROCESS, REALTIME } from './dependency-graph.ts'
import { Findings, type IsolationResult } from './findings.ts'
import { addRealTimeOrder, addSessionOrder, precedesIn } from './session-order.ts'
import type { Transactions } from './transaction.ts'
import { cycleInWords, type Reason } from './words.ts'

/** What to check for, and how hard. */
export interface IsolationOptions {
  /**
   * The consistency model the history should satisfy, by its name or Adya's (`serializable`, `PL-3`); default
   * `strict-serializable`. Session and real-time anomalies are looked for only if this model forbids them.
   */
  readonly level?: string
  /** How many anomalies of each name to explain; default 10. All are counted. */
  readonly examples?: number
  /**
   * How many edges the search for the smallest cycles may look at; default 50 million, about a second. A
   * smaller effort makes explanations longer, never the verdict less certain.
   */
  readonly effort?: number
}

/** The options as the checkers use them. */
export interface Settings {
  readonly level: ConsistencyModel
  readonly orders: readonly Order[]
  readonly effort: Effort
  readonly findings: Findings
}

/** @throws UsageError when the level has no known name. */
export function settings({ level, examples, effort }: IsolationOptions): Settings {
  const model = consistencyModel(level ?? 'strict-serializable')
  return {
    level: model,
    orders: [0, ...ordersOf(model).map((order) => (order === 'process' ? PROCESS : REALTIME))],
    effort: { left: effort ?? 50_000_000 },
    findings: new Findings(examples ?? 10),
  }
}

/** Adds the cycles to what was found, and concludes. */
export function checkCycles(
  transactions: Transactions,
  graph: DependencyGraphBuilder,
  reason: Reason,
  { level, orders, effort, findings }: Settings,
): IsolationResult {
  const history = transactions.operations
  const unknown =
    graph.size > 0
      ? null
      : 'No transaction read or overwrote what another wrote, so this history could not have shown an anomaly.'
  if (orders.includes(PROCESS)) addSessionOrder(graph, history)
  if (orders.includes(REALTIME)) addRealTimeOrder(graph, history)
  const { cycles, complete } = findCycles(graph.build(), orders, precedesIn(history), effort)
  for (const { name, cycle } of [...cycles].sort((a, b) => a.cycle.length - b.cycle.length)) {
    findings.add(name, () => cycleInWords(transactions, name, cycle, reason))
  }
  return findings.conclude(history, {
    level,
    lookedInto: lookedInto(orders),
    complete,
    judged: true,
    unknown,
  })
}

/** The answer to a history that cannot be judged. */
export function cannotJudge(
  history: History,
  { level, orders, findings }: Settings,
  why: string,
): IsolationResult {
  return findings.conclude(history, {
    level,
    lookedInto: lookedInto(orders),
    complete: true,
    judged: false,
    unknown: why,
  })
}

function lookedInto(orders: readonly Order[]): readonly ConsistencyModel[] {
  return CONSISTENCY_MODELS.filter((model) =>
    ordersOf(model).every((order) => orders.includes(order === 'process' ? PROCESS : REALTIME)),
  )
}
