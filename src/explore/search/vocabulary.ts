import { admitted } from '../../faults/admission.ts'
import type { Fault, TimedFault } from '../../faults/fault.ts'
import { inOrder } from '../../faults/generator.ts'
import type { Scenario } from '../../simulation/scenario.ts'

/** Faults that end others: without them, what a scenario means to be over would go on. */
const ending: ReadonlySet<Fault['type']> = new Set(['restart', 'resume', 'heal'])

/** Faults that stand alone and may strike at any time; those of clocks and disks come in sequences that belong together. */
const alone: ReadonlySet<Fault['type']> = new Set([
  'crash',
  'wipe',
  'pause',
  'partition',
  'clog',
  'degrade',
  'slow',
])

/**
 * What a strategy may do with a scenario's faults, so that no plan of its making has more go wrong than the scenario
 * allows: whatever its plans find is then a fault of the protocol, not of the search.
 */
export class Vocabulary {
  private readonly scenario: Scenario
  private readonly listed: ReadonlySet<Fault>
  private readonly generators
  private readonly servers: readonly string[]

  constructor(scenario: Scenario) {
    const { faults, nodes } = scenario
    this.scenario = scenario
    this.listed = new Set(faults.flatMap((source) => ('at' in source ? [source.fault] : [])))
    this.generators = faults.filter((source) => 'generate' in source)
    this.servers = Object.keys(nodes).filter((id) => !nodes[id]!.definition.client)
  }

  /** Whether a generator drew the fault, and not to end another: it may be left out. */
  mayLeaveOut({ fault }: TimedFault): boolean {
    return !this.listed.has(fault) && !ending.has(fault.type)
  }

  /** Whether a generator drew the fault, and it may as well strike at another time. */
  mayMove({ fault }: TimedFault): boolean {
    return !this.listed.has(fault) && alone.has(fault.type)
  }

  /** Whether the scenario's conditional fault of that index may be left out. */
  mayDisarm(condition: number): boolean {
    const source = this.scenario.faults[condition]!
    return 'when' in source && !ending.has(source.fault.type)
  }

  /** Of a schedule made out of drawn ones, what keeps within the budgets of those who drew it; in order of time. */
  admitted(schedule: readonly TimedFault[]): TimedFault[] {
    const { servers, generators } = this
    const until = this.scenario.healAt ?? this.scenario.until
    const listed = schedule.filter(({ fault }) => this.listed.has(fault))
    const drawn = schedule.filter(({ fault }) => !this.listed.has(fault))
    return inOrder([...listed, ...admitted(generators, inOrder(drawn), { nodes: servers, until })])
  }
}
