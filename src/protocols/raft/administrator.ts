import { eventually } from '../../checkers/eventually.ts'
import type { Property } from '../../checkers/property.ts'
import { type Micros, ms, seconds } from '../../kernel/time.ts'
import type { NodeId, ProgramContext } from '../../node/context.ts'
import { defineProgram } from '../../node/definition.ts'
import type { AdministratorRequest, Message } from './messages.ts'

/** Something to ask of the leader, and when at the earliest, µs of the administrator's clock. */
export interface RaftAdministratorStep {
  readonly at: Micros
  readonly request: AdministratorRequest
}

export interface RaftAdministratorOptions {
  /** Whom to ask. */
  readonly servers: readonly NodeId[]
  /** What to ask for, in order of time; or `draws` many things drawn from the seed. */
  readonly steps?: readonly RaftAdministratorStep[]
  /** How many membership changes and transfers to draw over the run; none unless told. */
  readonly draws?: number
  /** The least number of members that is drawn; 3 unless told. */
  readonly membersMin?: number
  /** How long to wait for an answer before another server is asked, µs; 1 s unless told. */
  readonly timeout?: Micros
}

/** An administrator, as properties see it. */
export interface RaftAdministrator {
  /** The server that is asked next. */
  favourite: NodeId
  fulfilled: number
  refused: number
  planned: number
}

type Ctx = ProgramContext<Message, RaftAdministratorOptions>

/** Asks the leader for other members, or for another leader, again until it is done or refused. */
export const raftAdministrator = defineProgram<RaftAdministrator, Message, RaftAdministratorOptions>(
  'raft-administrator',
  {
    client: true,
    initial: ({ servers }) => ({ favourite: servers[0] ?? '', fulfilled: 0, refused: 0, planned: 0 }),
    operations({ servers, steps = [], draws = 0, membersMin = 3 }, random, { until }) {
      const drawn = Array.from({ length: draws }, (): RaftAdministratorStep => {
        const at = random.int(0, Math.floor(until / 2))
        if (random.chance(1, 3))
          return { at, request: { type: 'transferLeadership', to: random.pick(servers) } }
        const members = random.sample(
          servers,
          random.int(Math.min(membersMin, servers.length), servers.length),
        )
        return { at, request: { type: 'changeMembership', members } }
      })
      return [...steps, ...drawn].sort((a, b) => a.at - b.at)
    },
    *run(state, ctx) {
      const steps = ctx.operations as readonly RaftAdministratorStep[]
      state.planned = steps.length
      for (const { at, request } of steps) {
        yield* ctx.sleep(Math.max(0, at - ctx.now))
        yield* untilAnswered(state, ctx, request)
      }
    },
  },
)

function* untilAnswered(state: RaftAdministrator, ctx: Ctx, request: AdministratorRequest) {
  const { servers, timeout = seconds(1) } = ctx.options
  for (;;) {
    const answer = yield* ctx.call(state.favourite, request, timeout)
    if (answer?.type === 'membershipChanged' || answer?.type === 'leadershipTransferred') {
      state.fulfilled++
      return
    }
    if (answer?.type === 'refused') {
      state.refused++
      return
    }
    const hint = answer?.type === 'notLeader' ? answer.leader : null
    if (hint !== null && hint !== state.favourite) state.favourite = hint
    else {
      state.favourite = servers[(servers.indexOf(state.favourite) + 1) % servers.length]!
      yield* ctx.sleep(ms(20))
    }
  }
}

/** Once the cluster is whole again, everything an administrator asked for is done, or refused. */
export function everyChangeIsAnswered(options: { readonly within?: Micros } = {}): Property {
  return eventually(
    'every change is answered',
    raftAdministrator,
    (administrators, nodes) =>
      administrators.every(({ planned, fulfilled, refused }) => fulfilled + refused === planned) ||
      nodes
        .map(
          ({ id, state }) =>
            `${id} waits for ${state.favourite} with ${state.planned - state.fulfilled - state.refused} to go`,
        )
        .join(', '),
    options,
  )
}
