import type { NodeId } from '../../node/context.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { Simulation } from '../../simulation/simulation.ts'
import { boot } from './recording.ts'

/** A node as it was at some moment of a run. */
export interface NodeMoment {
  readonly id: NodeId
  readonly up: boolean
  readonly paused: boolean
  /** The reader's own. */
  readonly state: unknown
}

/** How many moments are remembered. */
const remembered = 64

/** Tells the states of all nodes after any step of a run, by running it again up to there. */
export class Rewinder {
  private readonly scenario: Scenario
  private readonly plan: Plan
  private readonly moments = new Map<number, readonly NodeMoment[]>()
  private simulation: Simulation
  private steps = 0

  constructor(scenario: Scenario, plan: Plan) {
    this.scenario = scenario
    this.plan = plan
    this.simulation = this.begun()
  }

  /** After so many steps; 0 is when all nodes have just started. */
  after(steps: number): readonly NodeMoment[] {
    const known = this.moments.get(steps)
    if (known) return known
    this.seek(steps)
    const moment = this.simulation.hosts.map(({ id, up, paused, state }) => ({
      id,
      up,
      paused,
      state: JSON.parse(JSON.stringify(state)) as unknown,
    }))
    if (this.moments.size >= remembered) this.moments.delete(this.moments.keys().next().value!)
    this.moments.set(steps, moment)
    return moment
  }

  /** What `look` says of a node's state after so many steps; it must keep no part of the state. */
  peek<Seen>(steps: number, node: number, look: (state: unknown) => Seen): Seen {
    this.seek(steps)
    return look(this.simulation.hosts[node]!.state)
  }

  private seek(steps: number): void {
    if (steps < this.steps) {
      this.simulation = this.begun()
      this.steps = 0
    }
    while (this.steps < steps) {
      this.steps++
      if (!this.simulation.step()) break
    }
    this.steps = steps
  }

  private begun(): Simulation {
    const simulation = new Simulation(this.scenario, { plan: this.plan })
    boot(simulation)
    return simulation
  }
}
