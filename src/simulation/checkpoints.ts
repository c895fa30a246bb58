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
  /** How many objects had to be looked at. */
  readonly objects: number
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
    const { copy, objects } = simulation.copy(earlier?.dormant)
    this.dormant = copy
    this.objects = objects
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
    const simulation = this.dormant.copy(undefined, mostEvents).copy
    for (const [index, life] of this.lives.entries())
      if (life !== null) relive(simulation.hosts[index]!, life.tape, life.inputs)
    return simulation
  }
}

/** Checkpoints of a run under way, the further apart the longer it is and the more there is to copy. */
export class Checkpoints {
  private readonly taken: Checkpoint[] = []
  private readonly share: number
  private due = fewest

  /** @param share going anywhere takes that share of the run at most: a half is 2. */
  constructor(share: number) {
    this.share = share
  }

  /** Takes one of the run if one is due there. */
  offer(position: number, simulation: Simulation): void {
    if (position >= this.due) this.take(position, simulation)
  }

  /** The latest that a condition holds for, which must hold for those before it too; `null` when there is none. */
  latest(condition: (checkpoint: Checkpoint) => boolean): Checkpoint | null {
    return this.taken.findLast(condition) ?? null
  }

  private take(position: number, simulation: Simulation): void {
    const checkpoint = Checkpoint.of(position, simulation, this.taken.at(-1))
    const least = checkpoint === null ? fewest : Math.max(fewest, checkpoint.objects / objectsPerEvent)
    this.due = position + Math.max(least, position / this.share)
    if (checkpoint !== null) this.taken.push(checkpoint)
  }
}

/** So many events are between two checkpoints at least. */
const fewest = 1536
/** So many objects are copied in the time of an event, about. */
const objectsPerEvent = 4
