import { eventually } from '../checkers/eventually.ts'
import type { Property } from '../checkers/property.ts'
import type { Micros } from '../kernel/time.ts'
import type { NodeId } from '../node/context.ts'
import type { NodeKind } from '../node/definition.ts'

/** How far a client is with what it is to do. */
export interface ClientProgress {
  /** The server that it asks. */
  favourite: NodeId
  /** How many operations are over: returned, or given up. */
  over: number
  planned: number
}

/** Once the cluster is whole again, every operation of the clients returns. */
export function everyOperationOf<State extends ClientProgress>(
  kind: NodeKind<State>,
  options: { readonly within?: Micros } = {},
): Property {
  return eventually(
    'every operation returns',
    kind,
    (clients, nodes) => {
      const waiting = nodes.filter((_, index) => clients[index]!.over < clients[index]!.planned)
      if (waiting.length === 0) return true
      return waiting
        .map(({ id, state }) => `${id} waits for ${state.favourite} with ${state.planned - state.over} to go`)
        .join(', ')
    },
    options,
  )
}
