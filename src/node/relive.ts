import { graphCopy } from '../kernel/graph-copy.ts'
import type { Random } from '../kernel/random.ts'
import type { Micros } from '../kernel/time.ts'
import type { NodeId } from './context.ts'
import type { NodeSpec } from './definition.ts'
import { Host, type MessageHandlers, type World } from './host.ts'
import type { ProgramTape } from './program-tape.ts'

/** Gives a node the program of a tape, after the first `count` things that happened to it; nobody else notices. */
export function relive(host: Host, { inputs, numbers, state, stream }: ProgramTape, count: number): void {
  const echo = new Echo(host.world, numbers)
  const again = new Host(echo, host.id, host.index, host.spec, host.ctx)
  again.state = graphCopy(state).copy
  again.ctx.stream = stream && graphCopy(stream).copy
  again.ctx.operations = host.ctx.operations
  for (const input of inputs.slice(0, count)) {
    echo.now = input.now
    try {
      if (input.type === 'start') again.boot()
      else if (input.type === 'timeout') again.program!.timeout()
      else again.program!.deliver(input.from, input.message, input.call)
    } catch {
      // It threw then, too, and that was told then.
    }
  }
  host.adopt(again)
}

/** The world as a program finds it that lives again: it answers what it answered, and does nothing. */
class Echo implements World {
  now: Micros = 0
  readonly rewindable = false
  readonly nodes: readonly NodeId[]
  readonly immutable: boolean
  readonly storage: World['storage']
  readonly timerFates = null
  private readonly world: World
  private readonly numbers: Iterator<number>

  constructor(world: World, numbers: readonly number[]) {
    this.world = world
    this.nodes = world.nodes
    this.immutable = world.immutable
    this.storage = world.storage
    this.numbers = numbers.values()
  }

  address(from: Host, to: NodeId): number {
    return this.world.address(from, to)
  }

  random(label: string): Random {
    return this.world.random(label)
  }

  handlersOf(spec: NodeSpec): MessageHandlers {
    return this.world.handlersOf(spec)
  }

  newCall(): number {
    return this.numbers.next().value!
  }

  invoke(): number {
    return this.numbers.next().value!
  }

  send(): void {}
  setTimer(): void {}
  fsync(): void {}
  note(): void {}
  complete(): void {}
  fail(): void {}
  diskFault(): void {}
}
