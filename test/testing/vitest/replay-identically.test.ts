import { expect, it } from 'vitest'
import '../../../src/testing/vitest.ts'
import { explain } from '../../../src/explore/explain/explain.ts'
import { failureFormat } from '../../../src/explore/replay/failure-record.ts'
import { tokenOf } from '../../../src/explore/replay/token.ts'
import { ms } from '../../../src/kernel/time.ts'
import { cluster, defineNode } from '../../../src/node/definition.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { scenario } from '../../../src/simulation/scenario.ts'
import { simulate } from '../../../src/simulation/simulate.ts'
import lock, { persistentLock } from '../lock-server.ts'
import { messageOf } from './message-of.ts'

let calls = 0
const leaky = defineNode<{ count: number }, { type: 'x' }, Record<never, never>, 'wake'>('leaky', {
  initial: () => ({ count: 0 }),
  boot: (_state, ctx) => ctx.after(ms(1 + (calls++ % 7)), 'wake'),
  timeout: {
    wake(state) {
      state.count++
    },
  },
})
const leaking = scenario({ title: 'State leaks from run to run', nodes: cluster(1, leaky()), until: ms(9) })

it('a run is the same again, and so is a scenario with a seed or a plan', () => {
  expect(simulate(lock, { seed: 3 })).toReplayIdentically()
  expect(simulate(persistentLock, { seed: 3, until: ms(300) })).toReplayIdentically()
  expect({ scenario: lock, seed: 3 }).toReplayIdentically()
  expect({ scenario: lock, plan: planOf(lock, 3) }).toReplayIdentically()
})

it('what leaks from run to run is found, and where the runs part', () => {
  const text = messageOf(() => expect({ scenario: leaking, seed: 1 }).toReplayIdentically())
  expect(text).toMatch(/^Expected the same run again, with the hash \w{16} of the first run, got:\n/)
  expect(text).toMatch(
    / plain, which is another\n.* immutable, which is another\n.* recorded, which is another\n/,
  )
  expect(text).toMatch(/After \d shared events?, another time: .*wake/)
  expect({ scenario: leaking, seed: 1 }).not.toReplayIdentically()
})

it('a saved failure is the run that was saved, until the code changes', () => {
  const { plan, hash } = explain(lock, planOf(lock, 1), 'mutual exclusion')
  const record = {
    format: failureFormat,
    engine: '0.0.1',
    scenario: 'lock',
    property: 'mutual exclusion',
    plan,
  } as const
  expect({ scenario: lock, token: tokenOf({ ...record, hash }) }).toReplayIdentically()
  const drifted = tokenOf({ ...record, hash: '0123456789abcdef' })
  expect(messageOf(() => expect({ scenario: lock, token: drifted }).toReplayIdentically())).toMatch(
    /hash 0123456789abcdef of the token \(lightcone 0\.0\.1\), got:[\s\S]*Two runs of now are the same: the code has changed since/,
  )
})
