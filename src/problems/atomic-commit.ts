import { type Answer, type NodeView, type Property, violation } from '../checkers/property.ts'
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
  nodes: Parameters<Property['monitor']>[0],
): (node: NodeView) => CommitStep[] {
  const processOf = new Map(
    nodes.map(({ id, kind }) => [id, processes.find((process) => process.kind === kind)]),
  )
  const seen = new Map<NodeId, number>()
  return ({ id, state }) => {
    const steps = processOf.get(id)!.steps(state)
    const fresh: CommitStep[] = []
    // After a crash there may be fewer.
    for (let index = Math.min(seen.get(id) ?? 0, steps.length); index < steps.length; index++) {
      const step = steps.at(index)
      if (step !== null) fresh.push(step)
    }
    seen.set(id, steps.length)
    return fresh
  }
}

/** A safety property judged step by step; `null` says that the step put nothing at risk. */
function alwaysByStep(
  name: string,
  processes: readonly CommitProcess[],
  begin: () => (step: CommitStep, by: NodeId) => Answer | null,
): Property {
  return {
    name,
    type: 'always',
    kinds: processes.map(({ kind }) => kind),
    monitor(nodes) {
      const read = stepReader(processes, nodes)
      const judge = begin()
      let exercised = 0
      return {
        changed(node) {
          for (const step of read(node)) {
            const answer = judge(step, node.id)
            if (answer === null) continue
            exercised++
            const sentence = violation(answer)
            if (sentence !== null) return sentence
          }
          return null
        },
        exercised: () => exercised,
      }
    },
  }
}

/** AC1: all processes that reach a decision reach the same one. */
export function commitAgreement(processes: readonly CommitProcess[]): Property {
  return alwaysByStep('AC1 agreement', processes, () => {
    const first = new Map<TransactionId, { readonly decision: Decision; readonly by: NodeId }>()
    return (step, by) => {
      if (step.type === 'yes') return null
      const known = first.get(step.transaction)
      if (known === undefined) {
        first.set(step.transaction, { decision: step.type, by })
        return null
      }
      return (
        known.decision === step.type ||
        `${by} decided to ${step.type} ${step.transaction}, ${known.by} to ${known.decision} it`
      )
    }
  })
}

/** AC2: a process cannot reverse its decision after it has reached one. */
export function noReversal(processes: readonly CommitProcess[]): Property {
  return alwaysByStep('AC2 no reversal', processes, () => {
    const decisions = new Map<string, Decision>()
    return (step, by) => {
      if (step.type === 'yes') return null
      const key = `${by}/${step.transaction}`
      const before = decisions.get(key) ?? step.type
      decisions.set(key, step.type)
      return (
        before === step.type || `${by} decided to ${before} ${step.transaction}, and later to ${step.type} it`
      )
    }
  })
}

interface Votes {
  participants: readonly NodeId[]
  readonly yes: Set<NodeId>
}

class Ballots {
  private readonly votes = new Map<TransactionId, Votes>()

  of(transaction: TransactionId): Votes {
    let votes = this.votes.get(transaction)
    if (votes === undefined) {
      votes = { participants: [], yes: new Set() }
      this.votes.set(transaction, votes)
    }
    return votes
  }

  add(step: CommitStep, by: NodeId): void {
    if (step.type !== 'yes') return
    const votes = this.of(step.transaction)
    votes.participants = step.participants
    votes.yes.add(by)
  }

  /** Who of the participants has not voted yes; `null` while nobody has. */
  missing(transaction: TransactionId): readonly NodeId[] | null {
    const { participants, yes } = this.of(transaction)
    return participants.length === 0 ? null : participants.filter((id) => !yes.has(id))
  }
}

/** AC3: the commit decision can only be reached if all processes voted yes. */
export function commitOnlyIfAllVotedYes(processes: readonly CommitProcess[]): Property {
  return alwaysByStep('AC3 commit only if all voted yes', processes, () => {
    const ballots = new Ballots()
    return (step, by) => {
      ballots.add(step, by)
      if (step.type !== 'commit') return null
      const missing = ballots.missing(step.transaction)
      if (missing === null) return `${by} decided to commit ${step.transaction}, for which nobody voted`
      return (
        missing.length === 0 ||
        `${by} decided to commit ${step.transaction} without a yes of ${missing.join(', ')}`
      )
    }
  })
}

/**
 * AC4: if there are no failures and all processes voted yes, the decision is to commit. Only for scenarios without
 * failures, and with latencies far below the protocol's timeouts.
 */
export function commitIfAllVotedYes(processes: readonly CommitProcess[]): Property {
  return alwaysByStep('AC4 commit if all voted yes', processes, () => {
    const ballots = new Ballots()
    const aborted = new Map<TransactionId, NodeId>()
    return (step, by) => {
      ballots.add(step, by)
      if (step.type === 'abort') aborted.set(step.transaction, by)
      if (ballots.missing(step.transaction)?.length !== 0) return null
      const who = aborted.get(step.transaction)
      return who === undefined || `${who} decided to abort ${step.transaction}, for which all voted yes`
    }
  })
}
