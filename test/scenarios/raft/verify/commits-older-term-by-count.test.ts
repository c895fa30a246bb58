import { type Scenario, simulate, verify } from 'lightcone'
import { expect, it } from 'vitest'
import told from '../../../../scenarios/raft/verify/commits-older-term-by-count.ts'
import { rules } from '../../../../src/protocols/raft/rules.ts'
import { correctTwin } from '../../correct-twin.ts'

const figure8 = told as Scenario

it('R1 commits-older-term-by-count violates leader completeness after 21 steps: Figure 8 without a client', () => {
  const { verdict, violations } = verify(figure8)
  expect(verdict).toBe('shown')
  expect(violations).toMatchObject([{ property: 'leader completeness', depth: 21, replays: true }])
  expect(simulate(figure8, { seed: 1 }).violations).toMatchObject([{ property: 'leader completeness' }])
}, 60_000)

it('without the bug, Figure 8 harms nothing in any of 1,291,311 states (§5.4.2)', () => {
  expect(verify(correctTwin(figure8, rules))).toMatchObject({
    verdict: 'verified',
    states: 1_291_311,
    depth: 47,
  })
}, 120_000)
