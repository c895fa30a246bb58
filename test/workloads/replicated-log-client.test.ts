import { describe, expect, it } from 'vitest'
import { linearizable } from '../../src/checkers/linearizable.ts'
import { keyValue } from '../../src/checkers/models/key-value.ts'
import { at, crash, type TimedFault } from '../../src/faults/fault.ts'
import { percent } from '../../src/kernel/probability.ts'
import { type Micros, ms, seconds } from '../../src/kernel/time.ts'
import { uniform } from '../../src/network/latency.ts'
import type { NetworkOptions } from '../../src/network/network.ts'
import { defineNode } from '../../src/node/definition.ts'
import { keyValueStore } from '../../src/problems/machines/key-value-store.ts'
import type { LogRequest, LogResponse } from '../../src/problems/replicated-log.ts'
import { applyOnce, newReplica, type Replica } from '../../src/problems/sessions.ts'
import type { StateMachine } from '../../src/problems/state-machine.ts'
import { scenario } from '../../src/simulation/scenario.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { Simulation } from '../../src/simulation/simulation.ts'
import {
  everyOperationReturns,
  type LogClient,
  logClient,
} from '../../src/workloads/replicated-log-client.ts'

const machine = keyValueStore as unknown as StateMachine

interface Options {
  /** Who serves; the others send clients there, or nowhere. */
  readonly leader: string
  readonly hints?: boolean
  readonly sessionsMax?: number
  /** Applies retries again, as a server without sessions would. */
  readonly forgetful?: boolean
}

/** A replicated log of one: the leader alone applies. */
const server = defineNode<{ replica: Replica; index: number }, LogRequest | LogResponse, Options>('server', {
  initial: () => ({ replica: newReplica(machine), index: 0 }),
  persistent: ['replica', 'index'],
  on: {
    register: serve,
    command: serve,
    query: serve,
  },
})

function serve(
  state: { replica: Replica; index: number },
  request: LogRequest,
  ctx: { self: string; options: Options; reply: (response: LogResponse) => void },
): void {
  const { leader, hints = true, sessionsMax, forgetful } = ctx.options
  if (leader !== ctx.self) ctx.reply({ type: 'notLeader', leader: hints ? leader : null })
  else if (request.type === 'query')
    ctx.reply({ type: 'result', output: machine.read(state.replica.machine, request.command) })
  else if (forgetful && request.type === 'command')
    ctx.reply({ type: 'result', output: machine.apply(state.replica.machine, request.command) })
  else {
    state.index++
    const options = sessionsMax === undefined ? {} : { sessionsMax }
    ctx.reply(applyOnce(state.replica, machine, state.index, request, options))
  }
}

interface Parts {
  readonly network?: NetworkOptions
  readonly faults?: readonly TimedFault<'s1'>[]
  readonly until?: Micros
}

const servers = ['s1', 's2', 's3']

function world(options: Options, parts: Parts = {}, client: object = {}) {
  return scenario({
    title: 'Clients of a log',
    nodes: {
      s1: server(options),
      s2: server(options),
      s3: server(options),
      c1: logClient({ servers, operations: 15, ...client }),
      c2: logClient({ servers, operations: 15, ...client }),
    },
    network: { latency: uniform(ms(1), ms(20)) },
    until: seconds(60),
    holds: [everyOperationReturns(), linearizable(keyValue())],
    ...parts,
  })
}

const badNetwork = {
  network: { latency: uniform(ms(1), ms(20)), loss: percent(20), duplication: percent(20) },
}

describe('a client of a replicated log', () => {
  it('finds the server that serves by its hint, and stays with it', () => {
    const simulation = new Simulation(world({ leader: 's3' }), { seed: 1 })
    const { verdict, history, stats } = simulation.run()
    expect(verdict).toBe('passed')
    expect(history).toHaveLength(30)
    expect(history.every(({ outcome }) => outcome === 'ok')).toBe(true)
    expect(stats.messages.notLeader!.sent).toBe(2)
    expect((simulation.states.c1 as LogClient).favourite).toBe('s3')
  })

  it('tries one after the other where nobody knows who serves', () => {
    const { verdict, stats } = simulate(world({ leader: 's3', hints: false }), { seed: 1 })
    expect(verdict).toBe('passed')
    expect(stats.messages.notLeader!.sent).toBe(4)
  })

  it('retries without harm over a network that loses and duplicates', () => {
    for (let seed = 1; seed <= 20; seed++)
      expect(simulate(world({ leader: 's2' }, badNetwork), { seed }).violations).toEqual([])
  })

  it('shows a server that applies retries twice', () => {
    const violated = Array.from({ length: 20 }, (_, seed) =>
      simulate(world({ leader: 's2', forgetful: true }, badNetwork), { seed }).violations.map(
        ({ property }) => property,
      ),
    )
    expect(violated.flat()).toContain('linearizability')
  })

  it('opens another session when its own has expired, and leaves the operation open', () => {
    const run = simulate(world({ leader: 's1', sessionsMax: 1 }, { until: seconds(120) }), { seed: 1 })
    expect(run.verdict).toBe('passed')
    expect(run.stats.messages.sessionExpired!.sent).toBeGreaterThan(1)
    const open = run.history.filter(({ outcome }) => outcome === 'indeterminate')
    expect(open.length).toBe(run.stats.messages.sessionExpired!.sent)
  })

  it('waits for a server that is down, and says so when it waits for ever', () => {
    const down = { faults: [at(ms(500), crash('s1'))] }
    const { violations } = simulate(world({ leader: 's1' }, down), { seed: 1 })
    expect(violations).toHaveLength(1)
    expect(violations[0]!.property).toBe('every operation returns')
    expect(violations[0]!.message).toMatch(
      /^not so 60 s after healing: c1 waits for s[123] with \d+ to go, c2 waits for s[123] with \d+ to go$/,
    )
  })

  it('gives up after a while if told to, and leaves the operation indeterminate', () => {
    const down = { faults: [at(ms(500), crash('s1'))] }
    const run = simulate(world({ leader: 's1' }, down, { giveUpAfter: seconds(1) }), { seed: 1 })
    expect(run.verdict).toBe('passed')
    expect(run.history).toHaveLength(30)
    expect(new Set(run.history.map(({ outcome }) => outcome))).toEqual(new Set(['ok', 'indeterminate']))
    // Each operation left open is a process of its own.
    expect(new Set(run.history.map(({ process }) => process)).size).toBeGreaterThan(10)
  })
})
