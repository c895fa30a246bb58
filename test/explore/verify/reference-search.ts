import {
  initialState,
  type RandomProtocol,
  react,
  type TableMessage,
  type TableState,
} from './random-protocol.ts'

interface ReferenceNode {
  up: boolean
  state: TableState
  timers: string[]
}

interface Sent {
  from: number
  to: number
  type: TableMessage['type']
}

interface ReferenceState {
  nodes: ReferenceNode[]
  network: Sent[]
  crashes: number
  drops: number
  duplicates: number
  timeouts: number[]
}

/**
 * What a search should come to, found in the plainest way: whole states as text, copied at every step. `null` when
 * there are more than `limit` states.
 */
export function referenceSearch(protocol: RandomProtocol, limit: number) {
  const start = initial(protocol)
  const seen = new Map([[key(start), 0]])
  const queue = [start]
  let generated = 1
  let depth = 0
  let ends = 0
  for (const state of queue) {
    if (seen.size > limit) return null
    const here = key(state)
    const at = seen.get(here)!
    depth = at
    const next = successors(protocol, state)
    generated += next.length
    if (next.every((other) => key(other) === here)) ends++
    for (const other of next) {
      if (seen.has(key(other))) continue
      seen.set(key(other), at + 1)
      queue.push(other)
    }
  }
  return { states: seen.size, generated, depth, ends, snapshots: queue.map(snapshot) }
}

/** Of a state, what visitors see of it. */
function snapshot({ nodes, network }: ReferenceState): string {
  return JSON.stringify({
    nodes: nodes.map(({ up, state }) => ({ up, state })),
    messages: network.map(({ from, to, type }) => `${from}>${to} ${type}`).sort(),
  })
}

function initial(protocol: RandomProtocol): ReferenceState {
  const state: ReferenceState = {
    nodes: protocol.tables.map(({ fuel }) => ({ up: true, state: initialState(fuel), timers: [] })),
    network: [],
    crashes: 0,
    drops: 0,
    duplicates: 0,
    timeouts: protocol.tables.map(() => 0),
  }
  for (const node of protocol.tables.keys()) handle(protocol, state, node, 0)
  state.network.sort(protocol.bounds.network === 'ordered' ? byLink : byText)
  return state
}

function handle(
  { tables, bounds }: RandomProtocol,
  { nodes, network }: ReferenceState,
  node: number,
  input: number,
): void {
  const self = nodes[node]!
  react(tables[node]!, self.state, input, {
    self: `n${node + 1}`,
    nodes: tables.map((_, index) => `n${index + 1}`),
    send(to, { type }) {
      const sent = { from: node, to: Number(to.slice(1)) - 1, type }
      const isKept = bounds.network === 'set' || bounds.network === 'duplicating'
      if (isKept && network.some((one) => same(one, sent))) return
      network.push(sent)
    },
    after: (_delay, timer) => {
      self.timers = [...new Set([...self.timers, timer])].sort()
    },
    cancel: (timer) => {
      self.timers = self.timers.filter((name) => name !== timer)
    },
    invoke: noCall,
    complete: noCall,
  })
}

function noCall(): never {
  throw new Error('nobody calls in the protocols that are searched here')
}

function hear(protocol: RandomProtocol, next: ReferenceState, { to, type }: Sent): void {
  if (type !== 'word2') handle(protocol, next, to, type === 'word0' ? 1 : 2)
}

function successors(protocol: RandomProtocol, state: ReferenceState): ReferenceState[] {
  const { bounds } = protocol
  const isKept = bounds.network === 'set' || bounds.network === 'duplicating'
  const all: ReferenceState[] = []
  const step = (change: (next: ReferenceState) => void) => {
    const next = structuredClone(state)
    change(next)
    all.push(next)
  }
  for (const [index, sent] of state.network.entries()) {
    const earlier = state.network.slice(0, index)
    const isHidden =
      bounds.network === 'ordered'
        ? earlier.some(({ from, to }) => from === sent.from && to === sent.to)
        : earlier.some((one) => same(one, sent))
    if (isHidden) continue
    const isUp = state.nodes[sent.to]!.up
    if (isUp || !isKept)
      step((next) => {
        if (!isKept) next.network.splice(index, 1)
        if (isUp) hear(protocol, next, sent)
      })
    if (isUp && state.duplicates < bounds.duplicates)
      step((next) => {
        next.duplicates++
        hear(protocol, next, sent)
      })
    if (state.drops < bounds.drops)
      step((next) => {
        next.drops++
        next.network.splice(index, 1)
      })
  }
  for (const [node, { up, timers }] of state.nodes.entries()) {
    if (!up) {
      step((next) => {
        next.nodes[node]!.up = true
        handle(protocol, next, node, 0)
      })
      continue
    }
    if (state.timeouts[node]! < bounds.timeouts)
      for (const timer of timers)
        step((next) => {
          next.timeouts[node]!++
          next.nodes[node]!.timers = timers.filter((name) => name !== timer)
          handle(protocol, next, node, timer === 'timer0' ? 3 : 4)
        })
    if (state.crashes < bounds.crashes)
      step((next) => {
        next.crashes++
        const { kept, fuel } = state.nodes[node]!.state
        next.nodes[node] = { up: false, state: initialState(fuel, kept), timers: [] }
      })
  }
  // Of a network without order, the order of the list means nothing.
  if (bounds.network !== 'ordered') for (const next of all) next.network.sort(byText)
  else for (const next of all) next.network.sort(byLink)
  return all
}

function same(a: Sent, b: Sent): boolean {
  return a.from === b.from && a.to === b.to && a.type === b.type
}

function byText(a: Sent, b: Sent): number {
  const text = ({ from, to, type }: Sent) => `${from}>${to} ${type}`
  return text(a) < text(b) ? -1 : 1
}

/** Sorting is stable: those of one link keep their order. */
function byLink(a: Sent, b: Sent): number {
  return a.from - b.from || a.to - b.to
}

function key(state: ReferenceState): string {
  return JSON.stringify(state)
}
