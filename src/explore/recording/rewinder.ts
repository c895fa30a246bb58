import type { NodeId } from '../../node/context.ts'
import { Checkpoints } from '../../simulation/checkpoints.ts'
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
/** Going anywhere takes a sixty-fourth of the run at most. */
const share = 64
/** How many steps are taken between two looks at whether a checkpoint is due. */
const pace = 512

/** Tells the states of all nodes after any step of a run, by running it again up to there from the nearest checkpoint. */
export class Rewinder {
  private readonly scenario: Scenario
  private readonly plan: Plan
  private readonly moments = new Map<number, readonly NodeMoment[]>()
  private readonly checkpoints = new Checkpoints(share)
  /** The run as far as it was looked at, which takes the checkpoints. */
  private readonly front: Moving
  /** Where the reader is. */
  private reader: Moving

  constructor(scenario: Scenario, plan: Plan) {
    this.scenario = scenario
    this.plan = plan
    this.front = this.begun()
    this.reader = this.front
  }

  /** After so many steps; 0 is when all nodes have just started. */
  after(steps: number): readonly NodeMoment[] {
    const known = this.moments.get(steps)
    if (known) return known
    const { hosts } = this.at(steps)
    const moment = hosts.map(({ id, up, paused, state }) => ({
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
    return look(this.at(steps).hosts[node]!.state)
  }

  private at(steps: number): Simulation {
    if (this.front.steps <= steps) this.reader = this.front
    else {
      const nearest = this.checkpoints.latest(({ position }) => position <= steps)
      const isPast = this.reader === this.front || this.reader.steps > steps
      if (isPast || (nearest !== null && nearest.position > this.reader.steps))
        this.reader =
          nearest === null ? this.begun() : { simulation: nearest.resume(), steps: nearest.position }
    }
    const { reader, front } = this
    for (;;) {
      const taken = reader.simulation.steps(Math.min(pace, steps - reader.steps))
      if (taken === 0) return reader.simulation
      reader.steps += taken
      if (reader === front) this.checkpoints.offer(reader.steps, reader.simulation)
    }
  }

  private begun(): Moving {
    const simulation = new Simulation(this.scenario, { plan: this.plan, rewindable: true })
    boot(simulation)
    return { simulation, steps: 0 }
  }
}

/** A run, and how many steps it has taken. */
interface Moving {
  readonly simulation: Simulation
  steps: number
}
