import { cpSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { liveScenario } from '../../src/explore/recording/live-scenario.ts'
import { planOf } from '../../src/simulation/plan.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { parseAddress } from '../../src/studio/address.ts'
import { changedPlan } from '../../src/studio/model/changes.ts'
import { BuiltCommand } from '../cli/built-command.ts'
import { openReport } from './opened-report.ts'
import { openChromium } from './page.ts'

let browser: Browser
let command: BuiltCommand
beforeAll(async () => {
  command = new BuiltCommand()
  cpSync('scenarios', join(command.folder, 'scenarios'), { recursive: true })
  browser = await openChromium()
}, 60_000)
afterAll(async () => {
  command.remove()
  await browser.close()
})

const hashOf = (out: string) => /hash ([0-9a-f]{16})/.exec(out)![1]!

test.each([
  ['raft/leader-crashes', '1', 'passed'],
  ['raft/bugs/forgets-its-vote', '1', 'election safety'],
  ['paxos/consensus-under-chaos', '1', 'passed'],
  ['paxos/bugs/forgets-its-promise', '1', null],
  ['two-phase-commit/all-vote-yes', '1', 'passed'],
  ['two-phase-commit/coordinator-dies-before-deciding', '1', null],
  ['three-phase-commit/all-vote-yes', '1', 'passed'],
  ['three-phase-commit/partition-splits-the-decision', '1', 'AC1 agreement'],
  ['paxos/leader-dies-and-gaps-become-no-ops', '1', 'passed'],
  ['consistent-hashing/a-node-joins', '1', 'passed'],
  ['consistent-hashing/bugs/hash-modulo-n', '1', null],
])('a run of %s opens from disk, without a complaint and without a request', async (name, seed, verdict) => {
  const { page, complaints, out } = await openReport(browser, command, ['replay', name, '--seed', seed])
  expect(await page.locator('header code').textContent()).toBe(hashOf(out))
  if (verdict !== null) expect(await page.locator('.verdict').textContent()).toContain(verdict)
  expect(await page.locator('.lane-names li').count()).toBeGreaterThan(1)
  expect(await page.locator('.member').count()).toBeGreaterThan(1)
  expect(complaints).toEqual([])
  await page.context().close()
})

test('the scrubber goes from event to event by keyboard and by mouse, and the states follow', async () => {
  const args = ['replay', 'raft/leader-crashes', '--seed', '1']
  const { page, complaints } = await openReport(browser, command, args)
  const scrubber = page.getByRole('slider', { name: 'Event' })
  const said = () => scrubber.getAttribute('aria-valuetext')
  await page.getByRole('tab', { name: 'State' }).click()
  const states = () => page.locator('#panel').textContent()
  expect(await said()).toContain('event 1 of')
  await page.keyboard.press('ArrowRight')
  expect(await said()).toContain('event 2 of')
  await page.keyboard.press('End')
  const atEnd = await states()
  await page.keyboard.press('Home')
  expect(await states()).not.toBe(atEnd)
  const box = (await scrubber.boundingBox())!
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  const [, event, all] = /event (\d+) of (\d+)/.exec((await said())!)!
  expect(Number(event) / Number(all)).toBeCloseTo(0.5, 1)
  await page.locator('.overview').click({ position: { x: 5, y: 10 } })
  expect(Number(/event (\d+)/.exec((await said())!)![1])).toBeLessThan(Number(all) / 10)
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a violation is where the page opens, and its light cones leave out what can have nothing to do with it', async () => {
  const args = ['replay', 'raft/bugs/forgets-its-vote', '--seed', '1']
  const { page, complaints } = await openReport(browser, command, args)
  await page.getByRole('tab', { name: 'State' }).click()
  expect(await page.locator('.event-line').textContent()).toContain('✗ election safety')
  await page.getByRole('tab', { name: 'Why' }).click()
  await page.getByLabel('Light cones').check()
  const counts = (await page.locator('.cone-counts').textContent())!
  const [past, , outside] = [...counts.matchAll(/\d+/g)].map(Number)
  expect(past).toBeGreaterThan(10)
  expect(outside).toBeGreaterThan(0)
  await page.getByRole('tab', { name: 'Events' }).click()
  const rows = async () => Number((await page.locator('.search output').textContent())!.replaceAll(',', ''))
  const all = await rows()
  await page.locator('#tab-events').press('h')
  expect(await rows()).toBe(all - outside!)
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a shrunk failure tells its story, each line leading to its event', async () => {
  const args = ['explain', 'raft/bugs/forgets-its-vote', '--seed', '1', '--budget', '20s']
  const { page, complaints } = await openReport(browser, command, args)
  await page.getByRole('tab', { name: 'Why' }).click()
  const lines = page.locator('.told .story').getByRole('button')
  expect(await lines.count()).toBeGreaterThan(3)
  await lines.first().click()
  expect(await lines.first().getAttribute('class')).toBe('chosen')
  await page.getByRole('tab', { name: 'State' }).click()
  expect(await page.locator('.event-line').textContent()).not.toContain('✗')
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a page of a failing seed tells the same failure shrunk, and shows it beside the seed', async () => {
  const args = ['replay', 'raft/bugs/forgets-its-vote', '--seed', '1']
  const { page, complaints } = await openReport(browser, command, args)
  await page.getByRole('tab', { name: 'Why' }).click()
  const events = async () => {
    const text = await page.locator('header p span', { hasText: 'events in' }).textContent()
    return Number(text!.split(' ')[0]!.replaceAll(',', ''))
  }
  const ofSeed = await events()
  await page.locator('.told .story').getByRole('button').last().click()
  expect(await page.locator('[data-run]').count()).toBe(2)
  expect(await events()).toBeLessThan(ofSeed)
  await page.getByRole('tab', { name: 'State' }).click()
  expect(await page.locator('.event-line').textContent()).toContain('✗ election safety')
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a branch goes on otherwise, with the hash that Node gives for its plan, and its address brings it back', async () => {
  const name = 'raft/leader-crashes'
  const args = ['replay', name, '--seed', '1']
  const { page, complaints } = await openReport(browser, command, args)
  const original = await page.locator('header code').textContent()
  await page.locator('.overview').click({ position: { x: 150, y: 10 } })
  await page.getByRole('tab', { name: 'What if' }).click()
  await page.getByLabel('How long').selectOption('for 1 s')
  await page.getByRole('button', { name: 'is cut off' }).click()
  const drop = page.getByRole('button', { name: 'drop' }).first()
  for (let step = 0; step < 60 && !(await drop.isVisible()); step++)
    await page.locator('#panel').press('ArrowRight')
  await drop.click()
  const hash = await page.locator('.branch-hash').textContent()
  expect(hash).not.toBe(original)
  expect(await page.locator('header code').textContent()).toBe(hash)
  expect(await page.locator('[data-run]').count()).toBe(2)

  await page.waitForURL(/pin/)
  const address = parseAddress(new URL(page.url()).hash)
  const { default: scenario } = await import(resolve(`scenarios/${name}.ts`))
  const live = liveScenario(scenario, null)
  const plan = changedPlan(planOf(scenario, 1), address.changes!, live)
  expect(plan.faults.length + plan.pins!.length).toBe(planOf(scenario, 1).faults.length + 2)
  expect(simulate(scenario, { plan }).hash).toBe(hash)

  const event = await page.getByRole('slider', { name: 'Event' }).getAttribute('aria-valuetext')
  await page.reload()
  await page.waitForSelector('.branch-hash')
  expect(await page.locator('.branch-hash').textContent()).toBe(hash)
  expect(await page.getByRole('slider', { name: 'Event' }).getAttribute('aria-valuetext')).toBe(event)

  await page.getByRole('button', { name: 'Back to the original' }).click()
  expect(await page.locator('header code').textContent()).toBe(original)
  expect(await page.locator('[data-run]').count()).toBe(1)
  expect(complaints).toEqual([])
  await page.context().close()
})

test('what the clients saw is drawn: a point for each operation, and where every order gets stuck', async () => {
  const args = ['replay', 'raft/bugs/reads-without-confirming', '--seed', '6']
  const { page, complaints } = await openReport(browser, command, args)
  await page.getByRole('tab', { name: 'History' }).click()
  expect(await page.locator('.history-drawing .point').count()).toBeGreaterThan(3)
  await page.locator('.stuck button').click()
  expect(await page.locator('.history-drawing .stuck').count()).toBe(1)
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a scenario that needs Node is shown as a recording, and says why', async () => {
  command.write(
    'scenarios/clock/needs-node.ts',
    [
      "import { EOL } from 'node:os'",
      "import { defineNode, ms, scenario, seconds } from 'lightcone'",
      "const clock = defineNode<{ ticks: string }, { type: 'tick' }, Record<never, never>, 'tick'>('clock', {",
      '  initial: () => ({ ticks: EOL }),',
      "  boot: (_state, ctx) => ctx.after(ms(10), 'tick'),",
      "  timeout: { tick(_state, ctx) { ctx.send('n1', { type: 'tick' }); ctx.after(ms(10), 'tick') } },",
      '})',
      "export default scenario({ title: '</script><!-- A clock ticks', nodes: { n1: clock() }, until: seconds(1) })",
    ].join('\n'),
  )
  const args = ['replay', 'clock/needs-node', '--seed', '1']
  const { page, complaints, out } = await openReport(browser, command, args)
  expect(out).toContain('it imports node:os, which no browser has')
  expect(await page.locator('h1').textContent()).toBe('</script><!-- A clock ticks')
  expect(await page.locator('header').textContent()).toContain('recording only')
  await page.getByRole('tab', { name: 'What if' }).click()
  expect(await page.locator('#panel').textContent()).toContain('it imports node:os')
  await page.keyboard.press('End')
  await page.getByRole('tab', { name: 'Events' }).click()
  expect(await page.locator('tr.chosen').textContent()).toContain('tick')
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a page without its recording is under 150 kB compressed, whatever protocol it carries', async () => {
  for (const name of ['raft/leader-crashes', 'consistent-hashing/a-node-joins']) {
    await command.run(['replay', name, '--seed', '1', '--report', 'size.html'])
    const html = readFileSync(join(command.folder, 'size.html'), 'utf8')
    const rest = html.replace(/(id="lightcone-recording">)[^<]*/, '$1')
    expect(rest.length).toBeLessThan(html.length)
    expect(gzipSync(rest).length).toBeLessThan(150_000)
  }
})

test('playing goes on by itself, and stops where it is told to', async () => {
  const args = ['replay', 'raft/leader-crashes', '--seed', '1']
  const { page, complaints } = await openReport(browser, command, args)
  const time = () => page.locator('.now b').textContent()
  await page.getByRole('button', { name: 'Play' }).click()
  await expect.poll(time, { timeout: 20_000 }).not.toBe('0 µs')
  await page.getByRole('button', { name: 'Pause' }).click()
  const stopped = await time()
  await page.waitForTimeout(200)
  expect(await time()).toBe(stopped)
  await page.locator('body').press('?')
  expect(await page.getByRole('dialog').textContent()).toContain('play and pause')
  expect(complaints).toEqual([])
  await page.context().close()
})
