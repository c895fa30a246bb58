/** What is looked at of a node, as it was when it was looked at last. */
export interface News {
  /** Whether any of it is otherwise in this state; asked after each of the node's events, and true the first time. */
  isIn(state: unknown): boolean
}
