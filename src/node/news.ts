/** What is looked at of a node, as it was when it was looked at last. */
export interface News {
  /**
   * What of it is otherwise in this state, as bits that stand for parts of it; 0 if nothing is. Asked after each of the node's
   * events; all is new the first time.
   */
  of(state: unknown): number
}
