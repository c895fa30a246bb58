import { expect, it } from 'vitest'
import { recordingOf } from '../../../src/explore/recording/recording.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { simulate } from '../../../src/simulation/simulate.ts'
import { rumourWorld } from '../../browser/rumour-world.ts'

const plan = planOf(rumourWorld, 1)
const recording = recordingOf(rumourWorld, plan)

it('is of the very run that the plan has', () => {
  const run = simulate(rumourWorld, { plan })
  const { hash, verdict, events, endedAt } = run
  expect(recording).toMatchObject({ hash, verdict, events, endedAt })
})

it('has every entry of the journal, and says after which step it was written', () => {
  const run = simulate(rumourWorld, { plan, record: true })
  const { journal, nodes, details, steps } = recording
  const events = journal.at.map((at, index) => ({
    index,
    at,
    kind: journal.kinds[journal.kind[index]!],
    node: nodes[journal.node[index]!]?.id ?? null,
    peer: nodes[journal.peer[index]!]?.id ?? null,
    cause: journal.cause[index]! < 0 ? null : journal.cause[index],
    detail: details[journal.detail[index]!],
  }))
  expect(events).toEqual([...run.trace!.events])
  expect(steps.at(-1)).toBe(journal.at.length)
  expect(steps.every((length, step) => step === 0 || length >= steps[step - 1]!)).toBe(true)
})

it('begins with all nodes started and nothing else', () => {
  const { journal, steps, nodes } = recording
  const first = journal.kind.slice(0, steps[0]).map((kind) => journal.kinds[kind])
  expect(first.filter((kind) => kind === 'boot')).toHaveLength(nodes.length)
  expect(first).not.toContain('deliver')
})

it('is plain JSON', () => {
  expect(JSON.parse(JSON.stringify(recording))).toEqual(recording)
})

it('has what became of every message', () => {
  const run = simulate(rumourWorld, { plan, recordSent: true })
  const { sent, nodes } = recording
  expect(sent.at).toEqual(run.sent!.map(({ at }) => at))
  expect(sent.from.map((node) => nodes[node]!.id)).toEqual(run.sent!.map(({ from }) => from))
  expect(sent.arrivals).toEqual(run.sent!.map(({ arrivals }) => arrivals))
})
