import type { History } from '../../checkers/history.ts'
import type { HistoryPicture } from '../../checkers/history-picture.ts'
import type { Micros } from '../../kernel/time.ts'
import type { NodeId } from '../../node/context.ts'
import type { PropertyReport, Violation } from '../../simulation/judge.ts'
import type { SentMessage } from '../../simulation/pinned-network.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Run } from '../../simulation/run.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { Simulation } from '../../simulation/simulation.ts'
import { eventKinds, type Journal } from '../../trace/journal.ts'

/** A node as a reader of the recording knows it. */
export interface RecordedNode {
  readonly id: NodeId
  readonly kind: string
  readonly client: boolean
  /** The fields of its state that lanes show. */
  readonly lane?: readonly [role: string, epoch?: string]
}

/**
 * A run as plain JSON, in columns: all that can be shown of it without its code. In every column −1 stands for none.
 */
export interface Recording {
  readonly format: typeof recordingFormat
  readonly title: string
  readonly nodes: readonly RecordedNode[]
  readonly plan: Plan
  readonly verdict: Run['verdict']
  readonly violations: readonly Violation[]
  readonly properties: readonly PropertyReport[]
  readonly hash: string
  /** How many events were handled; the journal has more entries. */
  readonly events: number
  /** µs. */
  readonly endedAt: Micros
  readonly healAt: Micros | null
  readonly history: History
  /** What can be drawn of how the history was judged. */
  readonly pictures: readonly { readonly property: string; readonly picture: HistoryPicture }[]
  readonly journal: JournalColumns
  readonly sent: SentColumns
  /** Messages, timers' names, faults, …: each once, however often the columns refer to it. */
  readonly details: readonly unknown[]
  /** How many entries the journal has after the start, and after each step of the simulation. */
  readonly steps: readonly number[]
}

export const recordingFormat = 'lightcone-recording/1'

/** The entries of the journal, in order. */
export interface JournalColumns {
  /** The names that `kind` refers to. */
  readonly kinds: readonly string[]
  /** µs. */
  readonly at: readonly Micros[]
  readonly kind: readonly number[]
  readonly node: readonly number[]
  readonly peer: readonly number[]
  /** The entry that brought this one about. */
  readonly cause: readonly number[]
  readonly detail: readonly number[]
}

/** The messages, in the order of sending. */
export interface SentColumns {
  /** µs. */
  readonly at: readonly Micros[]
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly detail: readonly number[]
  /** After how long each copy arrives, µs; empty for a message that the network loses. */
  readonly arrivals: readonly (readonly Micros[])[]
  /** By the message's place, for those that are damaged on their way. */
  readonly damage: Readonly<Record<number, NonNullable<SentMessage['damage']>>>
}

/** Runs a plan and keeps all of it. */
export function recordingOf(scenario: Scenario, plan: Plan): Recording {
  const simulation = new Simulation(scenario, { plan, record: true, recordSent: true })
  const journal = simulation.journal!
  const steps = stepsOf(simulation, () => journal.length)
  const run = simulation.run()
  const details = new Details()
  const nodes = simulation.nodes
  return {
    format: recordingFormat,
    title: scenario.title,
    nodes: nodes.map((id) => {
      const { kind, definition } = scenario.nodes[id]!
      const { client, lane } = definition
      return { id, kind, client, ...(lane && { lane }) }
    }),
    plan,
    verdict: run.verdict,
    violations: run.violations,
    properties: run.properties,
    hash: run.hash,
    events: run.events,
    endedAt: run.endedAt,
    healAt: scenario.healAt,
    history: run.history,
    pictures: picturesOf(scenario, run.history),
    journal: journalColumns(journal, nodes, details),
    sent: sentColumns(run.sent!, nodes, details),
    details: details.all,
    steps,
  }
}

function picturesOf({ holds, violates }: Scenario, history: History): Recording['pictures'] {
  return [...holds, ...violates].flatMap(({ name, depict }) => {
    const picture = depict?.(history) ?? null
    return picture === null ? [] : [{ property: name, picture }]
  })
}

/** Begins a simulation, then takes step after step to the end; what `measure` said after each. */
function stepsOf(simulation: Simulation, measure: () => number): number[] {
  boot(simulation)
  const steps = [measure()]
  while (simulation.step()) steps.push(measure())
  return steps
}

/** Starts all nodes, and handles no event. */
export function boot(simulation: Simulation): void {
  simulation.runUntil(-1)
}

/** Gives each detail a number; the same object always the same. */
class Details {
  readonly all: unknown[] = []
  private readonly numbers = new Map<unknown, number>()

  numberOf(detail: unknown): number {
    let number = this.numbers.get(detail)
    if (number === undefined) {
      number = this.all.push(detail) - 1
      this.numbers.set(detail, number)
    }
    return number
  }
}

function journalColumns(journal: Journal, nodes: readonly NodeId[], details: Details): JournalColumns {
  const columns = {
    at: [] as number[],
    kind: [] as number[],
    node: [] as number[],
    peer: [] as number[],
    cause: [] as number[],
    detail: [] as number[],
  }
  const numbers = new Map<string | null, number>(nodes.map((id, index) => [id, index]))
  for (const event of journal) {
    columns.at.push(event.at)
    columns.kind.push(eventKinds.indexOf(event.kind))
    columns.node.push(numbers.get(event.node) ?? -1)
    columns.peer.push(numbers.get(event.peer) ?? -1)
    columns.cause.push(event.cause ?? -1)
    columns.detail.push(details.numberOf(event.detail))
  }
  return { kinds: eventKinds, ...columns }
}

function sentColumns(
  messages: readonly SentMessage[],
  nodes: readonly NodeId[],
  details: Details,
): SentColumns {
  const numbers = new Map(nodes.map((id, index) => [id, index]))
  return {
    at: messages.map((message) => message.at),
    from: messages.map(({ from }) => numbers.get(from)!),
    to: messages.map(({ to }) => numbers.get(to)!),
    detail: messages.map(({ message }) => details.numberOf(message)),
    arrivals: messages.map(({ arrivals }) => arrivals),
    damage: Object.fromEntries(
      messages.flatMap(({ damage }, index) => (damage === undefined ? [] : [[index, damage]])),
    ),
  }
}
