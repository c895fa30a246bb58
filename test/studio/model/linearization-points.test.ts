import { expect, it } from 'vitest'
import type { History } from '../../../src/checkers/history.ts'
import { linearizable } from '../../../src/checkers/linearizable.ts'
import { register } from '../../../src/checkers/models/register.ts'
import { linearizationPoints } from '../../../src/studio/model/linearization-points.ts'

/** Operations as `[process, input, output, from, to]`; without an end they never returned. */
function history(...rows: [string, unknown, unknown, number, number?][]): History {
  const moments = rows
    .flatMap(([, , , from, to]) => (to === undefined ? [from] : [from, to]))
    .sort((a, b) => a - b)
  return rows.map(([process, input, output, from, to]) => ({
    process,
    input,
    outcome: to === undefined ? 'indeterminate' : 'ok',
    ...(to !== undefined && { output, returned: moments.indexOf(to), returnedAt: to }),
    ...(to === undefined && { returned: null }),
    invoked: moments.indexOf(from),
    invokedAt: from,
  })) as History
}

const write = (value: number) => ({ f: 'write', value })
const read = { f: 'read' }
const property = linearizable(register({ initial: 0 }))

it('lie between invocation and return, in the order in which the operations take effect', () => {
  const seen = history(
    ['a', write(1), null, 0, 100],
    ['b', read, 1, 10, 30],
    ['c', read, 0, 5, 20],
    ['d', write(7), null, 40],
  )
  const [drawn] = property.depict!(seen)!.linearizations
  const points = linearizationPoints(drawn!, seen, 200)
  expect(drawn!.stuck).toBeNull()
  for (const [index, { at, place }] of points.entries()) {
    const { invokedAt = 0, returnedAt = 200 } = seen[place]!
    expect(at).toBeGreaterThanOrEqual(invokedAt)
    expect(at).toBeLessThanOrEqual(returnedAt)
    if (index > 0) expect(at).toBeGreaterThanOrEqual(points[index - 1]!.at)
  }
  const order = points.map(({ place }) => seen[place]!.process)
  expect(order.slice(0, 3)).toEqual(['c', 'a', 'b'])
})

it('end where no order explains an operation, which is named with the states that do not allow it', () => {
  const seen = history(['a', write(1), null, 0, 10], ['b', read, 0, 20, 30])
  const [drawn] = property.depict!(seen)!.linearizations
  expect(drawn!.stuck).toMatchObject({ place: 1, states: ['1'] })
  expect(linearizationPoints(drawn!, seen, 40).map(({ place }) => place)).toEqual([0])
})
