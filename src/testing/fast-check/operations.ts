import * as fc from 'fast-check'
import type { KeyValueInput } from '../../checkers/models/key-value.ts'
import type { RegisterInput } from '../../checkers/models/register.ts'
import { type Micros, ms } from '../../kernel/time.ts'
import type { NodeId } from '../../node/context.ts'
import type { BankInput } from '../../problems/machines/bank.ts'
import { planOf } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import type { KeyValueClientOperation } from '../../workloads/key-value-client.ts'
import type { LogClientOperation } from '../../workloads/replicated-log-client.ts'
import type { TransactionClientOperation } from '../../workloads/transaction-client.ts'
import { mostOf } from './lists.ts'

/** What a client does, and how fast. */
export interface OperationConstraints {
  /** The most operations; 10 unless told. */
  readonly maxLength?: number
  /** The longest pause before an operation, µs; 200 ms unless told. */
  readonly pause?: Micros
}

export interface KeyedOperationConstraints extends OperationConstraints {
  /** How many keys there are: k1, k2, …; 2 unless told. */
  readonly keys?: number
}

/**
 * The operations that a client of a scenario draws from a seed, or some of them in their order: whatever the client,
 * fewer when they shrink.
 */
export function drawnOperations(scenario: Scenario, client: NodeId): fc.Arbitrary<readonly unknown[]> {
  return fc
    .nat({ max: 1_000_000 })
    .chain((seed) => mostOf(planOf({ ...scenario, faults: [] }, seed).operations[client] ?? []))
}

/** Operations after pauses: of `make`, which gets their number, from 1, so that values can be unique. */
function afterPauses<Part, Operation extends { readonly after: Micros }>(
  part: fc.Arbitrary<Part>,
  { maxLength = 10, pause = ms(200) }: OperationConstraints,
  make: (part: Part, number: number, after: Micros) => Operation,
): fc.Arbitrary<Operation[]> {
  const after = fc.nat({ max: Math.floor(pause / ms(1)) }).map((count) => ms(count))
  return fc
    .array(fc.tuple(after, part), { maxLength, size: 'max' })
    .map((list) => list.map(([pauseBefore, one], index) => make(one, index + 1, pauseBefore)))
}

function keysOf({ keys = 2 }: KeyedOperationConstraints): fc.Arbitrary<string> {
  return fc.integer({ min: 1, max: keys }).map((number) => `k${number}`)
}

/** What a `logClient` asks of a replicated key-value store: reads, appends and writes, each value only once. */
export function keyValueOperations(
  client: NodeId,
  constraints: KeyedOperationConstraints = {},
): fc.Arbitrary<(LogClientOperation & { readonly input: KeyValueInput })[]> {
  const f = fc.constantFrom('read', 'append', 'write')
  return afterPauses(fc.tuple(f, keysOf(constraints)), constraints, ([kind, key], number, after) => {
    const value = `${client}.${number}`
    const input: KeyValueInput =
      kind === 'read'
        ? { f: 'read', key }
        : kind === 'append'
          ? { f: 'append', key, value }
          : { f: 'write', key, value: [value] }
    return { after, input }
  })
}

/** What a `keyValueClient` asks for: reads and writes of registers, each value only once. */
export function registerOperations(
  client: NodeId,
  constraints: KeyedOperationConstraints = {},
): fc.Arbitrary<KeyValueClientOperation[]> {
  return afterPauses(
    fc.tuple(fc.boolean(), keysOf(constraints)),
    constraints,
    ([writes, key], number, after) => {
      const input: RegisterInput = writes
        ? { f: 'write', key, value: `${client}.${number}` }
        : { f: 'read', key }
      return { after, input }
    },
  )
}

/** What any client asks for that plans its operations as `{ after, input }`. */
export function operations<Input>(
  input: fc.Arbitrary<Input>,
  constraints: OperationConstraints = {},
): fc.Arbitrary<{ readonly after: Micros; readonly input: Input }[]> {
  return afterPauses(input, constraints, (one, _number, after) => ({ after, input: one }))
}

/** What a `transactionClient` asks for, and of which coordinator. */
export function transactionOperations<Input>(
  coordinators: readonly NodeId[],
  input: fc.Arbitrary<Input>,
  constraints: OperationConstraints = {},
): fc.Arbitrary<TransactionClientOperation<Input>[]> {
  const part = fc.tuple(fc.constantFrom(...coordinators), input)
  return afterPauses(part, constraints, ([coordinator, one], _number, after) => ({
    after,
    coordinator,
    input: one,
  }))
}

/** Transfers between accounts, and reads of all balances: inputs of `transferTransactions`. */
export function transferInputs(accounts: readonly string[], most = 20): fc.Arbitrary<BankInput> {
  const pair = fc.shuffledSubarray([...accounts], { minLength: 2, maxLength: 2 })
  return fc.oneof(
    fc.constant<BankInput>({ f: 'read' }),
    fc.tuple(pair, fc.integer({ min: 1, max: most })).map(
      ([[from, to], amount]): BankInput => ({
        f: 'transfer',
        from: from!,
        to: to!,
        amount,
      }),
    ),
  )
}
