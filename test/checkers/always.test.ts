import { expect, it } from 'vitest'
import { always } from '../../src/checkers/always.ts'
import { alwaysStep } from '../../src/checkers/always-step.ts'
import { alwaysWithMemory } from '../../src/checkers/always-with-memory.ts'
import { sometimes } from '../../src/checkers/sometimes.ts'
import { counter, views } from './properties.ts'

const other = { kind: 'other', id: 'x', index: 2, up: true, state: { count: 99 } }

it('always asks about all nodes of its kind, each time one has changed', () => {
  const nodes = views(1, 2)
  const property = always('sum', counter, (states) => {
    const sum = states.reduce((total, { count }) => total + count, 0)
    return sum <= 5 || `the sum is ${sum}`
  })
  expect(property).toMatchObject({ name: 'sum', type: 'always', kinds: ['counter'] })
  const monitor = property.monitor([...nodes, other])
  expect(monitor.changed!(nodes[0]!, 0)).toBeNull()
  nodes[1]!.state = { count: 5 }
  expect(monitor.changed!(nodes[1]!, 0)).toBe('the sum is 6')
  expect(monitor.exercised()).toBe(2)
})

it('always of several kinds gets the states by the names they were given', () => {
  const nodes = views(1, 2)
  const property = always('x', { counters: counter, others: { kind: 'other' } }, ({ counters, others }) => {
    return counters.length === 2 && others.length === 1
  })
  expect(property.kinds).toEqual(['counter', 'other'])
  expect(property.monitor([...nodes, other]).changed!(other, 0)).toBeNull()
  expect(property.monitor(nodes).changed!(nodes[0]!, 0)).toBe('')
})

it('alwaysStep compares what a node was with what it is, each node with itself', () => {
  const nodes = views(5, 1)
  const property = alwaysStep(
    'grows',
    counter,
    ({ count }) => count,
    (before, after, { id }) => after >= before || `${id} fell from ${before} to ${after}`,
  )
  const monitor = property.monitor(nodes)
  nodes[1]!.state.count = 2
  expect(monitor.changed!(nodes[1]!, 0)).toBeNull()
  nodes[0]!.state.count = 4
  expect(monitor.changed!(nodes[0]!, 0)).toBe('n1 fell from 5 to 4')
  expect(monitor.changed!(nodes[0]!, 0)).toBeNull()
  expect(monitor.exercised()).toBe(3)
})

it('alwaysWithMemory remembers over the changes of one run, and nothing of another', () => {
  const nodes = views(7, 7)
  const property = alwaysWithMemory(
    'each count at one node',
    counter,
    () => ({ seen: {} as Record<number, string> }),
    ({ seen }, { count }, { id }) => {
      seen[count] ??= id
      return seen[count] === id || `${id} has ${count}, as ${seen[count]} had`
    },
  )
  const monitor = property.monitor(nodes)
  expect(monitor.changed!(nodes[0]!, 0)).toBeNull()
  expect(monitor.changed!(nodes[1]!, 0)).toBe('n2 has 7, as n1 had')
  expect(property.monitor(nodes).changed!(nodes[1]!, 0)).toBeNull()
})

it('sometimes tells whether a state was reached, or how often a label was noted', () => {
  const nodes = views(1, 2)
  const reached = sometimes('both alike', counter, ([a, b]) => a!.count === b!.count).monitor(nodes)
  expect(reached.changed!(nodes[0]!, 0)).toBeNull()
  expect(reached.exercised()).toBe(0)
  nodes[0]!.state.count = 2
  reached.changed!(nodes[0]!, 0)
  nodes[0]!.state.count = 3
  reached.changed!(nodes[0]!, 0)
  expect(reached.exercised()).toBe(1)
  const noted = sometimes('elected').monitor(nodes)
  expect(noted.ended!({ at: 0, history: [], notes: new Map([['elected', 3]]) })).toBeNull()
  expect(noted.exercised()).toBe(3)
})
