import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { at, crash } from '../../src/faults/fault.ts'
import { ms, seconds } from '../../src/kernel/time.ts'
import { planOf } from '../../src/simulation/plan.ts'
import { explainedFailure } from '../../src/testing/explained-failure.ts'
import lock from './lock-server.ts'
import { withoutTokens } from './vitest/message-of.ts'

const faults = [at(ms(80), crash('server', { lasts: ms(2) }))]
const property = 'mutual exclusion'
const failing = {
  scenario: lock,
  plan: { ...planOf(lock, 1), faults },
  property,
  isOfSeed: false,
  file: 'lock',
}
const code = (number: number) => (text: string) => `\x1b[${number}m${text}\x1b[0m`
const palette = { violated: code(31), heading: code(1), faint: code(2) }

it('colours set off headings, times and what is violated, and change no word', async () => {
  const coloured = explainedFailure(failing, { budget: seconds(60), palette })
  await expect(withoutTokens(coloured)).toMatchFileSnapshot('lock-in-colours.txt')
  expect(stripVTControlCharacters(coloured)).toBe(explainedFailure(failing, { budget: seconds(60) }))
})

it('a plan that is too long for a token is told by its seed', () => {
  const seed = planOf({ ...lock, until: seconds(60) }, 7)
  const long = { ...failing, scenario: { ...lock, until: seconds(60) }, plan: seed, isOfSeed: true }
  const text = explainedFailure(long, { budget: 0 })
  expect(text).toContain('npx lightcone replay lock --seed 7\n')
  expect(text).toContain("expect(scenario).toUphold('mutual exclusion', { seeds: [7, 7] })")
})

it('a long script is cut to fit on a screen', () => {
  const many = Array.from({ length: 50 }, (_, index) => at(ms(80 + index), crash('server', { lasts: 500 })))
  const text = explainedFailure({ ...failing, plan: { ...failing.plan, faults: many } }, { budget: 0 })
  expect(text).toMatch(/\n {2}at [^\n]*\n {2}… and \d+ lines more\n\n/)
})

it('a scenario without a file of its own has no command, but says what it takes', () => {
  const text = explainedFailure({ ...failing, file: null })
  expect(text).not.toContain('npx lightcone')
  expect(text).toContain("{ file: 'my-scenario.ts' }")
  expect(text).toMatch(/\{ token: 'lc1_/)
})
