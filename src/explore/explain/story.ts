import { describeFault } from '../../faults/describe.ts'
import type { Fault } from '../../faults/fault.ts'
import { formatTime, type Micros } from '../../kernel/time.ts'
import type { Host } from '../../node/host.ts'
import type { SentMessage } from '../../simulation/pinned-network.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Run } from '../../simulation/run.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { Simulation } from '../../simulation/simulation.ts'
import type { TraceEvent } from '../../trace/journal.ts'
import { shortJson } from '../../trace/short-json.ts'
import { handlerOf } from './handler-of.ts'
import { stateChanges } from './state-changes.ts'

/** An event of a run with what it changed. */
export interface ToldEvent {
  readonly event: TraceEvent
  /** What became of the node's state, in words. */
  readonly changes: readonly string[]
  /** Where the handler that it ran is written, as `lock.ts:12`; `null` when it ran none, or nothing is known. */
  readonly source: string | null
}

/** Tells where a function is written; an engine in a browser cannot know. */
export type SourceOf = (handler: unknown) => string | null

/** A run with what every event changed. */
export interface ToldRun {
  readonly run: Run
  readonly events: readonly ToldEvent[]
}

/** Runs a plan under immer, step by step, to see what each event changes. */
export function tell(scenario: Scenario, plan: Plan, sourceOf: SourceOf = () => null): ToldRun {
  const simulation = new Simulation(scenario, { plan, record: true, recordSent: true, states: 'immutable' })
  const journal = simulation.journal!
  const changes = new Map<number, string[]>()
  const sources = new Map<number, string>()
  for (let going = true; going; ) {
    const before = simulation.hosts.map(stateOf)
    const length = journal.length
    going = simulation.step()
    for (let index = length; index < journal.length; index++) {
      const event = journal.at(index)!
      const host = simulation.hosts.find(({ id }) => id === event.node)
      const source = host && sourceOf(handlerOf(host.spec.definition, event))
      if (source) sources.set(index, source)
    }
    for (const host of simulation.hosts) {
      if (host.state === before[host.index]) continue
      const at = lastEventOf(host.id, length)
      if (at !== null) changes.set(at, stateChanges(before[host.index], host.state))
    }
  }
  const run = simulation.finish()
  const events = [...journal].map((event) => ({
    event,
    changes: changes.get(event.index) ?? [],
    source: sources.get(event.index) ?? null,
  }))
  return { run, events }

  /** The latest event that the node handled in this step. */
  function lastEventOf(node: string, since: number): number | null {
    for (let index = journal.length - 1; index >= since; index--) {
      const event = journal.at(index)!
      if (event.node === node && handled.has(event.kind)) return index
    }
    return null
  }
}

/** A node's state as it is now; of a program, which changes its state in place, a copy. */
function stateOf({ spec, state }: Host): unknown {
  return spec.definition.run === null ? state : JSON.parse(JSON.stringify(state))
}

const handled: ReadonlySet<string> = new Set(['boot', 'deliver', 'corrupted', 'timeout', 'synced', 'crash'])
const ofTheWorld: ReadonlySet<string> = new Set(['fault', 'heal', 'violation', 'invoke'])

/**
 * The few events that matter: what the faults did, what clients asked for, the deliveries of `necessary` messages (or,
 * if that is unknown, all that changed a state), where these were sent, and the violation.
 */
export function plotOf(
  { run, events }: ToldRun,
  necessary: ReadonlySet<SentMessage> | undefined,
): { readonly plot: readonly ToldEvent[]; readonly omitted: number } {
  const violation = run.violations[0]
  const matters = new Set<number>()
  for (const { event, changes } of events) {
    const { kind, index, cause } = event
    if (ofTheWorld.has(kind)) matters.add(index)
    else if (kind === 'crash' || (kind === 'boot' && event.at > 0)) matters.add(index)
    else if (kind === 'deliver' || kind === 'corrupted') {
      const isNecessary = necessary
        ? [...necessary].some(
            (sent) => sent.message === event.detail && sent.to === event.node && sent.from === event.peer,
          )
        : changes.length > 0
      if (!isNecessary) continue
      matters.add(index)
      if (cause !== null) matters.add(cause)
    }
  }
  const last = events.findLast(({ event }) => event.node === violation?.node && handled.has(event.kind))
  if (last && violation?.node) matters.add(last.event.index)
  for (const index of whatTheyChanged(events, matters, last)) matters.add(index)
  const plot = events.filter(({ event }) => matters.has(event.index))
  return { plot, omitted: events.length - plot.length }
}

/**
 * The events that had last set what events of the plot change, and, at other nodes, what the last of them sets alike
 * (a second leader asks for the first). Messages that would have been sent again are found this way: dropping a single
 * one does not show that they matter.
 */
function whatTheyChanged(
  events: readonly ToldEvent[],
  plot: ReadonlySet<number>,
  last: ToldEvent | undefined,
): number[] {
  const setters = new Map<string, { readonly index: number; readonly change: string }[]>()
  const found: number[] = []
  for (const { event, changes } of events) {
    for (const change of changes) {
      const place = `${event.node} ${pathOf(change)}`
      const before = setters.get(place) ?? []
      if (plot.has(event.index) && before.length > 0) found.push(before.at(-1)!.index)
      setters.set(place, [...before, { index: event.index, change }])
    }
  }
  for (const change of last?.changes ?? [])
    for (const [place, settings] of setters) {
      const latest = settings.at(-1)!
      const isAlike = place.endsWith(` ${pathOf(change)}`) && latest.change === change
      if (isAlike) found.push(latest.index)
    }
  return found
}

/** What a change is of: `votedFor` in `votedFor: null → "n1"`, `log` in `log + {term: 2}`. */
function pathOf(change: string): string {
  return change.split(/: | \+ /)[0]!
}

/** An event of the plot as a sentence without its time: `n2 gets requestVote {term: 3} from n1 (election.ts:67)`. */
export function sentenceOf({ event, changes, source }: ToldEvent): string {
  const what = subject(event) + (source === null ? '' : ` (${source})`)
  return changes.length === 0
    ? what
    : `${what}: ${changes.slice(0, 4).join(', ')}${changes.length > 4 ? ', …' : ''}`
}

function subject({ kind, node, peer, detail }: TraceEvent): string {
  switch (kind) {
    case 'deliver':
      return `${node} gets ${messageInWords(detail)} from ${peer}`
    case 'corrupted':
      return `${node} gets a damaged ${messageInWords(detail)} from ${peer}`
    case 'timeout':
      return `${node}: timeout ${String(detail)}`
    case 'synced':
      return `${node}: ${String(detail)} is synced`
    case 'fault':
      return `fault: ${describeFault(detail as Fault)}`
    case 'heal':
      return 'all is healed'
    case 'crash':
      return `${node} crashes${detail === true ? ', its disk is lost' : ''}`
    case 'boot':
      return `${node} starts again`
    case 'invoke':
      return `${node} asks for ${shortJson(detail)}`
    case 'violation': {
      const { property, message } = detail as { property: string; message: string }
      return `✗ ${property}: ${message}`
    }
    default:
      return `${node ?? ''} ${kind} ${shortJson(detail)}`.trim()
  }
}

function messageInWords(message: unknown): string {
  const { type, ...payload } = message as { type: string }
  return Object.keys(payload).length === 0 ? type : `${type} ${shortJson(payload, 60)}`
}

/** A column of times, as wide as the widest. */
export function timesOf(times: readonly Micros[]): string[] {
  const written = times.map(formatTime)
  const width = Math.max(0, ...written.map(({ length }) => length))
  return written.map((time) => time.padStart(width))
}
