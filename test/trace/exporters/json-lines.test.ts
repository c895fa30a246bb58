import { expect, it } from 'vitest'
import { traceJsonLines } from '../../../src/trace/exporters/json-lines.ts'
import { events } from './recorded.ts'

it('every line is the JSON of its event', () => {
  const lines = [...traceJsonLines(events)]
  expect(events.length).toBeGreaterThan(100)
  expect(lines.every((line) => !line.includes('\n'))).toBe(true)
  expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(events)))
})
