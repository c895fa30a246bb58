import type { Cell, KeyValueRequest, KeyValueResponse, Version } from '../../problems/key-value.ts'
import type { MembershipChange } from './membership-service.ts'
import type { View } from './view.ts'

/** What replicas, coordinators and the membership service tell each other; `view` is the number of a view. */
export type StoreMessage =
  | KeyValueRequest
  | KeyValueResponse
  // A coordinator and the replicas of a key.
  | { readonly type: 'query'; readonly operation: string; readonly view: number; readonly key: string }
  | { readonly type: 'queried'; readonly operation: string; readonly view: number; readonly cell: Cell }
  | {
      readonly type: 'store'
      readonly operation: string
      readonly view: number
      readonly key: string
      readonly cell: Cell
    }
  | { readonly type: 'stored'; readonly operation: string; readonly view: number }
  | { readonly type: 'newerView'; readonly view: View }
  // A node that receives keys in a new view, and those that held them before.
  | { readonly type: 'pull'; readonly view: View }
  | { readonly type: 'handedOver'; readonly view: number; readonly cells: Readonly<Record<string, Cell>> }
  // Anti-entropy between two replicas.
  | {
      readonly type: 'compare'
      readonly view: number
      readonly versions: Readonly<Record<string, Version>>
    }
  | {
      readonly type: 'repair'
      readonly view: number
      readonly cells: Readonly<Record<string, Cell>>
      /** The keys that the sender would like to be repaired in turn. */
      readonly wanted: readonly string[]
    }
  // A node and the membership service.
  | {
      readonly type: 'hello'
      readonly incarnation: number
      readonly admitted: boolean
      readonly number: number
      readonly complete: boolean
    }
  | { readonly type: 'transferred'; readonly incarnation: number; readonly view: number }
  /** `admitted` are the incarnations of the addressee that may serve. */
  | { readonly type: 'view'; readonly view: View; readonly admitted: readonly number[] }
  // An administrator and the membership service.
  | { readonly type: 'change'; readonly sequence: number; readonly change: MembershipChange }
  | { readonly type: 'accepted'; readonly sequence: number }
