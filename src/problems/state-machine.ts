/**
 * A deterministic state machine, which replicas keep alike by applying the same commands in the same order
 * (Schneider, "Implementing fault-tolerant services using the state machine approach", 1990). States, commands and
 * outputs are plain data.
 */
export interface StateMachine<State = unknown, Command = unknown, Output = unknown> {
  readonly name: string
  initial(): State
  /** Applies a command by changing `state` in place; what it returns holds no part of the state. */
  apply(state: State, command: Command): Output
  /** What the command would return, for one that changes nothing: reads need not go through the log. */
  read(state: State, command: Command): Output
}
