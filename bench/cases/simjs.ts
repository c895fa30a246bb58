import { createRequire } from 'node:module'
import { nanosecondsPer } from '../stopwatch.ts'

interface Entity {
  send(message: string, delay: number, to: unknown): void
}

interface Simjs {
  readonly Sim: new () => {
    addEntity(entity: unknown, name: string, ...given: unknown[]): unknown
    simulate(until: number): void
  }
  readonly Entity: new (...given: unknown[]) => Entity
}

/** Its npm package only says what it has to a browser's window. */
function simjs(): Simjs {
  const browser = globalThis as unknown as { window?: { Sim?: Simjs } }
  browser.window ??= {}
  createRequire(`${process.cwd()}/`)('simjs')
  return browser.window.Sim!
}

/** The same ping-pong of 50 pairs, written for simjs as its manual has it. */
export function pingPongInSimjs(): number {
  const { Sim, Entity } = simjs()
  let hits = 0
  class Player extends Entity {
    start(partner?: Player): void {
      if (partner) this.send('ball', 1, partner)
    }
    onMessage(sender: unknown): void {
      hits++
      this.send('ball', 1, sender)
    }
  }
  return nanosecondsPer(() => {
    hits = 0
    const simulation = new Sim()
    for (let pair = 0; pair < 50; pair++) {
      const first = simulation.addEntity(Player, `first of ${pair}`)
      simulation.addEntity(Player, `second of ${pair}`, first)
    }
    simulation.simulate(4_000)
    return hits
  })
}
