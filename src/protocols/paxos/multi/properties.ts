import { alwaysWithMemory } from '../../../checkers/always-with-memory.ts'
import { eventually } from '../../../checkers/eventually.ts'
import type { Property } from '../../../checkers/property.ts'
import type { Micros } from '../../../kernel/time.ts'
import { stateMachineSafety } from '../../../problems/replicated-log.ts'
import { ballotText } from '../ballot.ts'
import { multiPaxos } from './multi-paxos.ts'

/** No two replicas apply different values in one slot. */
export const multiPaxosStateMachineSafety = stateMachineSafety(multiPaxos, {
  lastApplied: (server) => server.lastApplied,
  entry: ({ chosen, snapshot }, slot) => (slot <= snapshot.slot ? undefined : chosen[slot]),
})

/**
 * In each slot one value is chosen at most (P2, Lamport 2001, §2.2), told from what is accepted, before any replica
 * knows. `replicas` is how many there are.
 */
export function oneValueChosenPerSlot(replicas: number): Property {
  return alwaysWithMemory(
    'one value is chosen per slot',
    multiPaxos,
    () => ({
      votes: {} as Record<string, string[]>,
      chosen: {} as Record<string, { value: string; ballot: string }>,
    }),
    (memory, { accepted }, { id }) => {
      for (const [slot, { ballot: proposed, value: written }] of Object.entries(accepted)) {
        const ballot = ballotText(proposed)
        const voters = (memory.votes[`${slot} ${ballot}`] ??= [])
        if (voters.includes(id)) continue
        voters.push(id)
        if (2 * voters.length <= replicas) continue
        const value = JSON.stringify(written)
        const before = (memory.chosen[slot] ??= { value, ballot })
        if (before.value !== value)
          return `${value} is chosen in slot ${slot} by ballot ${ballot}, where ${before.value} was chosen by ballot ${before.ballot}`
      }
      return true
    },
  )
}

/** Progress: once a majority is up and messages arrive, there is a leader that all others follow. */
export function multiPaxosLeader(options: { readonly within?: Micros } = {}): Property {
  return eventually(
    'a leader is followed',
    multiPaxos,
    (_states, nodes) => {
      const leader = nodes.find(({ up, state }) => up && state.role.type === 'leader')
      if (!leader) return 'nobody leads'
      const others = nodes.filter(
        ({ up, id, state: { role } }) =>
          up && id !== leader.id && !(role.type === 'follower' && role.leader === leader.id),
      )
      return others.length === 0 || `${others.map(({ id }) => id).join(', ')} do not follow ${leader.id}`
    },
    options,
  )
}
