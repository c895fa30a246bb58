import { expect, it } from 'vitest'
import { placeOf } from '../../../src/trace/exporters/place.ts'
import { shivizLog } from '../../../src/trace/exporters/shiviz.ts'
import { events, nodes } from './recorded.ts'

/** Reads a file as bestchai.bitbucket.io/shiviz ("Upload a log") says: parser, delimiter, log. */
function read(text: string): { event: string; host: string; clock: Record<string, number> }[] {
  const [parser, delimiter, ...log] = text.split('\n')
  expect(delimiter).toBe('')
  expect(parser).toBe(String.raw`(?<event>.*)\n(?<host>\S*) (?<clock>{.*})`)
  const matches = [...log.join('\n').matchAll(new RegExp(parser!, 'g'))]
  return matches.map(({ groups }) => {
    const { event, host, clock } = groups as { event: string; host: string; clock: string }
    return { event, host, clock: JSON.parse(clock) }
  })
}

const parsed = read([...shivizLog(events, nodes)].join('\n'))

it('the parser in the first line finds every event', () => {
  expect(parsed.map(({ host }) => host)).toEqual(events.map(placeOf))
})

it('the clock of each host counts its events from one on', () => {
  const counts: Record<string, number> = {}
  for (const { host, clock } of parsed) {
    counts[host] = (counts[host] ?? 0) + 1
    expect(clock[host]).toBe(counts[host])
  }
})

it('the clock of what happens is past that of its cause', () => {
  const caused = events.filter(({ cause }) => cause !== null)
  expect(caused.length).toBeGreaterThan(0)
  for (const { index, cause } of caused)
    for (const [host, ticks] of Object.entries(parsed[cause!]!.clock))
      expect(parsed[index]!.clock[host]).toBeGreaterThanOrEqual(ticks)
})
