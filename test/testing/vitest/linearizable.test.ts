import { expect, it } from 'vitest'
import '../../../src/testing/vitest.ts'
import type { History } from '../../../src/checkers/history.ts'
import type { RegisterInput } from '../../../src/checkers/models/register.ts'
import { register } from '../../../src/checkers/models/register.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'
import { constant } from '../../../src/network/latency.ts'
import { defineNode, defineProgram } from '../../../src/node/definition.ts'
import { scenario } from '../../../src/simulation/scenario.ts'
import { simulate } from '../../../src/simulation/simulate.ts'
import { messageOf, withoutTokens } from './message-of.ts'

type Message =
  | { type: 'read' }
  | { type: 'write'; value: string }
  | { type: 'copy'; value: string }
  | { type: 'value'; value: string | null }

/** A register with a copy: the backup answers reads by what it has, which may be old. */
const replica = defineNode<{ value: string | null }, Message>('replica', {
  initial: () => ({ value: null }),
  on: {
    read: (state, _message, ctx) => ctx.reply({ type: 'value', value: state.value }),
    write(state, { value }, ctx) {
      state.value = value
      ctx.reply({ type: 'value', value })
      ctx.send('backup', { type: 'copy', value })
    },
    copy(state, { value }) {
      state.value = value
    },
  },
})

const writer = defineProgram<Record<never, never>, Message>('writer', {
  client: true,
  initial: () => ({}),
  *run(_state, ctx) {
    const write = ctx.invoke({ f: 'write', value: 'a' })
    yield* ctx.call('primary', { type: 'write', value: 'a' }, ms(500))
    ctx.complete(write, null)
    const read = ctx.invoke({ f: 'read' })
    const reply = yield* ctx.call('backup', { type: 'read' }, ms(500))
    if (reply?.type === 'value') ctx.complete(read, reply.value)
  },
})

const world = (toBackup: number) =>
  scenario({
    title: 'A backup that answers reads',
    nodes: { primary: replica(), backup: replica(), client: writer() },
    network: {
      latency: constant(ms(1)),
      links: { 'primary>backup': { latency: constant(ms(toBackup)) } },
    },
    until: seconds(1),
  })

it('a run whose clients saw one register is linearizable', () => {
  expect(simulate(world(1), { seed: 1 })).toBeLinearizable(register())
})

it('a run whose client read what it had overwritten is not, and is explained', async () => {
  const run = simulate(world(10), { seed: 1 })
  expect(run).not.toBeLinearizable(register())
  const text = messageOf(() => expect(run).toBeLinearizable(register(), { budget: seconds(60) }))
  await expect(withoutTokens(text)).toMatchFileSnapshot('stale-read.txt')
})

const history: History<RegisterInput, string | null> = [
  { process: 'c1', input: { f: 'write', value: 'a' }, outcome: 'ok', output: null, invoked: 0, returned: 1 },
  { process: 'c2', input: { f: 'read' }, outcome: 'ok', output: null, invoked: 2, returned: 3 },
]

it('a history is judged by itself', () => {
  expect(history.slice(0, 1)).toBeLinearizable(register())
  expect(messageOf(() => expect(history).toBeLinearizable(register()))).toMatch(
    /^Not linearizable \(register/,
  )
  expect(messageOf(() => expect(history.slice(1)).not.toBeLinearizable(register()))).toBe(
    'Expected a history that is not linearizable (register), but its 1 operations can be explained one by one.',
  )
})

it('what is no history is told', () => {
  expect(messageOf(() => expect('read').toBeLinearizable(register()))).toMatch(/^Expected a run or a history/)
})
