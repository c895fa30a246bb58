import { expect, it } from 'vitest'
import leaderCrashes from '../../scenarios/raft/leader-crashes.ts'
import { cluster, defineNode } from '../../src/node/definition.ts'
import { scenario } from '../../src/simulation/scenario.ts'
import { scenarioFileOf } from '../../src/testing/scenario-file.ts'
import lock, { persistentLock } from './lock-server.ts'

const here = import.meta.filename
const idle = defineNode<Record<never, never>, { type: 'x' }>('idle', { initial: () => ({}) })
const written = (title: string) => scenario({ title, nodes: cluster(1, idle()), until: 1 })

it('a scenario in scenarios/ has the name by which the command line lists it', () => {
  expect(scenarioFileOf(leaderCrashes, undefined)).toBe('raft/leader-crashes')
})

it('a scenario that the test imports by default has the path of its file', () => {
  expect(scenarioFileOf(lock, here)).toBe('test/testing/lock-server')
})

it('a scenario that is written in a test has no file, and none that only shares a file with another', () => {
  expect(scenarioFileOf(written('Nothing happens'), here)).toBe(null)
  expect(scenarioFileOf(persistentLock, here)).toBe(null)
  expect(scenarioFileOf(lock, undefined)).toBe(null)
})
