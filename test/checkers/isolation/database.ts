import * as fc from 'fast-check'
import type { History, Operation, Outcome } from '../../../src/checkers/history.ts'

/** What the clients of a database want, and in which order they get their turns. */
export interface Plan {
  readonly transactions: readonly {
    readonly steps: readonly { readonly writes: boolean; readonly key: string }[]
    /** Whether the client takes it back instead of committing it. */
    readonly abandoned: boolean
  }[]
  /** The client whose turn it is. */
  readonly turns: readonly number[]
}

const CLIENTS = 4

export const plans: fc.Arbitrary<Plan> = fc.record({
  transactions: fc.array(
    fc.record({
      steps: fc.array(fc.record({ writes: fc.boolean(), key: fc.constantFrom('x', 'y', 'z') }), {
        minLength: 1,
        maxLength: 4,
      }),
      abandoned: fc.nat({ max: 7 }).map((n) => n === 0),
    }),
    { minLength: 1, maxLength: 14 },
  ),
  turns: fc.array(fc.nat({ max: CLIENTS - 1 }), { minLength: 20, maxLength: 120 }),
})

export type Isolation = 'serial' | 'snapshot isolation' | 'read committed'
/** Lost update: the first committer does not win. Dirty read: what is not committed is read. Stale read: from the past. */
export type Bug = 'lost update' | 'dirty read' | 'stale read'

interface Session {
  readonly begun: number
  readonly operation: { -readonly [Field in keyof Operation]: Operation[Field] }
  readonly steps: readonly (readonly ['append' | 'w' | 'r', string, number | null])[]
  readonly abandoned: boolean
  readonly done: unknown[][]
  readonly written: Map<string, number[]>
  doomed: boolean
}

/** Runs a plan on a database of that isolation level, with a bug if one is asked for. */
export function runDatabase(
  plan: Plan,
  data: 'lists' | 'registers',
  isolation: Isolation,
  bug?: Bug,
): History {
  const history: Session['operation'][] = []
  /** The committed values written to each key, with the time of the commit. */
  const committed = new Map<string, { at: number; values: number[] }[]>()
  const locks = new Map<string, Session>()
  const sessions: (Session | null)[] = Array.from({ length: CLIENTS }, () => null)
  let time = 0
  let position = 0
  let next = 0
  let value = 0

  const writtenBy = (key: string, until: number) =>
    (committed.get(key) ?? []).filter(({ at }) => at <= until).flatMap(({ values }) => values)
  const shown = (values: readonly number[]) => (data === 'lists' ? values : (values.at(-1) ?? null))

  const take = (session: Session, [f, key, written]: Session['steps'][number]): void => {
    if (f !== 'r') {
      if (isolation === 'read committed') {
        const holder = locks.get(key)
        if (holder !== undefined && holder !== session) session.doomed = true
        else locks.set(key, session)
      }
      if (!session.doomed) session.written.set(key, [...(session.written.get(key) ?? []), written!])
      session.done.push([f, key, written])
      return
    }
    let until = isolation === 'snapshot isolation' ? session.begun : time
    if (bug === 'stale read' && session.steps.every(([how]) => how === 'r')) until = Math.max(0, time - 2)
    const others =
      bug === 'dirty read'
        ? sessions.flatMap((other) => (other === session ? [] : (other?.written.get(key) ?? [])))
        : []
    session.done.push([
      'r',
      key,
      shown([...writtenBy(key, until), ...others, ...(session.written.get(key) ?? [])]),
    ])
  }

  const end = (session: Session, outcome: Outcome): void => {
    session.operation.outcome = outcome
    session.operation.returned = position++
    if (outcome === 'ok') {
      session.operation.output = session.done
      time++
      for (const [key, values] of session.written) {
        committed.set(key, [...(committed.get(key) ?? []), { at: time, values }])
      }
    }
    for (const [key, holder] of locks) if (holder === session) locks.delete(key)
  }

  const turn = (client: number): void => {
    const session = sessions[client]
    if (session == null) {
      const wanted = plan.transactions[next]
      if (wanted === undefined) return
      next++
      const steps = wanted.steps.map(({ writes, key }) =>
        writes ? ([data === 'lists' ? 'append' : 'w', key, ++value] as const) : (['r', key, null] as const),
      )
      const operation = {
        process: `client ${client}`,
        input: { f: 'txn', value: steps },
        outcome: 'indeterminate' as Outcome,
        invoked: position++,
        returned: null,
      }
      history.push(operation)
      const { abandoned } = wanted
      sessions[client] = {
        begun: time,
        operation,
        steps,
        abandoned,
        done: [],
        written: new Map(),
        doomed: false,
      }
      return
    }
    if (isolation === 'serial') for (const step of session.steps) take(session, step)
    else if (session.done.length < session.steps.length && !session.doomed) {
      take(session, session.steps[session.done.length]!)
      return
    }
    sessions[client] = null
    const conflicts =
      isolation === 'snapshot isolation' &&
      bug !== 'lost update' &&
      [...session.written.keys()].some((key) => (committed.get(key)?.at(-1)?.at ?? 0) > session.begun)
    end(session, session.abandoned || session.doomed || conflicts ? 'failed' : 'ok')
  }

  for (const client of plan.turns) turn(client)
  // What is still under way is never heard of again: half of it may have happened.
  for (const [client, session] of sessions.entries()) {
    if (session === null || client % 2 === 0) continue
    while (sessions[client] === session) turn(client)
    if (session.operation.outcome !== 'ok') continue
    session.operation.outcome = 'indeterminate'
    session.operation.returned = null
    delete session.operation.output
  }
  return history
}
