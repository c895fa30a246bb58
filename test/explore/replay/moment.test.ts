import { describe, expect, it } from 'vitest'
import { type Moment, parseMoment, runTo } from '../../../src/explore/replay/moment.ts'
import { UsageError } from '../../../src/kernel/errors.ts'
import { ms } from '../../../src/kernel/time.ts'
import { Simulation } from '../../../src/simulation/simulation.ts'
import { describeEvent } from '../../../src/trace/transcript.ts'
import { forgetfulVoters } from '../shrink/forgetful-voters.ts'

it.each<[string, Moment]>([
  ['412ms', { at: ms(412) }],
  [' 1.5 s ', { at: ms(1_500) }],
  ['#120', { event: 120 }],
  ['n2  crashes', { text: 'n2 crashes' }],
  ['✂ crash n2 for 5 ms', { text: '✂ crash n2 for 5 ms' }],
])('%s is a moment', (text, moment) => {
  expect(parseMoment(text)).toEqual(moment)
})

it.each(['120', '#0', '', ' ', '#1.5'])('%j is none', (text) => {
  expect(() => parseMoment(text)).toThrow(UsageError)
})

function runUpTo(moment: Moment) {
  const simulation = new Simulation(forgetfulVoters, { seed: 1, record: true })
  runTo(simulation, moment)
  return simulation
}

describe('a run goes on', () => {
  it('up to and including a time', () => {
    const simulation = runUpTo({ at: ms(100) })
    expect(simulation.now).toBe(ms(100))
    expect(simulation.journal!.at(simulation.journal!.length - 1)!.at).toBeLessThanOrEqual(ms(100))
  })

  it('to an event of that number, and to the end of what its handler does', () => {
    expect(runUpTo({ event: 1 }).journal!.length).toBe(3)
    for (const event of [6, 20, 57]) {
      const simulation = runUpTo({ event })
      const before = new Simulation(forgetfulVoters, { seed: 1, record: true })
      while (before.events < simulation.events - 1) before.step()
      expect(simulation.journal!.length).toBeGreaterThanOrEqual(event)
      expect(before.journal!.length).toBeLessThan(event)
    }
  })

  it('to the first event that reads so', () => {
    const simulation = runUpTo({ text: 'n2 crashes' })
    const texts = [...simulation.journal!].map((event) => describeEvent(event))
    expect(texts.filter((text) => text === 'n2  crashes')).toHaveLength(1)
    expect(texts.slice(-2)).toContain('n2  crashes')
  })

  it('to what shows at the end', () => {
    const until = { ...forgetfulVoters, until: ms(300) }
    const simulation = new Simulation(until, { seed: 1, record: true })
    expect(() => runTo(simulation, { text: 'no such thing' })).toThrow(
      /Expected an event of the run to read 'no such thing', but none does; it has \d+ events/,
    )
    expect(() => runUpTo({ event: 1_000_000 })).toThrow(/to come to event #1000000, but it has \d+ events/)
  })
})
