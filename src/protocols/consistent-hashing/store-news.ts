import type { News } from '../../node/news.ts'
import type { MembershipService } from './membership-service.ts'
import type { StoreNode } from './store-state.ts'

/** The parts of what is read of a node: the number of its view, and what else bears on acknowledged writes. */
export const parts = { view: 1, acknowledgements: 2 }

/** What the properties that hold at all times read of a node of the store, or of the membership service; most events bring nothing. */
export class StoreNews implements News {
  private number = -1
  private complete = false
  private incarnation = -1
  private acknowledged: StoreNode['acknowledged'] = null

  of(state: unknown): number {
    const { view, incarnation = 0, acknowledged = null } = state as MembershipService & Partial<StoreNode>
    const number = view === null ? 0 : view.number
    const complete = view?.complete ?? false
    const others =
      (number !== this.number ? parts.view : 0) |
      (complete !== this.complete || incarnation !== this.incarnation || acknowledged !== this.acknowledged
        ? parts.acknowledgements
        : 0)
    this.number = number
    this.complete = complete
    this.incarnation = incarnation
    this.acknowledged = acknowledged
    return others
  }
}
