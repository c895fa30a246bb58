import {
  type Answer,
  type NodeView,
  type Property,
  remembering,
  type WatchedNodes,
} from '../checkers/property.ts'
import type { NodeId } from '../node/context.ts'
import type { NodeKind } from '../node/definition.ts'

export type TransactionId = string
export type Decision = 'commit' | 'abort'

/**
 * The problem *atomic commitment* (Bernstein, Hadzilacos & Goodman 1987, §7.3): the processes of a distributed
 * transaction decide alike whether it commits. A client asks a coordinator; `work` says what each participant is to do.
 */
export type CommitRequest = {
  readonly type: 'begin'
  /** Counts the client's requests from 1, so that one that arrives twice begins one transaction. */
  readonly request: number
  readonly work: Readonly<Record<NodeId, unknown>>
}

/** The answer to a client; `results` holds what each participant read, if it committed. */
export type CommitResponse = {
  readonly type: 'outcome'
  readonly transaction: TransactionId
  readonly decision: Decision
  readonly results: Readonly<Record<NodeId, unknown>>
}

/** What a process did about a transaction: it voted yes, or decided. Who aborts without a yes before has voted no. */
export type CommitStep =
  | {
      readonly type: 'yes'
      readonly transaction: TransactionId
      readonly coordinator: NodeId
      readonly participants: readonly NodeId[]
      readonly work: unknown
    }
  | { readonly type: Decision; readonly transaction: TransactionId }

/** The steps of a process in their order, durable or not; a crash may take back the last ones. */
export interface CommitSteps {
  readonly length: number
  /** `null` for what concerns nobody else. */
  readonly at: (index: number) => CommitStep | null
}

/** A kind of process of an atomic commitment protocol, as the problem's properties read it. */
export interface CommitProcess {
  readonly kind: string
  readonly steps: (state: unknown) => CommitSteps
}

/** Tells the properties where a kind of node keeps its steps. */
export function commitProcess<State>(
  kind: NodeKind<State>,
  steps: (state: State) => CommitSteps,
): CommitProcess {
  // Properties show it states of this kind only.
  return { kind: kind.kind, steps: steps as (state: unknown) => CommitSteps }
}

/** Reads of a node only the steps that it has not read before. */
export function stepReader(
  processes: readonly CommitProcess[],
  nodes: WatchedNodes,
): (node: NodeView) => CommitStep[] {
  const read = freshSteps(processes, nodes)
  const seen: Record<NodeId, number> = {}
  return (node) => read(seen, node)
}

/** The same, where how many it has read of each node stands in `seen`. */
export function freshSteps(
  processes: readonly CommitProcess[],
  nodes: WatchedNodes,
): (seen: Record<NodeId, number>, node: NodeView) => CommitStep[] {
  const processOf = new Map(
    nodes.map(({ id, kind }) => [id, processes.find((process) => process.kind === kind)]),
  )
  return (seen, { id, state }) => {
    const steps = processOf.get(id)!.steps(state)
    const fresh: CommitStep[] = []
    // After a crash there may be fewer.
    for (let index = Math.min(seen[id] ?? 0, steps.length); index < steps.length; index++) {
      const step = steps.at(index)
      if (step !== null) fresh.push(step)
    }
    seen[id] = steps.length
    return fresh
  }
}

/** A safety property judged step by step; `null` says that the step put nothing at risk. */
function alwaysByStep<Memory extends object>(
  name: string,
  processes: readonly CommitProcess[],
  memory: () => Memory,
  judge: (memory: Memory, step: CommitStep, by: NodeId) => Answer | null,
): Property {
  const kinds = processes.map(({ kind }) => kind)
  return remembering(name, kinds, {
    memory: () => ({ seen: {} as Record<NodeId, number>, of: memory() }),
    observer(nodes) {
      const read = freshSteps(processes, nodes)
      return ({ seen, of }, _state, node) => {
        let answer: Answer | null = null
        for (const step of read(seen, node)) {
          answer = judge(of, step, node.id) ?? answer
          if (answer !== null && answer !== true) return answer
        }
        return answer
      }
    },
  })
}

/** AC1: all processes that reach a decision reach the same one. */
export function commitAgreement(processes: readonly CommitProcess[]): Property {
  return alwaysByStep(
    'AC1 agreement',
    processes,
    () => ({}) as Record<TransactionId, { readonly decision: Decision; readonly by: NodeId }>,
    (first, step, by) => {
      if (step.type === 'yes') return null
      const known = first[step.transaction]
      if (known === undefined) {
        first[step.transaction] = { decision: step.type, by }
        return null
      }
      return (
        known.decision === step.type ||
        `${by} decided to ${step.type} ${step.transaction}, ${known.by} to ${known.decision} it`
      )
    },
  )
}

/** AC2: a process cannot reverse its decision after it has reached one. */
export function noReversal(processes: readonly CommitProcess[]): Property {
  return alwaysByStep(
    'AC2 no reversal',
    processes,
    () => ({}) as Record<string, Decision>,
    (decisions, step, by) => {
      if (step.type === 'yes') return null
      const key = `${by}/${step.transaction}`
      const before = decisions[key] ?? step.type
      decisions[key] = step.type
      return (
        before === step.type || `${by} decided to ${before} ${step.transaction}, and later to ${step.type} it`
      )
    },
  )
}

/** Who takes part in each transaction, and who of them has voted yes. */
type Ballots = Record<TransactionId, { participants: readonly NodeId[]; yes: Record<NodeId, true> }>

function countVote(ballots: Ballots, step: CommitStep, by: NodeId): void {
  if (step.type !== 'yes') return
  const votes = (ballots[step.transaction] ??= { participants: [], yes: {} })
  votes.participants = step.participants
  votes.yes[by] = true
}

/** Who of the participants has not voted yes; `null` while nobody has. */
function withoutYes(ballots: Ballots, transaction: TransactionId): readonly NodeId[] | null {
  const votes = ballots[transaction]
  return votes === undefined ? null : votes.participants.filter((id) => votes.yes[id] === undefined)
}

/** AC3: the commit decision can only be reached if all processes voted yes. */
export function commitOnlyIfAllVotedYes(processes: readonly CommitProcess[]): Property {
  return alwaysByStep(
    'AC3 commit only if all voted yes',
    processes,
    (): Ballots => ({}),
    (ballots, step, by) => {
      countVote(ballots, step, by)
      if (step.type !== 'commit') return null
      const missing = withoutYes(ballots, step.transaction)
      if (missing === null) return `${by} decided to commit ${step.transaction}, for which nobody voted`
      return (
        missing.length === 0 ||
        `${by} decided to commit ${step.transaction} without a yes of ${missing.join(', ')}`
      )
    },
  )
}

/**
 * AC4: if there are no failures and all processes voted yes, the decision is to commit. Only for scenarios without
 * failures, and with latencies far below the protocol's timeouts.
 */
export function commitIfAllVotedYes(processes: readonly CommitProcess[]): Property {
  return alwaysByStep(
    'AC4 commit if all voted yes',
    processes,
    () => ({ ballots: {} as Ballots, aborted: {} as Record<TransactionId, NodeId> }),
    ({ ballots, aborted }, step, by) => {
      countVote(ballots, step, by)
      if (step.type === 'abort') aborted[step.transaction] = by
      if (withoutYes(ballots, step.transaction)?.length !== 0) return null
      const who = aborted[step.transaction]
      return who === undefined || `${who} decided to abort ${step.transaction}, for which all voted yes`
    },
  )
}
