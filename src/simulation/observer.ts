import type { History } from '../checkers/history.ts'
import type { ConditionalFault, States } from '../faults/fault.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Host } from '../node/host.ts'
import { type EventList, entryKinds } from './event-list.ts'
import type { Judge } from './judge.ts'
import type { RunRecord } from './run-record.ts'
import type { Scenario } from './scenario.ts'

/** Shows the nodes' changes to the properties, and to the conditional faults that wait for one. */
export class Observer {
  private readonly list: EventList
  private readonly record: RunRecord
  private readonly judge: Judge
  private readonly scenario: Scenario
  private readonly states: States
  private readonly indexes: ReadonlyMap<string, number>
  /** The conditional faults that have not struck yet. */
  private conditions: readonly ConditionalFault[]
  /** How many violations are written down. */
  private recorded = 0

  constructor(
    list: EventList,
    record: RunRecord,
    judge: Judge,
    scenario: Scenario,
    conditions: readonly ConditionalFault[],
    states: States,
    indexes: ReadonlyMap<string, number>,
  ) {
    this.list = list
    this.record = record
    this.judge = judge
    this.scenario = scenario
    this.conditions = conditions
    this.states = states
    this.indexes = indexes
  }

  /** A node has changed. */
  changed(host: Host): void {
    const { news } = host
    const parts = news === null ? 0 : this.judge.newsOf(host, news)
    if (parts !== 0) this.look(host, parts)
    if (this.conditions.length > 0) this.checkConditions()
  }

  private look(host: Host, parts: number): void {
    if (this.judge.changed(host, parts, this.list.now, this.record.events)) this.recordViolations()
  }

  /** A handler threw. */
  failed(host: Host, error: unknown): void {
    this.judge.crashed(host, error, this.list.now, this.record.events)
    this.recordViolations()
  }

  /** No conditional fault strikes any more. */
  dropConditions(): void {
    this.conditions = []
  }

  /** All faults are over. */
  healed(): void {
    this.judge.healed(this.list.now, this.record.events)
  }

  /** The run is over; a complete one is judged as a whole. */
  ended(history: History, complete: boolean): void {
    const { list, record } = this
    this.judge.end({ at: list.now, history, notes: record.counters.notes }, complete, record.events)
    this.recordViolations()
  }

  private checkConditions(): void {
    const met = this.conditions.filter((condition) => this.isMet(condition))
    if (met.length === 0) return
    this.conditions = this.conditions.filter((condition) => !met.includes(condition))
    for (const { fault, delay } of met)
      this.list.schedule(this.list.now + (delay ?? 0), entryKinds.fault, -1, fault)
  }

  private isMet(condition: ConditionalFault): boolean {
    try {
      return condition.when(this.states)
    } catch (error) {
      const index = this.scenario.faults.indexOf(condition)
      throw new UsageError(
        `Expected when of faults[${index}] of the scenario '${this.scenario.title}' to answer for every state, but it threw ${String(error)}.`,
        { cause: error },
      )
    }
  }

  private recordViolations(): void {
    const { violations } = this.judge
    for (; this.recorded < violations.length; this.recorded++) {
      const { property, node, message } = violations[this.recorded]!
      this.record.violated(this.indexes.get(node ?? '') ?? -1, property, message)
    }
  }
}
