import type { ProgramTape } from '../node/program-tape.ts'
import { relive } from '../node/relive.ts'
import type { Simulation } from './simulation.ts'

/** How far a program had come. */
interface Life {
  readonly tape: ProgramTape
  readonly inputs: number
}

/** A run as it stood at some moment: it can be gone on with from there, any number of times. */
export class Checkpoint {
  /** Where in the run it is, counted as the caller does. */
  readonly position: number
  private readonly dormant: Simulation
  private readonly lives: readonly (Life | null)[]

  /**
   * Of a simulation that is rewindable, between two events; `null` when it can't be taken, as a program has used its disk.
   * @param earlier shares with it what has stayed the same.
   */
  static of(position: number, simulation: Simulation, earlier?: Checkpoint): Checkpoint | null {
    const isRelivable = simulation.hosts.every(({ program }) => !program?.tape?.usesDisk)
    return isRelivable ? new Checkpoint(position, simulation, earlier) : null
  }

  private constructor(position: number, simulation: Simulation, earlier?: Checkpoint) {
    this.position = position
    this.dormant = simulation.copy(earlier?.dormant)
    this.lives = simulation.hosts.map(({ program }) =>
      program === null ? null : { tape: program.tape!, inputs: program.tape!.inputs.length },
    )
  }

  /** The true time, µs. */
  get now(): number {
    return this.dormant.now
  }

  /** A run that goes on from here as the first did, to that many events at most, but that no property judges. */
  resume(mostEvents?: number): Simulation {
    const simulation = this.dormant.copy(undefined, mostEvents)
    for (const [index, life] of this.lives.entries())
      if (life !== null) relive(simulation.hosts[index]!, life.tape, life.inputs)
    return simulation
  }
}

/**
 * Checkpoints of a run under way, the further apart the longer it gets: going anywhere takes a fixed share of the run.
 */
export class Checkpoints {
  private readonly limit: number
  private taken: Checkpoint[] = []
  private interval = 1024
  private due = 1024

  /** @param limit how many are kept; going anywhere then takes at most 2/limit of the run. */
  constructor(limit: number) {
    this.limit = limit
  }

  /** Takes one of the run if one is due there. */
  offer(position: number, simulation: Simulation): void {
    if (position >= this.due) this.take(position, simulation)
  }

  /** The latest of those that a condition holds for, and of all before them; `null` when it holds for none. */
  latest(condition: (checkpoint: Checkpoint) => boolean): Checkpoint | null {
    return this.taken.findLast(condition) ?? null
  }

  private take(position: number, simulation: Simulation): void {
    this.due = position + this.interval
    const checkpoint = Checkpoint.of(position, simulation, this.taken.at(-1))
    if (checkpoint === null) return
    this.taken.push(checkpoint)
    if (this.taken.length < this.limit) return
    this.taken = this.taken.filter((_, index) => index % 2 === 1)
    this.interval *= 2
    this.due = position + this.interval
  }
}
