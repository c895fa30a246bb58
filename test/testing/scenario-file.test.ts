import { expect, it } from 'vitest'
import leaderCrashes from '../../scenarios/raft/leader-crashes.ts'
import { cluster, defineNode } from '../../src/node/definition.ts'
import { scenario } from '../../src/simulation/scenario.ts'
import { scenarioNameOf } from '../../src/testing/scenario-file.ts'
import lock, { persistentLock } from './lock-server.ts'

const here = import.meta.filename
const idle = defineNode<Record<never, never>, { type: 'x' }>('idle', { initial: () => ({}) })
const written = (title: string) => scenario({ title, nodes: cluster(1, idle()), until: 1 })

it('a scenario in scenarios/ has the name by which the command line lists it', () => {
  expect(scenarioNameOf(leaderCrashes, {})).toBe('raft/leader-crashes')
})

it('a scenario that the test imports by default has the path of its file', () => {
  expect(scenarioNameOf(lock, { test: here })).toBe('test/testing/lock-server')
})

it('a scenario that is written in a test has no file, and none that only shares a file with another', () => {
  expect(scenarioNameOf(written('Nothing happens'), { test: here })).toBe(null)
  expect(scenarioNameOf(persistentLock, { test: here })).toBe(null)
  expect(scenarioNameOf(lock, {})).toBe(null)
})

it('a file that is told has its name, whether it is in scenarios/ or not', () => {
  const names = [
    'lock.ts',
    './lock.ts',
    'lock',
    'raft/leader-crashes',
    'scenarios/raft/leader-crashes.ts',
  ].map((file) => scenarioNameOf(lock, { file }))
  expect(names).toEqual(['lock', 'lock', 'lock', 'raft/leader-crashes', 'raft/leader-crashes'])
})
