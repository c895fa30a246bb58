import { hinderedBy, type StepGraph } from './step-graph.ts'
import type { Ways } from './ways.ts'

/** Which bound kept a search from following what had to happen. */
export type HinderingBound = keyof typeof hinderedBy

/**
 * The states in which a run can be without having come to what must hold, and their strongly connected components (Tarjan 1972). Under weak fairness (justice: Lehmann, Pnueli & Stavi 1981) a run
 * can stay in a component for ever just if each fair action is impossible in one of its states or taken by one of its
 * steps: going round through all of it, a run does justice to all.
 */
export class FairComponents {
  /** By state, its component; -1 of those outside. */
  readonly componentOf: Int32Array
  /** The components in which a run can stay. */
  readonly fair = new Set<number>()
  /** What hindered those who would have had to leave a component; `null` if that was nowhere all that could make them. */
  hindered: HinderingBound | null = null

  private readonly graph: StepGraph
  readonly ways: Ways
  private readonly beat: () => void
  /** By action, in how many states of a component it is possible, and whether some step takes it there. */
  private readonly possible: Int32Array
  private readonly real: Uint8Array
  private readonly taken: Uint8Array
  /** By action, what hinders it in some state of a component; 0 if nothing does. */
  private readonly hinderedIn: Int8Array

  /** @param beat called now and then */
  constructor(graph: StepGraph, ways: Ways, beat: () => void) {
    this.graph = graph
    this.ways = ways
    this.beat = beat
    const { size, actionsByNumber } = graph
    this.componentOf = new Int32Array(size).fill(-1)
    this.possible = new Int32Array(actionsByNumber.length)
    this.real = new Uint8Array(actionsByNumber.length)
    this.taken = new Uint8Array(actionsByNumber.length)
    this.hinderedIn = new Int8Array(actionsByNumber.length)
    this.divide()
  }

  /** Whether a step stays in its component. */
  stays(step: number, component: number): boolean {
    return this.ways.follows(step) && this.componentOf[this.graph.targets.items[step]!] === component
  }

  /** Tarjan's algorithm, with a stack of its own instead of recursion. */
  private divide(): void {
    const { graph, ways, componentOf } = this
    const indexes = new Int32Array(graph.size).fill(-1)
    const lowest = new Int32Array(graph.size)
    const nextStep = new Int32Array(graph.size)
    const path: number[] = []
    const open: number[] = []
    let index = 0
    let components = 0
    const enter = (state: number) => {
      if ((index & 0xffff) === 0) this.beat()
      indexes[state] = index
      lowest[state] = index++
      nextStep[state] = Math.max(0, graph.beginOf(state))
      path.push(state)
      open.push(state)
    }
    for (const start of ways.states) {
      if (indexes[start]! >= 0) continue
      enter(start)
      while (path.length > 0) {
        const state = path.at(-1)!
        const step = nextStep[state]!
        if (step < graph.endOf(state)) {
          nextStep[state] = step + 1
          if (!ways.follows(step)) continue
          const target = graph.targets.items[step]!
          if (indexes[target]! < 0) enter(target)
          else if (componentOf[target]! < 0) lowest[state] = Math.min(lowest[state]!, indexes[target]!)
          continue
        }
        path.pop()
        const before = path.at(-1)
        if (before !== undefined) lowest[before] = Math.min(lowest[before]!, lowest[state]!)
        if (lowest[state] !== indexes[state]) continue
        const members: number[] = []
        let member: number
        do {
          member = open.pop()!
          componentOf[member] = components
          members.push(member)
        } while (member !== state)
        this.judge(components++, members)
      }
    }
  }

  /** Whether a run can stay in a component, and if only a bound keeps it from leaving, which. */
  private judge(component: number, members: readonly number[]): void {
    const { graph, ways, possible, real, taken, hinderedIn } = this
    const { targets, actions } = graph
    // Of a state that was not expanded, nobody knows what can happen; the bound that left it out tells of it.
    if (members.some((state) => graph.beginOf(state) < 0)) return
    const touched: number[] = []
    for (const state of members)
      for (let step = graph.beginOf(state); step < graph.endOf(state); step++) {
        const action = actions.items[step]!
        if (!ways.isFair(action)) continue
        const target = targets.items[step]!
        if (possible[action]!++ === 0) touched.push(action)
        if (target >= 0) real[action] = 1
        else hinderedIn[action] = target
        if (this.stays(step, component)) taken[action] = 1
      }
    const due = touched.filter((action) => possible[action] === members.length && taken[action] === 0)
    const canLeave = due.some((action) => real[action] === 1)
    const bound = (['within', 'timeouts', 'synchronous'] as const).find((name) =>
      due.some((action) => hinderedIn[action] === hinderedBy[name]),
    )!
    for (const action of touched) possible[action] = real[action] = taken[action] = hinderedIn[action] = 0
    if (due.length === 0) this.fair.add(component)
    else if (!canLeave) this.hindered ??= bound
  }
}
