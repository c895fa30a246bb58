import { describe, expect, it } from 'vitest'
import { admitted } from '../../src/faults/admission.ts'
import { at, crash, isolate, pause } from '../../src/faults/fault.ts'
import { crashes } from '../../src/faults/generators/crashes.ts'
import { partitions } from '../../src/faults/generators/partitions.ts'
import { pauses } from '../../src/faults/generators/pauses.ts'
import { together } from '../../src/faults/generators/together.ts'
import { ms, seconds } from '../../src/kernel/time.ts'

const outlook = { nodes: ['n1', 'n2', 'n3'], until: seconds(1) }
const crashing = crashes({ every: ms(100), downFor: [ms(10), ms(50)], atMost: 1 })
const pausing = pauses({ every: ms(100), lastFor: [ms(10), ms(50)], atMost: 1 })
const cutting = partitions({ every: ms(100), lastFor: [ms(10), ms(50)] })

const first = at(ms(10), crash('n1', { lasts: ms(50) }))
const second = at(ms(20), crash('n2', { lasts: ms(50) }))
const paused = at(ms(30), pause('n3', { lasts: ms(50) }))
const cut = at(ms(5), isolate('n1', { lasts: ms(50) }))

describe('admitted faults', () => {
  it('keep within the budget of the generator that draws their kind', () => {
    expect(admitted([crashing, pausing], [first, second, paused], outlook)).toEqual([first, paused])
  })

  it('keep within a common budget as well, where generators have one', () => {
    const all = together([crashing, pausing], { atMost: 1 })
    expect(admitted([all], [first, second, paused], outlook)).toEqual([first])
  })

  it('come in order of time, those without a budget among them', () => {
    expect(admitted([crashing, cutting], [first, cut], outlook)).toEqual([cut, first])
  })

  it('are of kinds that a generator draws', () => {
    expect(admitted([crashing], [paused, cut], outlook)).toEqual([])
  })
})
