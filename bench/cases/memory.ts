import { ms, seconds } from '../../src/kernel/time.ts'
import { uniform } from '../../src/network/latency.ts'
import { cluster, defineNode } from '../../src/node/definition.ts'
import { scenario } from '../../src/simulation/scenario.ts'
import { Simulation } from '../../src/simulation/simulation.ts'

type Message = { readonly type: 'pass' }

/** What all send, so that payloads take no memory of their own. */
const payload: Message = { type: 'pass' }

function world(messages: number, events: number) {
  const passer = defineNode<Record<string, never>, Message>('passer', {
    initial: () => ({}),
    boot(_state, ctx) {
      for (let i = 0; i < messages; i++) ctx.send(ctx.peers[0]!, payload)
    },
    on: { pass: (_state, message, ctx) => ctx.reply(message) },
  })
  return scenario({
    title: 'The same message again and again',
    nodes: cluster(2, passer()),
    network: { latency: uniform(ms(1), ms(10)) },
    until: seconds(1_000_000),
    events,
  })
}

function bytes(): number {
  // The first may leave what it only then finds to be garbage.
  globalThis.gc!()
  globalThis.gc!()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Bytes of an event that waits in the queue: of 130,000, which nearly fill their columns, as these double. */
export function ofQueuedEvent(): number {
  const count = 130_000
  new Simulation(world(100, 1_000), { seed: 1 }).run()
  const simulation = new Simulation(world(count / 2, 10), { seed: 1 })
  const before = bytes()
  simulation.step()
  simulation.step()
  const after = bytes()
  simulation.finish()
  return (after - before) / count
}

/** Bytes of an entry of the journal, payloads not counted: what recording adds to a run of 2²⁰ events. */
export function ofRecordedEvent(): number {
  const events = 1_048_576
  const taken = (record: boolean) => {
    const simulation = new Simulation(world(50, events), { seed: 1, record })
    const before = bytes()
    const { trace } = simulation.run()
    return (bytes() - before) / (trace?.events.length ?? events)
  }
  taken(true)
  return taken(true) - taken(false)
}

/** The most memory, in bytes, that a process has had which ran so many events. */
export function peak(events: number): number {
  new Simulation(world(50, events), { seed: 1 }).run()
  return process.resourceUsage().maxRSS * 1_024
}
