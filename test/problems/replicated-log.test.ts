import { describe, expect, it } from 'vitest'
import {
  applyOnce,
  casRegisterModel,
  casWorkload,
  chaos,
  checkListAppend,
  cluster,
  counterModel,
  counterStore,
  counterWorkload,
  defineNode,
  everyOperationReturns,
  keyValueModel,
  keyValueStore,
  keyValueWorkload,
  type LoggedCommand,
  type LogRequest,
  type LogResponse,
  linearizable,
  listAppendStore,
  listAppendWorkload,
  lockTable,
  lockWorkload,
  logClient,
  ms,
  multiPaxos,
  mutexModel,
  type NodeSpec,
  newReplica,
  type Property,
  percent,
  queueModel,
  queueStore,
  queueWorkload,
  type Replica,
  raft,
  registerStore,
  type StateMachine,
  scenario,
  seconds,
  setModel,
  setStore,
  setWorkload,
  simulate,
  uniform,
  type Workload,
} from '../../src/index.ts'

interface SoloLog {
  log: LoggedCommand[]
  replica: Replica
}

/** A user's own solution of the problem: one server that logs to its disk before it answers. */
const solo = defineNode<SoloLog, LogRequest | LogResponse, { machine: StateMachine }>('solo', {
  initial: ({ machine }) => ({ log: [], replica: newReplica(machine) }),
  persistent: ['log'],
  boot(state, ctx) {
    for (const [index, entry] of state.log.entries())
      applyOnce(state.replica, ctx.options.machine, index + 1, entry)
  },
  on: {
    register: (state, message, ctx) => serve(state, message, ctx),
    command: (state, message, ctx) => serve(state, message, ctx),
    query(state, { command }, ctx) {
      const output = ctx.options.machine.read(state.replica.machine, command)
      ctx.reply({ type: 'result', output })
    },
  },
})

function serve(
  state: SoloLog,
  entry: LoggedCommand,
  ctx: { options: { machine: StateMachine }; reply(message: LogResponse): void },
): void {
  state.log.push(entry)
  ctx.reply(applyOnce(state.replica, ctx.options.machine, state.log.length, entry))
}

/** Every protocol that solves the problem, and how many servers it is tried with. */
const protocols: Readonly<Record<string, [servers: number, make: (machine: StateMachine) => NodeSpec]>> = {
  raft: [3, (machine) => raft({ machine })],
  multiPaxos: [3, (machine) => multiPaxos({ machine })],
  "a user's own": [1, (machine) => solo({ machine })],
}

const types: readonly (readonly [StateMachine, Workload, Property])[] = [
  [keyValueStore, keyValueWorkload({ skew: 1 }), linearizable(keyValueModel())],
  [registerStore, casWorkload(), linearizable(casRegisterModel())],
  [counterStore, counterWorkload(), linearizable(counterModel())],
  [queueStore, queueWorkload(), linearizable(queueModel())],
  [lockTable, lockWorkload(), linearizable(mutexModel())],
  [setStore, setWorkload(), linearizable(setModel())],
]

function world(protocol: string, machine: StateMachine, workload: Workload, holds: readonly Property[]) {
  const [count, make] = protocols[protocol]!
  const servers = Array.from({ length: count }, (_, index) => `n${index + 1}`)
  return scenario({
    title: `${workload.name} over ${protocol}`,
    nodes: {
      ...cluster(count, make(machine)),
      ...cluster(3, logClient({ servers, workload, operations: 12, thinkTime: [0, ms(100)] }), 'c'),
    },
    network: { latency: uniform(ms(1), ms(10)), loss: percent(2), duplication: percent(2) },
    faults: [chaos()],
    healAt: seconds(6),
    until: seconds(20),
    holds: [...holds, everyOperationReturns()],
  })
}

describe.each(Object.keys(protocols))('the replicated log of %s', (protocol) => {
  it.each(
    types.map(([machine, workload, property]) => [workload.name, machine, workload, property] as const),
  )(
    'serves the workload %s as one copy would, under chaos',
    { timeout: 30_000 },
    (_name, machine, workload, property) => {
      const one = world(protocol, machine, workload, [property])
      for (let seed = 1; seed <= 15; seed++) {
        const { verdict, violations } = simulate(one, { seed })
        expect([verdict, ...violations]).toEqual(['passed'])
      }
    },
  )

  it('serves transactions strictly serializably', { timeout: 30_000 }, () => {
    const one = world(protocol, listAppendStore, listAppendWorkload(), [])
    for (let seed = 1; seed <= 15; seed++) {
      const { history } = simulate(one, { seed })
      expect(history.length).toBeGreaterThan(30)
      expect(checkListAppend(history, { level: 'strict-serializable' }).verdict).toBe('valid')
    }
  })
})
