/**
 * Which anomalies which consistency models forbid, and which models are stronger than which.
 *
 * The facts are those of Elle (Kingsbury & Alvaro, VLDB 2020; its `consistency_model` namespace), which
 * takes them from Adya ("Weak Consistency", 1999: PL-1 … PL-3, PL-SS, G0 … G2), Bailis et al. (HAT, 2014),
 * Cerone, Bernardi & Gotsman (2015) and Daudjee & Salem (session variants, 2004 and 2006).
 */
import { UsageError } from '../../kernel/errors.ts'

type Variant<Name extends string> = Name | `${Name}-process` | `${Name}-realtime`

/**
 * Cycles of the dependency graph. Every anti-dependency inferred here is on one item, so `G-single` and
 * `G-nonadjacent` are what Elle calls `G-single-item` and `G-nonadjacent-item`. The variants `-process` and
 * `-realtime` need the order of a session, or the real-time order, to close the cycle.
 */
export type CycleAnomaly = Variant<'G0' | 'G1c' | 'G-single' | 'G-nonadjacent' | 'G2-item'>

/** Every anomaly that is looked for. */
export type AnomalyName =
  | CycleAnomaly
  | 'G1a'
  | 'G1b'
  | 'internal'
  | 'future-read'
  | 'lost-update'
  | 'dirty-update'
  | 'duplicate-elements'
  | 'incompatible-order'
  | 'cyclic-versions'
  | 'garbage-read'

/** The models that at least one anomaly can rule out, each with those it is directly stronger than. */
const WEAKER = {
  'read-uncommitted': [],
  'read-committed': ['read-uncommitted'],
  'monotonic-atomic-view': ['read-committed'],
  'monotonic-view': ['read-committed'],
  'monotonic-snapshot-read': ['read-committed'],
  'cursor-stability': ['read-committed'],
  'read-atomic': ['monotonic-atomic-view'],
  'update-atomic': ['read-atomic'],
  causal: ['read-atomic'],
  prefix: ['causal'],
  'parallel-snapshot-isolation': ['causal', 'update-atomic'],
  'consistent-view': ['cursor-stability', 'monotonic-view'],
  'forward-consistent-view': ['consistent-view'],
  'update-serializable': ['forward-consistent-view'],
  'repeatable-read': ['cursor-stability', 'monotonic-atomic-view'],
  'snapshot-isolation': [
    'forward-consistent-view',
    'monotonic-atomic-view',
    'monotonic-snapshot-read',
    'parallel-snapshot-isolation',
    'prefix',
  ],
  serializable: ['repeatable-read', 'update-serializable', 'snapshot-isolation'],
  'strong-session-read-uncommitted': ['read-uncommitted'],
  'strong-session-read-committed': ['read-committed', 'strong-session-read-uncommitted'],
  'strong-session-snapshot-isolation': ['snapshot-isolation', 'strong-session-read-committed'],
  'strong-session-serializable': ['serializable', 'strong-session-snapshot-isolation'],
  'strong-read-uncommitted': ['strong-session-read-uncommitted'],
  'strong-read-committed': ['strong-session-read-committed', 'strong-read-uncommitted'],
  'strong-snapshot-isolation': ['strong-session-snapshot-isolation', 'strong-read-committed'],
  'strict-serializable': ['strong-session-serializable', 'strong-snapshot-isolation'],
} as const satisfies Record<string, readonly string[]>

/** A consistency model of transactions, by its friendly name; from `read-uncommitted` to `strict-serializable`. */
export type ConsistencyModel = keyof typeof WEAKER

/** Every known model, weaker before stronger. */
export const CONSISTENCY_MODELS = Object.keys(WEAKER) as readonly ConsistencyModel[]

const ALIASES: Readonly<Record<string, ConsistencyModel>> = {
  'PL-1': 'read-uncommitted',
  'PL-2': 'read-committed',
  'PL-2L': 'monotonic-view',
  'PL-MSR': 'monotonic-snapshot-read',
  'PL-CS': 'cursor-stability',
  'PL-2+': 'consistent-view',
  'PL-FCV': 'forward-consistent-view',
  'PL-2.99': 'repeatable-read',
  'PL-SI': 'snapshot-isolation',
  'PL-3U': 'update-serializable',
  'PL-3': 'serializable',
  'PL-SS': 'strict-serializable',
  'causal-cerone': 'causal',
  'conflict-serializable': 'serializable',
  'strong-serializable': 'strict-serializable',
}

/** What a model forbids beyond what the models weaker than it forbid. */
const FORBIDS: Readonly<Partial<Record<ConsistencyModel, readonly AnomalyName[]>>> = {
  // A read of a version nobody wrote, like a version order that is no order, has no history in Adya's sense.
  'read-uncommitted': ['G0', 'duplicate-elements', 'cyclic-versions', 'garbage-read'],
  'read-committed': ['G1a', 'G1b', 'G1c'],
  'cursor-stability': ['lost-update'],
  'read-atomic': ['internal', 'future-read'],
  'update-atomic': ['lost-update'],
  'consistent-view': ['G-single'],
  'repeatable-read': ['G2-item', 'lost-update'],
  'snapshot-isolation': ['G-nonadjacent'],
  serializable: ['G2-item'],
  'strong-session-read-uncommitted': ['G0-process'],
  'strong-session-read-committed': ['G1c-process'],
  'strong-session-snapshot-isolation': ['G-nonadjacent-process'],
  'strong-session-serializable': ['G2-item-process'],
  'strong-read-uncommitted': ['G0-realtime'],
  'strong-read-committed': ['G1c-realtime'],
  'strong-snapshot-isolation': ['G-nonadjacent-realtime'],
  'strict-serializable': ['G2-item-realtime'],
}

/** What a history that shows one anomaly shows as well, by definition. */
const IMPLIES: Readonly<Partial<Record<AnomalyName, readonly AnomalyName[]>>> = {
  G0: ['G1c', 'G0-process'],
  'G0-process': ['G1c-process', 'G0-realtime'],
  'G0-realtime': ['G1c-realtime'],
  G1c: ['G1c-process'],
  'G1c-process': ['G1c-realtime'],
  'G-single': ['G-nonadjacent', 'G-single-process'],
  'G-single-process': ['G-nonadjacent-process', 'G-single-realtime'],
  'G-single-realtime': ['G-nonadjacent-realtime'],
  'G-nonadjacent': ['G2-item', 'G-nonadjacent-process'],
  'G-nonadjacent-process': ['G2-item-process', 'G-nonadjacent-realtime'],
  'G-nonadjacent-realtime': ['G2-item-realtime'],
  'G2-item': ['G2-item-process'],
  'G2-item-process': ['G2-item-realtime'],
  'lost-update': ['G2-item'],
  'incompatible-order': ['G1a'],
  'dirty-update': ['G1a'],
  'future-read': ['G1c'],
}

function closure<T extends string>(roots: Iterable<T>, next: (name: T) => readonly T[]): Set<T> {
  const reached = new Set(roots)
  // A set is visited in order of insertion, members added meanwhile included.
  for (const name of reached) for (const further of next(name)) reached.add(further)
  return reached
}

const STRONGER = new Map<ConsistencyModel, ConsistencyModel[]>(CONSISTENCY_MODELS.map((model) => [model, []]))
for (const model of CONSISTENCY_MODELS) for (const weaker of WEAKER[model]) STRONGER.get(weaker)!.push(model)

const strongerThan = (model: ConsistencyModel) => closure([model], (m) => STRONGER.get(m)!)
const weakerThan = (model: ConsistencyModel) =>
  closure<ConsistencyModel>([model], (m) => WEAKER[m] as readonly ConsistencyModel[])

/** The given anomalies and all they imply. */
export function impliedAnomalies(names: Iterable<AnomalyName>): ReadonlySet<AnomalyName> {
  return closure(names, (name) => IMPLIES[name] ?? [])
}

/** Every model that a history with these anomalies cannot satisfy, weaker before stronger. */
export function modelsRuledOutBy(names: Iterable<AnomalyName>): readonly ConsistencyModel[] {
  const shown = impliedAnomalies(names)
  const violated = CONSISTENCY_MODELS.filter((model) => FORBIDS[model]?.some((name) => shown.has(name)))
  const ruledOut = closure(violated, (model) => STRONGER.get(model)!)
  return CONSISTENCY_MODELS.filter((model) => ruledOut.has(model))
}

/** Whether a history that shows the anomaly cannot satisfy the model. */
export function forbids(model: ConsistencyModel, anomaly: AnomalyName): boolean {
  return modelsRuledOutBy([anomaly]).includes(model)
}

/** The orders that matter to a model besides the dependencies of data. */
export function ordersOf(model: ConsistencyModel): readonly ('process' | 'realtime')[] {
  const forbidden = [...weakerThan(model)].flatMap((weaker) => FORBIDS[weaker] ?? [])
  return (['process', 'realtime'] as const).filter((order) => forbidden.some((name) => name.endsWith(order)))
}

/** Those of the models that are stronger than no other of them. */
export function weakestOf(models: readonly ConsistencyModel[]): readonly ConsistencyModel[] {
  return models.filter((model) => models.every((other) => other === model || !strongerThan(other).has(model)))
}

/** Those of the models that are weaker than no other of them. */
export function strongestOf(models: readonly ConsistencyModel[]): readonly ConsistencyModel[] {
  return models.filter((model) => models.every((other) => other === model || !weakerThan(other).has(model)))
}

/**
 * The model of that name: a friendly name, or one of Adya's (`PL-2`, `PL-SI`, …).
 * @throws UsageError naming the known models when there is none.
 */
export function consistencyModel(name: string): ConsistencyModel {
  if (Object.hasOwn(WEAKER, name)) return name as ConsistencyModel
  const alias = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined
  if (alias !== undefined) return alias
  throw new UsageError(
    `Expected a consistency model, got "${name}"; write one of ${CONSISTENCY_MODELS.join(', ')}.`,
  )
}
