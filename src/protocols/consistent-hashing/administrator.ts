import { UsageError } from '../../kernel/errors.ts'
import { type Micros, ms } from '../../kernel/time.ts'
import type { BaseContext, NodeId } from '../../node/context.ts'
import { defineProgram } from '../../node/definition.ts'
import type { MembershipChange } from './membership-service.ts'
import type { Member } from './placement/placement.ts'
import type { StoreMessage } from './store-messages.ts'

/** A change of membership, and how long after the one before it is asked for, µs. */
export type TimedMembershipChange = MembershipChange & { readonly after: Micros }

/** Joins and leaves drawn from the seed. */
export interface RandomMembershipChanges {
  /** Those who are members from the start. */
  readonly members: readonly NodeId[]
  /** Those who may join. */
  readonly others: readonly NodeId[]
  /** The least number of members; no leave goes below. */
  readonly least: number
  readonly count: number
  /** The time between two of them, µs. */
  readonly every: readonly [min: Micros, max: Micros]
}

export interface AdministratorOptions {
  /** The name of the membership service's node. */
  readonly membership: NodeId
  /** What to ask for, in order. */
  readonly changes: readonly TimedMembershipChange[] | RandomMembershipChanges
}

export interface Administrator {
  /** How many changes the membership service has taken. */
  accepted: number
}

/** Asks the membership service for joins and leaves, as an administrator does in Dynamo (DeCandia et al. 2007, §4.8.1). */
export const administrator = defineProgram<Administrator, StoreMessage, AdministratorOptions>(
  'administrator',
  {
    client: true,
    initial: () => ({ accepted: 0 }),
    operations({ changes }, random, { nodes }) {
      const planned = 'members' in changes ? draw(changes, random) : changes
      for (const change of planned) {
        const node = 'join' in change ? change.join.id : change.leave
        if (!nodes.includes(node))
          throw new UsageError(
            `Expected administrator({ changes }) to name nodes of the scenario (${nodes.join(', ')}), got '${node}'.`,
          )
      }
      return planned
    },
    *run(state, ctx) {
      const { membership } = ctx.options
      for (const { after, ...change } of ctx.operations as readonly TimedMembershipChange[]) {
        yield* ctx.sleep(after)
        const request = { type: 'change', sequence: state.accepted + 1, change } as const
        while ((yield* ctx.call(membership, request, ms(200))) === null);
        state.accepted++
      }
    },
  },
)

function draw(
  { members, others, least, count, every: [min, max] }: RandomMembershipChanges,
  random: BaseContext['random'],
): TimedMembershipChange[] {
  if (members.length <= least && others.length === 0)
    throw new UsageError(
      'Expected random changes with nodes that may join or leave, got no others and no more members than the least.',
    )
  let inside: readonly NodeId[] = members
  let outside: readonly NodeId[] = others
  return Array.from({ length: count }, () => {
    const after = random.int(min, max)
    const joins = inside.length <= least || (outside.length > 0 && random.chance(1, 2))
    const node = random.pick(joins ? outside : inside)
    const without = (nodes: readonly NodeId[]) => nodes.filter((other) => other !== node)
    if (joins) {
      inside = [...inside, node]
      outside = without(outside)
      const join: Member = { id: node, weight: 1 }
      return { after, join }
    }
    inside = without(inside)
    outside = [...outside, node]
    return { after, leave: node }
  })
}
