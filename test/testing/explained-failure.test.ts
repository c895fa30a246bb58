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
  isDeclared: true,
  file: 'lock',
}
const code = (number: number) => (text: string) => `\x1b[${number}m${text}\x1b[0m`
const palette = { violated: code(31), heading: code(1), faint: code(2) }

it('colours set off headings, times and what is violated, and change no word', async () => {
  const coloured = explainedFailure(failing, seconds(60)).text(palette)
  await expect(withoutTokens(coloured)).toMatchFileSnapshot('lock-in-colours.txt')
  expect(stripVTControlCharacters(coloured)).toBe(explainedFailure(failing, seconds(60)).text())
})

it('a plan that is too long for a token is told by its seed', () => {
  const seed = planOf({ ...lock, until: seconds(60) }, 7)
  const long = { ...failing, scenario: { ...lock, until: seconds(60) }, plan: seed, isOfSeed: true }
  const text = explainedFailure(long, 0).text()
  expect(text).toContain('npx lightcone replay lock --seed 7\n')
  expect(text).toContain("expect(scenario).toUphold('mutual exclusion', { seeds: [7, 7] })")
})

it('a long script is cut to fit on a screen, and a long story has its end and no diagram', () => {
  const many = Array.from({ length: 50 }, (_, index) => at(ms(80 + index), crash('server', { lasts: 500 })))
  const text = explainedFailure({ ...failing, plan: { ...planOf(lock, 4), faults: many } }, 0).text()
  expect(text).toContain('\n\nWith more time it may get smaller: { budget: seconds(30) }.\n\n')
  expect(text).toMatch(/\n {4}fault#5: at [^\n]*\n {2}… \d+ lines more …\n {4}fault#\d+: at /)
  expect(text).toMatch(/\n {2}… \d+ lines more …\n[^#]*ms {2}✗ mutual exclusion: 2 clients hold the lock\n/)
  expect(text).not.toContain('┼')
})

it('a scenario without a file of its own needs one for the command line, and says so', () => {
  const text = explainedFailure({ ...failing, file: null }).text()
  expect(withoutTokens(text)).toContain(
    'To see it again, event by event, or with --report run.html as a page, with the scenario exported by default from my-scenario.ts:\n  npx lightcone replay lc1_… my-scenario.ts\n',
  )
})

it('a property that the scenario does not have must be added for the command line, and stands by itself in a test', () => {
  const text = explainedFailure({ ...failing, isDeclared: false }).text()
  expect(text).toContain(
    'event by event, add the property to what the scenario holds:\n  npx lightcone replay lc1_',
  )
  expect(text).toContain("expect(scenario).toUphold(property, { token: 'lc1_")
})
